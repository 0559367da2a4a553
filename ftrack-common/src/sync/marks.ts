import { AUTO_SYNC_KEY, AYON_ID_KEY, AYON_PATH_KEY, SYNC_FAILED_KEY } from '../attributes/index.ts';
import { clientTokenOf, type EntityInfo, type FtrackEvent, isUpdateEvent } from '../events/index.ts';
import { type EventRow, isOwnOrigin } from '../ftrack/index.ts';
import { partMark } from './parts/part-marks.ts';

/** Mark of a whole project. */
export const WHOLE_PROJECT = '*';

/** Something in ftrack that has to be looked at again. */
export interface SyncMark {
  readonly projectId: string;
  /** Id of a typed context, of the project itself (its own fields only), `*` for everything in it, or a mark of a part. */
  readonly entityId: string;
}

/** Columns that sync does not read, so a change of nothing else is none. */
const UNREAD_COLUMNS: ReadonlySet<string> = new Set([
  'bid',
  'sort',
  'timelogged',
  'time_logged',
  'thumbnail_source_id',
  'isopen',
]);

/**
 * Columns of a project that concern everything in it: its workflow; its code, which follows only where nothing was published; and whether
 * it is archived, since nobody looks at an archived project.
 */
const WHOLE_COLUMNS: ReadonlySet<string> = new Set([
  'projectschemeid',
  'project_schema_id',
  'schemeid',
  'name',
  'status',
]);
const ON_VALUES: ReadonlySet<unknown> = new Set([true, 1, '1', 'true', 'True']);

/**
 * What an event says may have changed, in any number of projects. Writes of our own services give no marks. An event is only a
 * hint: who follows a mark reads what ftrack says then.
 */
export function marksOfEvent(event: FtrackEvent): SyncMark[] {
  if (!isUpdateEvent(event) || isOwnOrigin(clientTokenOf(event))) return [];
  const marks = new Map<string, SyncMark>();
  for (const entity of event.data.entities) {
    const projectId = projectOf(entity);
    if (projectId === null) continue;
    for (const entityId of markedIds(entity)) marks.set(`${projectId}|${entityId}`, { projectId, entityId });
  }
  return [...marks.values()];
}

function projectOf(entity: EntityInfo): string | null {
  const project = entity.parents?.findLast((parent) => parent.entityType === 'show');
  if (project?.entityId) return project.entityId;
  return entity.entityType === 'show' ? (entity.entityId ?? null) : null;
}

function markedIds(entity: EntityInfo): string[] {
  switch (entity.entityType) {
    case 'show':
      return idsOf(markedProject(entity));
    case 'task':
      return entity.entityId && isRead(entity) ? [entity.entityId] : [];
    case 'appointment':
      return idsOf(assignedTask(entity));
    case 'assetversion':
      return entity.entityId && isRead(entity) ? [partMark('versions', entity.entityId)] : [];
    case 'list':
      return idsOf(entity.entityId ?? null).map((id) => partMark('lists', id));
    case 'listobject':
      return changedIds(entity, 'listid').map((id) => partMark('lists', id));
    case 'dependency':
      return ['from_id', 'to_id']
        .flatMap((key) => changedIds(entity, key))
        .map((id) => partMark('links', id));
    default:
      return [];
  }
}

function idsOf(id: string | null): string[] {
  return id === null ? [] : [id];
}

/** Ids that a column had and has. */
function changedIds({ changes }: EntityInfo, key: string): string[] {
  const change = changes?.[key];
  return [change?.old, change?.new].filter((id): id is string => typeof id === 'string' && id !== '');
}

function markedProject(entity: EntityInfo): string | null {
  if (entity.action === 'remove') return WHOLE_PROJECT;
  if (!entity.entityId || !isRead(entity)) return null;
  const changes = entity.changes ?? {};
  if (ON_VALUES.has(changes[AUTO_SYNC_KEY]?.new)) return WHOLE_PROJECT;
  const changed = entity.keys ?? Object.keys(changes);
  return changed.some((key) => WHOLE_COLUMNS.has(key)) ? WHOLE_PROJECT : entity.entityId;
}

/** Whether a change touches anything that sync reads. Without a list of keys it may. */
function isRead({ action, keys, changes }: EntityInfo): boolean {
  if (action === 'encoded') return false;
  if (action !== 'update') return true;
  const changed = keys ?? (changes ? Object.keys(changes) : []);
  return changed.length === 0 || changed.some((key) => !UNREAD_COLUMNS.has(key));
}

