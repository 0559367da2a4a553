import type { ParentRef, RowChange } from '../store/transaction.ts';
import type { ChangeFacts } from './types.ts';

/** What became of each column of a row, by legacy column name. */
export type ColumnChanges = Record<string, { readonly old: unknown; readonly new: unknown }>;

/** Rows whose changes nobody is told of: the activity log itself and its like. */
const UNTOLD_TYPES: ReadonlySet<string> = new Set([
  'Event',
  'Feed',
  'StatusChange',
  'TypedContextStatusChange',
  'AssetVersionStatusChange',
  'UserSession',
]);

/** Attributes told on add and remove even when they have no value. */
const ALWAYS_TOLD: ReadonlySet<string> = new Set(['start_date', 'end_date', 'description']);

/** Columns of a typed context that no API attribute shows. */
const HIDDEN_TASK_COLUMNS = { isopen: false, isrequirecomment: false };

/** True for rows that hold the value of a custom attribute of another entity. */
export function isCustomValue(change: RowChange): boolean {
  return change.entityType.endsWith('CustomAttributeValue');
}

/** True when a change is told as one of an entity: rows without an id of their own (metadata, for one) are not. */
export function isTold(change: RowChange): boolean {
  const { entityType, key } = change;
  return key.length === 1 && !UNTOLD_TYPES.has(entityType) && !entityType.endsWith('CustomAttributeLinkFrom');
}

/** Ids of the told entities a transaction removed: what belonged to them goes unmentioned. */
export function collectRemovedIds(changes: readonly RowChange[]): ReadonlySet<string> {
  const removals = changes.filter((change) => change.action === 'remove' && isTold(change));
  return new Set(removals.flatMap(({ key }) => key));
}

/** The type as events and log rows name it: `task` for all typed contexts, `show` for projects. */
export function legacyTypeOf(entityType: string, facts: ChangeFacts): string {
  return facts.tableOf(entityType).toLowerCase();
}

/**
 * What became of the columns of a row: on update those that differ; on add and remove those with a value, and the
 * dates and the description in any case. Dates are texts without a zone, in UTC.
 */
export function describeColumns(change: RowChange, facts: ChangeFacts): ColumnChanges {
  const { entityType, before, after } = change;
  const columns: ColumnChanges = {};
  const tell = (column: string, old: unknown, current: unknown) => {
    columns[column] = {
      old: before === null ? null : toEventValue(old),
      new: after === null ? null : toEventValue(current),
    };
  };
  for (const attribute of attributesToTell(change)) {
    tell(facts.columnOf(entityType, attribute), before?.[attribute], after?.[attribute]);
  }
  if (change.action !== 'update' && facts.objectTypeIdOf(entityType) !== null) {
    const [id] = change.key;
    for (const [column, value] of Object.entries({ id, taskid: id, ...HIDDEN_TASK_COLUMNS })) {
      tell(column, value, value);
    }
  }
  return columns;
}

function attributesToTell({ action, before, after, changed }: RowChange): readonly string[] {
  const row = after ?? before;
  if (action === 'update' || row === null) return changed;
  return Object.keys(row).filter((name) => ALWAYS_TOLD.has(name) || (row[name] ?? null) !== null);
}

/** The custom attribute a value row is about, with the entity it belongs to. */
export interface CustomValueChange {
  readonly owner: ParentRef;
  /** The owner first, its project last. */
  readonly parents: readonly ParentRef[];
  readonly key: string;
  /** Values as text, see `toCustomValueText`. */
  readonly old: string | null;
  readonly new: string | null;
}

/**
 * Reads the change of a value row; null when its configuration or its owner is gone, and when the text of the value is
 * what it was.
 */
export function describeCustomValue(change: RowChange, facts: ChangeFacts): CustomValueChange | null {
  const [configurationId = '', entityId = ''] = change.key;
  const key = facts.customAttributeKeyOf(configurationId);
  const parents = change.parents.filter(({ entityType }) => entityType !== change.entityType);
  const [owner] = parents;
  if (key === null || owner === undefined || owner.id !== entityId) return null;
  const old = toCustomValueText(change.before?.['value']);
  const current = toCustomValueText(change.after?.['value']);
  return old === current ? null : { owner, parents, key, old, new: current };
}

/** Custom attribute values are told as text: `1` and `0` for booleans, lists separated by commas. */
function toCustomValueText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (value instanceof Date) return formatDate(value);
  return Array.isArray(value) ? value.join(',') : JSON.stringify(value);
}

function toEventValue(value: unknown): unknown {
  return value instanceof Date ? formatDate(value) : (value ?? null);
}

/** `2022-04-28T11:39:46.399000`, or `2022-04-28T11:39:46` on a full second: UTC, as Python writes it. */
function formatDate(date: Date): string {
  const [seconds = '', milliseconds = ''] = date.toISOString().slice(0, -1).split('.');
  return milliseconds === '000' ? seconds : `${seconds}.${milliseconds}000`;
}
