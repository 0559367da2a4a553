import type { CommittedTransaction, ParentRef, RowChange } from '../store/transaction.ts';
import {
  collectRemovedIds,
  describeColumns,
  describeCustomValue,
  isCustomValue,
  isTold,
  legacyTypeOf,
} from './columns.ts';
import type { ChangeFacts, EventRow, FeedEntry, LogEntry } from './types.ts';

/** How the change of an attribute is called in the log; attributes not named here are an `update` together. */
const KINDS: Readonly<Record<string, string>> = {
  status_id: 'status',
  name: 'name',
  full_name: 'name',
  parent_id: 'parent',
  type_id: 'type',
  priority_id: 'priority',
  start_date: 'dates',
  end_date: 'dates',
  description: 'description',
  thumbnail_id: 'thumbnail',
};

/** What a row says, without when, by whom and in which project. */
interface Entry {
  readonly action: string;
  readonly insert: EventRow['insert'];
  readonly about: { readonly id: string; readonly entityType: string };
  readonly data: unknown;
}

/**
 * The rows of the `Event` table for a transaction: one for each changed entity and kind of change.
 *
 * `change.status.task|shot|asset|...`, `update.custom_attribute.<key>`, `db.append.task:user`, `asset.published`,
 * `append.to.list` and `remove.from.list` are ftrack's own words. What ftrack calls the rest is not known; here it is
 * `change.name|parent|type|priority|dates|description|thumbnail.<type>`, `update.<type>`, `db.insert.<type>`,
 * `db.delete.<type>` and `db.remove.task:user`.
 *
 * Data is `{column: {old, new}}`, for custom attributes `{value: {old, new}}`, for deletes `{id, data: {column: value}}`.
 */
export function buildLogEntries(transaction: CommittedTransaction, facts: ChangeFacts): LogEntry[] {
  const removed = collectRemovedIds(transaction.changes);
  return transaction.changes.flatMap((change) => {
    const projectId = findProjectId(change);
    return describeChange(change, { facts, removed }).map(({ action, insert, about, data }) => ({
      row: {
        action,
        insert,
        data: JSON.stringify(data),
        parent_id: about.id,
        parent_type: parentTypeOf(about.entityType, facts),
        project_id: projectId,
        user_id: transaction.user?.id ?? null,
        created_at: transaction.at,
      },
      feeds: describeFeeds(change, about.id),
    }));
  });
}

/** A row shows in the feeds of what it is about and of all that is above, and an assignment in that of the user. */
function describeFeeds(change: RowChange, aboutId: string): FeedEntry[] {
  const from = change.parents.findIndex(({ id }) => id === aboutId);
  const feeds: FeedEntry[] = change.parents
    .slice(Math.max(from, 0))
    .map(({ id }, distance) => ({ owner_id: id, distance, relation: null }));
  const assignee =
    change.entityType === 'Appointment' ? (change.after ?? change.before)?.['resource_id'] : null;
  if (typeof assignee === 'string') feeds.push({ owner_id: assignee, distance: 0, relation: 'assigned' });
  return feeds;
}

/** Whether an action is among those named; a name that ends in `*` stands for all that begin so. */
export function isMissingAction(action: string, missing: readonly string[]): boolean {
  return missing.some((name) =>
    name.endsWith('*') ? action.startsWith(name.slice(0, -1)) : action === name,
  );
}

function describeChange(
  change: RowChange,
  { facts, removed }: { facts: ChangeFacts; removed: ReadonlySet<string> },
): Entry[] {
  if (isCustomValue(change)) {
    const value = describeCustomValue(change, facts);
    if (value === null || removed.has(value.owner.id)) return [];
    const action = `update.custom_attribute.${value.key}`;
    return [
      { action, insert: 'update', about: value.owner, data: { value: { old: value.old, new: value.new } } },
    ];
  }
  if (!isTold(change)) return [];
  if (change.entityType === 'Appointment') return describeAppointment(change, facts);
  if (change.entityType === 'ListObject') return describeListItem(change, facts);
  switch (change.action) {
    case 'add':
      return [describeInsert(change, facts)];
    case 'remove':
      return [describeDelete(change, facts)];
    case 'update':
      return describeUpdate(change, facts);
  }
}

function describeAppointment(change: RowChange, facts: ChangeFacts): Entry[] {
  const context = ownerOf(change);
  const relation = `${legacyTypeOf(context.entityType, facts)}:user`;
  const data = describeColumns(change, facts);
  switch (change.action) {
    case 'add':
      return [{ action: `db.append.${relation}`, insert: 'insert', about: context, data }];
    case 'remove':
      return [{ action: `db.remove.${relation}`, insert: 'delete', about: context, data }];
    case 'update':
      return [{ action: `db.update.${relation}`, insert: 'update', about: context, data }];
  }
}

function describeListItem(change: RowChange, facts: ChangeFacts): Entry[] {
  const entry = { about: ownerOf(change), data: describeColumns(change, facts) };
  if (change.action === 'add') return [{ ...entry, action: 'append.to.list', insert: 'insert' }];
  if (change.action === 'remove') return [{ ...entry, action: 'remove.from.list', insert: 'delete' }];
  return [];
}

function describeInsert(change: RowChange, facts: ChangeFacts): Entry {
  const isPublished = change.entityType === 'AssetVersion' && change.after?.['is_published'] === true;
  return {
    action: isPublished ? 'asset.published' : `db.insert.${change.entityType.toLowerCase()}`,
    insert: 'insert',
    about: itself(change),
    data: describeColumns(change, facts),
  };
}

function describeDelete(change: RowChange, facts: ChangeFacts): Entry {
  const about = itself(change);
  const columns = Object.entries(describeColumns(change, facts)).map(([column, { old }]) => [column, old]);
  return {
    action: `db.delete.${change.entityType.toLowerCase()}`,
    insert: 'delete',
    about,
    data: { id: about.id, data: Object.fromEntries(columns) },
  };
}

function describeUpdate(change: RowChange, facts: ChangeFacts): Entry[] {
  const byAction = new Map<string, string[]>();
  for (const attribute of change.changed) {
    const action = actionOf(attribute, change);
    byAction.set(action, [...(byAction.get(action) ?? []), attribute]);
  }
  return [...byAction].map(([action, changed]) => ({
    action,
    insert: 'update',
    about: itself(change),
    data: describeColumns({ ...change, changed }, facts),
  }));
}

function actionOf(attribute: string, { entityType, after }: RowChange): string {
  if (entityType === 'AssetVersion') {
    if (attribute === 'status_id') return 'change.status.asset';
    if (attribute === 'is_published' && after?.['is_published'] === true) return 'asset.published';
  }
  const kind = KINDS[attribute];
  return kind === undefined
    ? `update.${entityType.toLowerCase()}`
    : `change.${kind}.${entityType.toLowerCase()}`;
}

function itself(change: RowChange): ParentRef {
  return change.parents[0] ?? { id: change.key[0] ?? '', entityType: change.entityType, parentId: null };
}

/** What the row belongs to: the task of an assignment, the list of an item; the row itself when that is not known. */
function ownerOf(change: RowChange): ParentRef {
  return change.parents[1] ?? itself(change);
}

function parentTypeOf(entityType: string, facts: ChangeFacts): string {
  return entityType === 'AssetVersion' ? 'asset_version' : legacyTypeOf(entityType, facts);
}

function findProjectId(change: RowChange): string | null {
  const last = change.parents.at(-1);
  if (last?.entityType === 'Project') return last.id;
  const projectId = (change.after ?? change.before)?.['project_id'];
  return typeof projectId === 'string' ? projectId : null;
}
