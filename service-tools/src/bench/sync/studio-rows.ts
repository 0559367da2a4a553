import type { FtrackSimulator } from '@ynput/ftrack-simulator';

const SHOTS_PER_SEQUENCE = 50;
const TASKS_PER_SHOT = ['animation', 'compositing'] as const;
const OPERATIONS_PER_BATCH = 5_000;
/** Hierarchical attributes that every entity has a value of. */
const ATTRIBUTES = ['frameStart', 'frameEnd'] as const;

type Row = Readonly<Record<string, unknown>>;

/** One project of a bench studio. */
export interface BenchProject {
  readonly projectId: string;
  /** Ids of shots and tasks. */
  readonly contextIds: readonly string[];
}

/**
 * Fills an empty server with one project of exactly `entities` contexts: sequences of 50 shots with two tasks each, two attributes on
 * every one of them, one assignee per task.
 */
export function fillStudio(server: FtrackSimulator, entities: number): BenchProject {
  return new Filler(server).fill(entities);
}

class Filler {
  readonly #server: FtrackSimulator;
  readonly #ids = new Map<string, string>();
  #batch: unknown[] = [];

  constructor(server: FtrackSimulator) {
    this.#server = server;
  }

  fill(entities: number): BenchProject {
    const objectTypes = this.#namesOf('ObjectType');
    const taskTypes = this.#namesOf('Type');
    const [status] = [...this.#server.store.rows('Status')].filter(
      ({ row }) => row['name'] === 'Not started',
    );
    const [user] = [...this.#server.store.rows('User')];
    const [schema] = [...this.#server.store.rows('ProjectSchema')];
    const types = this.#namesOf('CustomAttributeType');
    const roles = [...this.#namesOf('SecurityRole').values()].map((id) => ({
      __entity_type__: 'SecurityRole',
      id,
    }));
    for (const key of ATTRIBUTES) {
      this.#ids.set(
        key,
        this.#create('CustomAttributeConfiguration', {
          key,
          label: key,
          entity_type: 'show',
          is_hierarchical: true,
          type_id: types.get('number'),
          config: '{"isdecimal":false}',
          read_security_roles: roles,
          write_security_roles: roles,
        }),
      );
    }
    const projectId = this.#create('Project', {
      name: 'bench',
      full_name: 'Bench',
      project_schema_id: schema?.row['id'],
    });
    const contextIds: string[] = [];
    const add = (type: string, data: Row): string => {
      const id = this.#create(type, {
        project_id: projectId,
        status_id: status?.row['id'],
        object_type_id: objectTypes.get(type),
        ...data,
      });
      contextIds.push(id);
      for (const [index, key] of ATTRIBUTES.entries()) {
        this.#create('ContextCustomAttributeValue', {
          configuration_id: this.#ids.get(key),
          entity_id: id,
          value: 1001 + index * (contextIds.length % 200),
        });
      }
      return id;
    };
    const isFull = () => contextIds.length >= entities;
    for (let sequence = 1; !isFull(); sequence += 1) {
      const sequenceName = `sq${String(sequence).padStart(4, '0')}`;
      const sequenceId = add('Sequence', { name: sequenceName, parent_id: projectId });
      for (let shot = 1; shot <= SHOTS_PER_SEQUENCE && !isFull(); shot += 1) {
        const name = `${sequenceName}_sh${String(shot * 10).padStart(4, '0')}`;
        const shotId = add('Shot', { name, parent_id: sequenceId });
        for (const task of TASKS_PER_SHOT) {
          if (isFull()) break;
          const typeId = taskTypes.get(task === 'animation' ? 'Animation' : 'Compositing');
          const taskId = add('Task', { name: task, parent_id: shotId, type_id: typeId });
          this.#create('Appointment', {
            type: 'assignment',
            context_id: taskId,
            resource_id: user?.row['id'],
          });
        }
      }
    }
    this.#flush();
    return { projectId, contextIds };
  }

  #namesOf(type: string): Map<string, string> {
    return new Map(
      [...this.#server.store.rows(type)].map(({ row }) => [String(row['name']), String(row['id'])]),
    );
  }

  #create(entityType: string, data: Row): string {
    const id = crypto.randomUUID();
    const key = entityType === 'ContextCustomAttributeValue' ? {} : { id };
    this.#batch.push({
      action: 'create',
      entity_type: entityType,
      entity_data: { __entity_type__: entityType, ...key, ...data },
    });
    if (this.#batch.length >= OPERATIONS_PER_BATCH) this.#flush();
    return id;
  }

  #flush(): void {
    this.#server.run(this.#batch);
    this.#batch = [];
  }
}

/** Changes entities all over a project, as people would: descriptions and values. Answers their ids. */
export function scatterChanges(
  server: FtrackSimulator,
  { contextIds }: BenchProject,
  count: number,
): string[] {
  const step = Math.max(1, Math.floor(contextIds.length / count));
  const changed = contextIds.filter((_, index) => index % step === 0).slice(0, count);
  server.run(
    changed.map((id) => ({
      action: 'update',
      entity_type: 'TypedContext',
      entity_key: [id],
      entity_data: { __entity_type__: 'TypedContext', description: `changed ${id.slice(0, 4)}` },
    })),
  );
  return changed;
}
