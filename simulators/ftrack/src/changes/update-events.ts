import { randomUUID } from 'node:crypto';
import type { HubEvent } from '../hub/index.ts';
import type { CommittedTransaction, ParentRef, RowChange } from '../store/transaction.ts';
import {
  type ColumnChanges,
  collectRemovedIds,
  describeColumns,
  describeCustomValue,
  isCustomValue,
  isTold,
  legacyTypeOf,
} from './columns.ts';
import type { ChangeFacts } from './types.ts';

/** One changed entity inside the data of a `ftrack.update`. */
export interface EventEntity {
  /** Legacy type, e.g. `task` for a shot. */
  readonly entityType: string;
  /** Schema type, e.g. `Shot`. */
  readonly entity_type: string;
  readonly entityId: string;
  readonly action: 'add' | 'update' | 'move' | 'remove' | 'encoded';
  readonly parentId: string | null;
  readonly objectTypeId: string | null;
  /** Legacy columns, and keys of custom attributes. */
  readonly keys: string[];
  readonly changes: ColumnChanges;
  /** The entity first, its project last. */
  readonly parents: readonly EventParent[];
}

export interface EventParent {
  readonly entityId: string;
  readonly entityType: string;
  readonly entity_type: string;
  readonly parentId: string | null;
}

/**
 * The hub events of a transaction, in the order they are sent: one `ftrack.update` with every changed entity, then the
 * notice of the activity feed that follows each change. None when nothing happened that is told.
 */
export function buildUpdateEvents(transaction: CommittedTransaction, facts: ChangeFacts): HubEvent[] {
  const entities = describeEntities(transaction.changes, facts);
  if (entities.length === 0) return [];
  return [buildUpdate(entities, transaction, facts), buildFeedNotice(entities, facts)];
}

/** The event that tells that the media of a version are ready to be played. @param parents the version first, its project last */
export function buildEncodedEvent(parents: readonly ParentRef[], facts: ChangeFacts): HubEvent | null {
  const [owner] = parents;
  if (owner === undefined) return null;
  const entities = [makeEntity('encoded', { parents, owner, changes: {} }, facts)];
  const data = { entities, pushToken: null, parents: collectParentIds(entities), clientToken: null };
  return buildEvent(data, { id: null, user: { username: null, id: null } }, facts);
}

function buildUpdate(
  entities: readonly EventEntity[],
  transaction: CommittedTransaction,
  facts: ChangeFacts,
): HubEvent {
  const { user, pushToken, clientToken } = transaction;
  const named =
    user === null ? {} : { user: { userid: user.id, name: facts.userNameOf(user.id) ?? user.username } };
  const data = { entities, pushToken, parents: collectParentIds(entities), ...named, clientToken };
  return buildEvent(
    data,
    { id: clientToken, user: { username: user?.username ?? null, id: user?.id ?? null } },
    facts,
  );
}

/** Background noise that tells which feeds to read again; nobody is named as its author. */
function buildFeedNotice(entities: readonly EventEntity[], facts: ChangeFacts): HubEvent {
  const parents = [...new Set(entities.map(({ entityId }) => entityId))];
  const data = {
    entities: [{ action: 'update', entityType: 'socialfeed' }],
    pushToken: null,
    parents,
    clientToken: null,
  };
  return buildEvent(data, { id: null, user: { username: null, id: null } }, facts);
}

function buildEvent(data: unknown, source: Record<string, unknown>, facts: ChangeFacts): HubEvent {
  return {
    id: facts.newEventId?.() ?? randomUUID().replaceAll('-', ''),
    data,
    topic: 'ftrack.update',
    sent: null,
    source: { applicationId: 'ftrack.client.web', ...source },
    target: '',
    inReplyToEvent: null,
  };
}

function describeEntities(changes: readonly RowChange[], facts: ChangeFacts): EventEntity[] {
  const entities: EventEntity[] = [];
  const removed = collectRemovedIds(changes);
  const updates = new Map<string, EventEntity>();
  for (const change of changes) {
    if (isCustomValue(change) || !isTold(change)) continue;
    const entity = describeEntity(change, facts);
    entities.push(entity);
    if (change.action === 'update') updates.set(entity.entityId, entity);
  }
  for (const change of changes) {
    if (!isCustomValue(change)) continue;
    const value = describeCustomValue(change, facts);
    if (value === null || removed.has(value.owner.id)) continue;
    let entity = updates.get(value.owner.id);
    if (entity === undefined) {
      entity = makeEntity('update', { parents: value.parents, owner: value.owner, changes: {} }, facts);
      updates.set(value.owner.id, entity);
      entities.push(entity);
    }
    entity.keys.push(value.key);
    entity.changes[value.key] = { old: value.old, new: value.new };
  }
  return entities;
}

function describeEntity(change: RowChange, facts: ChangeFacts): EventEntity {
  const { entityType, parents } = change;
  const [id = ''] = change.key;
  const owner = parents[0] ?? { id, entityType, parentId: null };
  const isMove =
    change.action === 'update' &&
    change.changed.includes('parent_id') &&
    facts.objectTypeIdOf(entityType) !== null;
  const changes = describeColumns(change, facts);
  return makeEntity(isMove ? 'move' : change.action, { parents, owner, changes }, facts);
}

function makeEntity(
  action: EventEntity['action'],
  described: { parents: readonly ParentRef[]; owner: ParentRef; changes: ColumnChanges },
  facts: ChangeFacts,
): EventEntity {
  const { parents, owner, changes } = described;
  return {
    entity_type: owner.entityType,
    keys: Object.keys(changes),
    objectTypeId: facts.objectTypeIdOf(owner.entityType),
    entityType: legacyTypeOf(owner.entityType, facts),
    parents: parents.map(({ id, entityType, parentId }) => ({
      entityId: id,
      entityType: legacyTypeOf(entityType, facts),
      entity_type: entityType,
      parentId,
    })),
    parentId: owner.parentId,
    action,
    entityId: owner.id,
    changes,
  };
}

function collectParentIds(entities: readonly EventEntity[]): string[] {
  return [...new Set(entities.flatMap(({ parents }) => parents.map(({ entityId }) => entityId)))];
}
