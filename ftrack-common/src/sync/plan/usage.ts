import type { FtrackSnapshot } from '../snapshot/ftrack-snapshot.ts';
import { paced } from './paced.ts';

/** Ids of types, statuses, priorities and users that entities in scope have, offered by their project or not. */
export interface Usage {
  readonly objectTypeIds: ReadonlySet<string>;
  readonly taskTypeIds: ReadonlySet<string>;
  readonly folderStatusIds: ReadonlySet<string>;
  readonly taskStatusIds: ReadonlySet<string>;
  readonly priorityIds: ReadonlySet<string>;
  /** Users and groups that are assigned. */
  readonly assigneeIds: ReadonlySet<string>;
}

export function* usageOf({ contexts, schema, assignees }: FtrackSnapshot): Generator<void, Usage> {
  const usage = {
    objectTypeIds: new Set<string>(),
    taskTypeIds: new Set<string>(),
    folderStatusIds: new Set<string>(),
    taskStatusIds: new Set<string>(),
    priorityIds: new Set<string>(),
    assigneeIds: new Set<string>(),
  };
  yield* paced(contexts.values(), ({ kind, objectTypeId, typeId, statusId, priorityId }) => {
    if (priorityId !== null) usage.priorityIds.add(priorityId);
    if (kind === 'task') {
      if (typeId !== null) usage.taskTypeIds.add(typeId);
      if (statusId !== null) usage.taskStatusIds.add(statusId);
      return;
    }
    usage.objectTypeIds.add(objectTypeId);
    const isStatusable = schema.objectTypes.get(objectTypeId)?.isStatusable;
    if (statusId !== null && isStatusable) usage.folderStatusIds.add(statusId);
  });
  yield* paced(assignees.values(), (ids) => {
    for (const id of ids) usage.assigneeIds.add(id);
  });
  return usage;
}