function assignedTask({ changes, parents }: EntityInfo): string | null {
  const type = changes?.['type']?.new ?? changes?.['type']?.old;
  if (typeof type === 'string' && type !== 'assignment') return null;
  const context = changes?.['context_id']?.new ?? changes?.['context_id']?.old;
  if (typeof context === 'string') return context;
  return parents?.find((parent) => parent.entityType === 'task')?.entityId ?? null;
}

/** Rows of the values that only we write: a first sync makes one for every entity, and none of them is news. */
const OWN_VALUES: ReadonlySet<string> = new Set(
  [AYON_ID_KEY, AYON_PATH_KEY, SYNC_FAILED_KEY].map((key) => `update.custom_attribute.${key}`),
);

/** Keys under which rows of the Event table name entities. */
const ID_KEYS = ['id', 'entity_id', 'context_id', 'task_id', 'taskid', 'parent_id'] as const;
const LINK_KEYS = ['from_id', 'to_id'] as const;
const UUID = /^[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}$/i;

/**
 * What a row of ftrack's Event table says may have changed. A row of versions, notes and the like gives none; one of a deletion that
 * does not say what was deleted marks the whole project.
 */
export function marksOfHint(row: EventRow): SyncMark[] {
  const { projectId, parentId } = row;
  if (projectId === null || OWN_VALUES.has(row.action ?? '')) return [];
  const parentType = row.parentType?.replaceAll('_', '').toLowerCase() ?? null;
  if (parentType === 'show' || parentType === 'project') {
    const isDeletion = row.insert === 'delete';
    return [{ projectId, entityId: isDeletion ? WHOLE_PROJECT : projectId }];
  }
  if (parentType === 'dependency') return marksOfLinkHint(projectId, row);
  if (parentType === 'assetversion')
    return parentId === null ? [] : marksOf(projectId, [partMark('versions', parentId)]);
  if (parentType === 'list')
    return parentId === null ? [] : marksOf(projectId, [partMark('lists', parentId)]);
  const ids = new Set<string>();
  if (parentId !== null && (parentType === null || CONTEXT_TYPES.has(parentType))) ids.add(parentId);
  for (const id of idsOfData(row.data)) if (id !== projectId) ids.add(id);
  if (parentType !== null && !CONTEXT_TYPES.has(parentType))
    return [...marksOf(projectId, contextsOnly(row, ids))];
  if (ids.size === 0) return row.insert === 'delete' ? [{ projectId, entityId: WHOLE_PROJECT }] : [];
  return marksOf(projectId, ids);
}

/** A row of a link names both ends, that of a deletion in a record of its own. */
function marksOfLinkHint(projectId: string, { data, insert }: EventRow): SyncMark[] {
  const ids = new Set(idsOfData(data, LINK_KEYS));
  if (ids.size === 0 && insert === 'delete') return [{ projectId, entityId: WHOLE_PROJECT }];
  return marksOf(
    projectId,
    [...ids].map((id) => partMark('links', id)),
  );
}

const CONTEXT_TYPES: ReadonlySet<string> = new Set(['task', 'context', 'typedcontext']);

/** An assignment names its task in its data. */
function contextsOnly(row: EventRow, ids: ReadonlySet<string>): Iterable<string> {
  return row.parentType?.toLowerCase() === 'appointment' ? ids : [];
}

function marksOf(projectId: string, ids: Iterable<string>): SyncMark[] {
  return [...ids].map((entityId) => ({ projectId, entityId }));
}

function* idsOfData(data: string | null, keys: readonly string[] = ID_KEYS): Generator<string> {
  const parsed = parseJson(data);
  if (typeof parsed !== 'object' || parsed === null) return;
  const record = parsed as Record<string, unknown>;
  const deleted = record['data'];
  const records = typeof deleted === 'object' && deleted !== null ? [record, deleted] : [record];
  for (const key of keys) {
    for (const from of records)
      for (const value of sides(Reflect.get(from, key)))
        if (typeof value === 'string' && UUID.test(value)) yield value;
  }
}

/** A value, or both sides of a change. */
function sides(value: unknown): unknown[] {
  if (typeof value !== 'object' || value === null) return [value];
  const { old, new: now } = value as { old?: unknown; new?: unknown };
  return [old, now];
}

function parseJson(text: string | null): unknown {
  try {
    return text === null ? null : JSON.parse(text);
  } catch {
    return null;
  }
}
