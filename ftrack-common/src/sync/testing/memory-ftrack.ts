import { AUTO_SYNC_KEY, AYON_ID_KEY, AYON_PATH_KEY, SYNC_FAILED_KEY } from '../../attributes/index.ts';
import type { WriteBack } from '../plan/plan.ts';
import type {
  FtrackAncestor,
  FtrackContext,
  FtrackProject,
  FtrackSchema,
  FtrackSnapshot,
  FtrackUser,
  SyncScope,
} from '../snapshot/ftrack-snapshot.ts';

export const PROJECT_ID = 'aaaaaaaa-0000-4000-8000-000000000000';

const OBJECT_TYPES = ['Folder', 'Sequence', 'Shot', 'Milestone', 'Task'] as const;
export type ObjectTypeName = (typeof OBJECT_TYPES)[number];

/** A ftrack project in memory: what tests of sync change and take snapshots of. */
export class MemoryFtrack {
  readonly contexts = new Map<string, FtrackContext>();
  /** Values by configuration id and entity id. */
  readonly values = new Map<string, Map<string, unknown>>();
  readonly assignees = new Map<string, string[]>();
  readonly tags = new Map<string, string[]>();
  readonly users = new Map<string, FtrackUser>();
  readonly tagNames = new Map<string, string>();
  schema: FtrackSchema = testSchema();
  project: FtrackProject = {
    id: PROJECT_ID,
    code: 'test',
    name: 'Test',
    isActive: true,
    startDate: null,
    endDate: null,
    schemaId: 'schema',
  };
  readonly attributes: FtrackSnapshot['attributes'] = [
    ...[AYON_ID_KEY, AYON_PATH_KEY, SYNC_FAILED_KEY, 'fps'].map((key) => hierarchical(key)),
    { ...hierarchical(AUTO_SYNC_KEY), isHierarchical: false },
    {
      id: 'config-fstart',
      key: 'fstart',
      type: 'number',
      entityType: 'task',
      objectTypeId: 'type-Shot',
      projectId: null,
      isHierarchical: false,
      group: null,
    },
  ];

  add(
    context: Partial<FtrackContext> & { id: string; type: ObjectTypeName; parentId?: string },
  ): FtrackContext {
    const { type, ...rest } = context;
    const full: FtrackContext = {
      parentId: PROJECT_ID,
      kind: type === 'Task' ? 'task' : 'folder',
      name: context.id,
      objectTypeId: `type-${type}`,
      typeId: type === 'Task' ? 'task-Animation' : null,
      statusId: type === 'Task' || type === 'Shot' ? 'status-todo' : null,
      thumbnailId: null,
      priorityId: 'priority-None',
      startDate: null,
      endDate: null,
      description: '',
      ...rest,
    };
    this.contexts.set(full.id, full);
    return full;
  }

  change(id: string, change: Partial<FtrackContext>): void {
    const context = this.contexts.get(id);
    if (context) this.contexts.set(id, { ...context, ...change });
  }

  /** Removes an entity and everything below it, as ftrack does. Returns all ids that are gone. */
  remove(id: string): string[] {
    const gone = [id];
    for (const context of this.contexts.values()) {
      if (context.parentId === id) gone.push(...this.remove(context.id));
    }
    this.contexts.delete(id);
    this.assignees.delete(id);
    this.tags.delete(id);
    for (const byEntity of this.values.values()) byEntity.delete(id);
    return gone;
  }

  setValue(entityId: string, key: string, value: unknown): void {
    const byEntity = this.values.get(`config-${key}`) ?? new Map<string, unknown>();
    if (value === null) byEntity.delete(entityId);
    else byEntity.set(entityId, value);
    this.values.set(`config-${key}`, byEntity);
  }

  valueOf(entityId: string, key: string): unknown {
    return this.values.get(`config-${key}`)?.get(entityId);
  }

  /** Stores what a plan wants stored. */
  store(writeBacks: readonly WriteBack[]): void {
    for (const { ftrackId, values } of writeBacks) {
      for (const [key, value] of Object.entries(values)) this.setValue(ftrackId, key, value);
    }
  }

  /** What reading a project, or a part of it, would give. */
  snapshot(scope: SyncScope, asked: Iterable<string> = []): FtrackSnapshot {
    const contexts = new Map([...this.contexts].filter(([id]) => scope === 'project' || scope.has(id)));
    const absent = [...(scope === 'project' ? [] : scope), ...asked].filter((id) => !this.contexts.has(id));
    const ancestors = new Map<string, FtrackAncestor>();
    for (const context of contexts.values()) {
      for (let id = context.parentId; id !== PROJECT_ID; ) {
        const parent = this.contexts.get(id);
        if (!parent) break;
        if (!contexts.has(id)) ancestors.set(id, { id, parentId: parent.parentId, name: parent.name });
        id = parent.parentId;
      }
    }
    const known = new Set([...contexts.keys(), ...ancestors.keys(), PROJECT_ID]);
    return {
      scope,
      project: this.project,
      schema: this.schema,
      attributes: this.attributes,
      users: this.users,
      tagNames: this.tagNames,
      contexts,
      ancestors,
      values: new Map(
        [...this.values].map(([id, byEntity]) => [
          id,
          new Map([...byEntity].filter(([entity]) => known.has(entity))),
        ]),
      ),
      assignees: new Map([...this.assignees].filter(([id]) => contexts.has(id))),
      tags: new Map([...this.tags].filter(([id]) => contexts.has(id))),
      absent: new Set(absent),
    };
  }
}

function hierarchical(key: string) {
  return {
    id: `config-${key}`,
    key,
    type: 'text',
    entityType: 'show',
    objectTypeId: null,
    projectId: null,
    isHierarchical: true,
    group: 'ayon',
  };
}

function testSchema(): FtrackSchema {
  const status = (id: string, name: string, { sort, state }: { sort: number; state: string }) =>
    [`status-${id}`, { id: `status-${id}`, name, color: '#3498DB', sort, state }] as const;
  const taskType = (name: string, sort: number) =>
    [`task-${name}`, { id: `task-${name}`, name, color: '#33CCCC', sort }] as const;
  return {
    objectTypes: new Map(
      OBJECT_TYPES.map((name, sort) => [
        `type-${name}`,
        { id: `type-${name}`, name, sort, isStatusable: name === 'Shot' || name === 'Task' },
      ]),
    ),
    taskTypes: new Map([taskType('Animation', 0), taskType('Lighting', 1)]),
    statuses: new Map([
      status('done', 'Done', { sort: 0, state: 'DONE' }),
      status('wip', 'In progress', { sort: 1, state: 'IN_PROGRESS' }),
      status('todo', 'Not started', { sort: 2, state: 'NOT_STARTED' }),
    ]),
    priorities: new Map(
      ['Urgent', 'High', 'Medium', 'Low', 'None', 'Someday'].map((name) => [
        `priority-${name}`,
        { id: `priority-${name}`, name },
      ]),
    ),
    objectTypeIds: OBJECT_TYPES.map((name) => `type-${name}`),
    taskTypeIds: ['task-Animation', 'task-Lighting'],
    folderStatusIds: ['status-todo', 'status-done'],
    taskStatusIds: ['status-todo', 'status-wip', 'status-done'],
    versionStatusIds: ['status-done'],
  };
}
