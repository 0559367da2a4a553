import { TASK_OBJECT_TYPE_ID } from '../schema/index.ts';
import type { SeedContext, Studio } from './empty.ts';
import { USER_TYPE_ID } from './studio-facts.ts';

const PRIORITY_ID = '9661b320-3a0c-11e2-81c1-0800200c9a66';
const SHOTS_PER_SEQUENCE = 20;
const SEQUENCES_PER_PROJECT = 100;
const DAY_MS = 86_400_000;

/** Task name, type, each shot has one of. */
const TASKS = [
  ['layout', 'Layout'],
  ['animation', 'Animation'],
  ['lighting', 'Lighting'],
  ['compositing', 'Compositing'],
] as const;

/**
 * Writes exactly `count` contexts: projects `gen_001`, … of at most 100 sequences with 20 shots of four tasks. Every task
 * has an assignee, one of eight artists, every shot its frame range. The same seed writes the same rows.
 */
export function seedGenerated(
  context: SeedContext,
  studio: Studio,
  { count, random }: { readonly count: number; readonly random: () => number },
): void {
  const artists = Array.from({ length: 8 }, (_, index) => addArtist(context, index + 1));
  const generator = new Generator(context, { ...studio, userIds: artists }, random);
  let left = count;
  for (let number = 1; left > 0; number += 1) left = generator.project(number, left);
}

function addArtist({ writer, newId }: SeedContext, number: number): string {
  const id = newId();
  const username = `artist${number}`;
  writer.insert('User', {
    id,
    username,
    first_name: 'Artist',
    last_name: String(number),
    email: `${username}@example.com`,
    is_active: true,
    resource_type: 'user',
    user_type_id: USER_TYPE_ID,
  });
  return id;
}

class Generator {
  readonly #context: SeedContext;
  readonly #studio: Studio;
  readonly #random: () => number;

  constructor(context: SeedContext, studio: Studio, random: () => number) {
    this.#context = context;
    this.#studio = studio;
    this.#random = random;
  }

  /** Each of these writes an entity with what is below it, at most `left` contexts, and answers how many are left. */
  project(number: number, left: number): number {
    const id = this.#context.newId();
    const name = `gen_${String(number).padStart(3, '0')}`;
    this.#context.writer.insert('Project', {
      id,
      name,
      full_name: `Generated ${number}`,
      context_type: 'show',
      project_id: id,
      project_schema_id: this.#studio.projectSchemaId,
      status: 'active',
      is_global: false,
      is_private: false,
      start_date: this.#context.now,
      end_date: new Date(this.#context.now.getTime() + 365 * DAY_MS),
      created_at: this.#context.now,
      created_by_id: this.#studio.userIds[0],
    });
    let rest = left - 1;
    for (let sequence = 1; sequence <= SEQUENCES_PER_PROJECT && rest > 0; sequence += 1) {
      rest = this.#sequence({ id, projectId: id, sequence }, rest);
    }
    return rest;
  }

  #sequence(parent: { id: string; projectId: string; sequence: number }, left: number): number {
    const name = `sq${String(parent.sequence * 10).padStart(4, '0')}`;
    const id = this.#typedContext('Sequence', { parent_id: parent.id, project_id: parent.projectId, name });
    let rest = left - 1;
    for (let shot = 1; shot <= SHOTS_PER_SEQUENCE && rest > 0; shot += 1) {
      rest = this.#shot(
        { id, projectId: parent.projectId, name: `${name}_sh${String(shot * 10).padStart(4, '0')}` },
        rest,
      );
    }
    return rest;
  }

  #shot(parent: { id: string; projectId: string; name: string }, left: number): number {
    const id = this.#typedContext('Shot', {
      parent_id: parent.id,
      project_id: parent.projectId,
      name: parent.name,
      description: `Shot ${parent.name}`,
    });
    const length = 20 + Math.floor(this.#random() * 200);
    this.#customValue('fstart.Shot', id, 1001);
    this.#customValue('fend.Shot', id, 1000 + length);
    let rest = left - 1;
    for (const [name, type] of TASKS.slice(0, rest)) {
      this.#task({
        parent_id: id,
        project_id: parent.projectId,
        name,
        type_id: this.#studio.typeIds.get(type),
      });
      rest -= 1;
    }
    return rest;
  }

  #task(values: Readonly<Record<string, unknown>>): void {
    const statuses = ['Not started', 'In progress', 'Pending Review', 'Approved'];
    const start = this.#context.now.getTime() + Math.floor(this.#random() * 100) * DAY_MS;
    const id = this.#typedContext('Task', {
      ...values,
      object_type_id: TASK_OBJECT_TYPE_ID,
      status_id: this.#studio.statusIds.get(this.#pick(statuses) ?? ''),
      bid: 3600 * (8 + Math.floor(this.#random() * 72)),
      start_date: new Date(start),
      end_date: new Date(start + 7 * DAY_MS),
    });
    this.#context.writer.insert('Appointment', {
      id: this.#context.newId(),
      type: 'assignment',
      context_id: id,
      resource_id: this.#pick(this.#studio.userIds),
    });
  }

  #typedContext(type: 'Sequence' | 'Shot' | 'Task', values: Readonly<Record<string, unknown>>): string {
    const id = this.#context.newId();
    this.#context.writer.insert(type, {
      id,
      context_type: 'task',
      object_type_id: this.#studio.objectTypeIds.get(type),
      priority_id: PRIORITY_ID,
      status_id: this.#studio.statusIds.get('Not started'),
      type_id: this.#studio.typeIds.get('Production'),
      bid: 0,
      sort: 0,
      created_at: this.#context.now,
      created_by_id: this.#studio.userIds[0],
      ...values,
    });
    return id;
  }

  #customValue(configuration: string, entityId: string, value: number): void {
    this.#context.writer.insert('ContextCustomAttributeValue', {
      configuration_id: this.#studio.configurationIds.get(configuration),
      entity_id: entityId,
      value,
    });
  }

  #pick<Item>(items: readonly Item[]): Item | undefined {
    return items[Math.floor(this.#random() * items.length)];
  }
}
