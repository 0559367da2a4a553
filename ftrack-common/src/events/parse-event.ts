import type { EntityInfo, EventSource, FtrackEvent, JsonObject, ValueChange } from './types.ts';

export type ParseResult =
  | { readonly ok: true; readonly event: FtrackEvent }
  | { readonly ok: false; readonly reason: string };

/**
 * Reads an event from decoded JSON.
 *
 * Refused is only what cannot be told apart or routed: a value that is no object, or one without an id or a topic. Everything
 * else is kept and made safe to read: a missing or malformed source is null, missing data is null, and in update events
 * malformed parts of an entity are left out while the rest of it stays. Well-formed data is passed on as it is, uncopied.
 */
export function parseEvent(value: unknown): ParseResult {
  if (!isObject(value)) return { ok: false, reason: 'an event must be a JSON object' };
  const { id, topic } = value;
  if (typeof id !== 'string' || id === '') return { ok: false, reason: 'the event has no id' };
  if (typeof topic !== 'string' || topic === '') return { ok: false, reason: 'the event has no topic' };
  const { sent, source, target, inReplyToEvent } = value;
  const data = value['data'] ?? null;
  return {
    ok: true,
    event: {
      id,
      topic,
      data: topic === 'ftrack.update' && isObject(data) ? cleanUpdateData(data) : data,
      sent: sent ?? null,
      source: isObject(source) ? cleanSource(source) : null,
      target: typeof target === 'string' ? target : '',
      inReplyToEvent: typeof inReplyToEvent === 'string' ? inReplyToEvent : null,
    },
  };
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextOrNone(value: unknown): value is string | null | undefined {
  return value === undefined || value === null || typeof value === 'string';
}

function isArrayOf<T>(value: unknown, isItem: (item: unknown) => item is T): value is readonly T[] {
  return Array.isArray(value) && value.every(isItem);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

const SOURCE_TEXTS = ['id', 'applicationId', 'clientToken'] as const;
const USER_TEXTS = ['id', 'username'] as const;

function cleanSource(source: JsonObject): EventSource {
  const user = source['user'];
  const cleanUser = isObject(user) ? withoutMalformedTexts(user, USER_TEXTS) : null;
  const clean = withoutMalformedTexts(source, SOURCE_TEXTS);
  return (user ?? null) === cleanUser ? clean : { ...clean, user: cleanUser };
}

/** The same object when every named member is a string, null or absent; else a copy with the others left out. */
function withoutMalformedTexts(value: JsonObject, names: readonly string[]): JsonObject {
  let clean = value;
  for (const name of names) {
    if (!isTextOrNone(value[name])) clean = without(clean, name);
  }
  return clean;
}

function without(value: JsonObject, name: string): JsonObject {
  const { [name]: _left, ...rest } = value;
  return rest;
}

const DATA_TEXTS = ['clientToken', 'pushToken'] as const;
const DATA_USER_TEXTS = ['userid', 'name'] as const;

function cleanUpdateData(data: JsonObject): JsonObject {
  const { entities, parents, user } = data;
  let clean = withoutMalformedTexts(data, DATA_TEXTS);
  if (!isArrayOf(entities, isWellFormedEntity)) {
    const found: unknown[] = Array.isArray(entities) ? entities : [];
    clean = { ...clean, entities: found.filter(isObject).map(cleanEntity) };
  }
  if (parents !== undefined && parents !== null && !isArrayOf(parents, isText))
    clean = without(clean, 'parents');
  const cleanUser = isObject(user) ? withoutMalformedTexts(user, DATA_USER_TEXTS) : null;
  if ((user ?? null) !== cleanUser) clean = { ...clean, user: cleanUser };
  return clean;
}

const ENTITY_TEXTS = ['entityId', 'entityType', 'entity_type', 'parentId', 'action', 'objectTypeId'] as const;

function isWellFormedEntity(value: unknown): value is EntityInfo {
  return (
    isObject(value) &&
    ENTITY_TEXTS.every((name) => isTextOrNone(value[name])) &&
    areKeys(value['keys']) &&
    areChanges(value['changes']) &&
    areParents(value['parents'])
  );
}

function areKeys(value: unknown): boolean {
  return value === undefined || value === null || isArrayOf(value, isText);
}

function areChanges(value: unknown): boolean {
  return value === undefined || value === null || (isObject(value) && Object.values(value).every(isObject));
}

function areParents(value: unknown): boolean {
  return value === undefined || value === null || isArrayOf(value, isWellFormedParent);
}

const PARENT_TEXTS = ['entityId', 'entityType', 'entity_type', 'parentId'] as const;

function isWellFormedParent(value: unknown): value is JsonObject {
  return isObject(value) && PARENT_TEXTS.every((name) => isTextOrNone(value[name]));
}

function cleanEntity(entity: JsonObject): JsonObject {
  let clean = withoutMalformedTexts(entity, ENTITY_TEXTS);
  const { keys, changes, parents } = entity;
  if (!areKeys(keys)) clean = replace(clean, 'keys', Array.isArray(keys) ? keys.filter(isText) : undefined);
  if (!areChanges(changes))
    clean = replace(clean, 'changes', isObject(changes) ? cleanChanges(changes) : undefined);
  if (!areParents(parents)) {
    const found: unknown[] | undefined = Array.isArray(parents) ? parents : undefined;
    clean = replace(
      clean,
      'parents',
      found?.filter(isObject).map((parent) => withoutMalformedTexts(parent, PARENT_TEXTS)),
    );
  }
  return clean;
}

function cleanChanges(changes: JsonObject): Record<string, ValueChange> {
  return Object.fromEntries(
    Object.entries(changes).filter((entry): entry is [string, JsonObject] => isObject(entry[1])),
  );
}

function replace(value: JsonObject, name: string, member: unknown): JsonObject {
  return member === undefined ? without(value, name) : { ...value, [name]: member };
}
