import type { CommittedTransaction, ParentRef, Row, RowChange } from '../store/transaction.ts';
import type { ChangeFacts } from './types.ts';

const COLUMNS: Readonly<Record<string, string>> = {
  type_id: 'typeid',
  status_id: 'statusid',
  priority_id: 'priorityid',
  project_id: 'showid',
  start_date: 'startdate',
  end_date: 'enddate',
  object_type_id: 'object_typeid',
  created_by_id: 'created_by',
  thumbnail_id: 'thumbid',
  full_name: 'fullname',
  is_published: 'ispublished',
  list_id: 'listid',
  entity_id: 'entityid',
};

const OBJECT_TYPES: Readonly<Record<string, string>> = {
  Task: '11c137c0-ee7e-4f9c-91c5-8c77cec22b2c',
  Shot: 'bad911de-3bd6-47b9-8b46-3476e237cb36',
  Folder: '3c133785-51cb-11e3-980a-20c9d0831e59',
};

/** A data model of the few types the tests are about. */
export const FACTS: ChangeFacts = {
  columnOf: (_entityType, attribute) => COLUMNS[attribute] ?? attribute,
  tableOf: (entityType) => {
    if (entityType in OBJECT_TYPES) return 'Task';
    return entityType === 'Project' ? 'Show' : entityType;
  },
  objectTypeIdOf: (entityType) => OBJECT_TYPES[entityType] ?? null,
  customAttributeKeyOf: (id) => (id.startsWith('config-') ? id.slice('config-'.length) : null),
  userNameOf: (id) => (id === 'jane-id' ? 'Jane Doe' : null),
  newEventId: () => 'event-id',
};

export const PROJECT: ParentRef = { id: 'project', entityType: 'Project', parentId: null };
export const FOLDER: ParentRef = { id: 'folder', entityType: 'Folder', parentId: 'project' };
export const SHOT: ParentRef = { id: 'shot', entityType: 'Shot', parentId: 'folder' };
export const TASK: ParentRef = { id: 'task', entityType: 'Task', parentId: 'shot' };

/** The change of an entity (the first of `parents`) from one row to the other. */
export function makeChange(parents: readonly ParentRef[], before: Row | null, after: Row | null): RowChange {
  const [entity = PROJECT] = parents;
  const names = Object.keys({ ...before, ...after });
  return {
    action: before === null ? 'add' : after === null ? 'remove' : 'update',
    entityType: entity.entityType,
    key: [entity.id],
    before,
    after,
    changed: names.filter((name) => (before?.[name] ?? null) !== (after?.[name] ?? null)),
    parents,
  };
}

/** The change of a custom attribute of the first of `parents`; null for no stored row, else its value. */
export function makeValueChange(
  key: string,
  parents: readonly ParentRef[],
  [before, after]: readonly [{ value: unknown } | null, { value: unknown } | null],
): RowChange {
  const [owner = PROJECT] = parents;
  const entityType = 'ContextCustomAttributeValue';
  const itself = { id: owner.id, entityType, parentId: owner.id };
  return { ...makeChange([itself, ...parents], before, after), key: [`config-${key}`, owner.id] };
}

export function makeTransaction(...changes: RowChange[]): CommittedTransaction {
  return {
    at: new Date('2024-05-06T07:08:09.010Z'),
    user: { id: 'jane-id', username: 'jane' },
    pushToken: 'push',
    clientToken: 'client',
    changes,
  };
}
