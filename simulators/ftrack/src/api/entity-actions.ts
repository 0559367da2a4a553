import type { EntityType, Schema } from '../schema/index.ts';
import {
  type Entity,
  FtrackServerError,
  isSameValue,
  isStored,
  type Reader,
  validationError,
} from '../store/index.ts';
import { type Actions, type Batch, textIn } from './operation.ts';
import { decodeEntityData, decodeKey, encodeValue, isRecord, type JsonRecord } from './wire.ts';

export const ENTITY_ACTIONS: Actions = {
  create: (operation, batch) => {
    const type = writableType(operation, batch);
    const data = operation['entity_data'];
    const decoded = decodeEntityData(data, type, batch.reader.schema);
    const entity = batch.writer.create(type.name, decoded);
    return { action: 'create', data: describeEntity(entity, { type, data }, batch.reader) };
  },
  update: (operation, batch) => {
    const type = writableType(operation, batch);
    const data = operation['entity_data'];
    const decoded = decodeEntityData(data, type, batch.reader.schema);
    const key = decodeKey(operation['entity_key'], type);
    const before = visible(type, key, batch)?.row ?? {};
    const entity = batch.writer.update(type.name, key, decoded);
    const isChanged = (name: string): boolean => !isSameValue(before[name] ?? null, entity.row[name] ?? null);
    return {
      action: 'update',
      data: describeAttributes(entity, { type, data, isTold: isChanged }, batch.reader),
    };
  },
  delete: (operation, batch) => {
    const type = writableType(operation, batch);
    const key = decodeKey(operation['entity_key'], type);
    visible(type, key, batch);
    batch.writer.remove(type.name, key);
    return { action: 'delete', data: true };
  },
};

/** The type of that name, if clients may know of it. Throws a ValidationError. */
export function requireType(name: string, schema: Schema): EntityType {
  const type = schema.type(name);
  if (type === undefined || type.hidden) throw validationError(`There is no entity type "${name}".`);
  return type;
}

/** An entity as it is told when it was made: every attribute that has a value, and what was sent. */
export function describeEntity(entity: Entity, sent: Sent, reader: Reader): Record<string, unknown> {
  const hasValue = (name: string): boolean => (entity.row[name] ?? null) !== null;
  return describeAttributes(entity, { ...sent, isTold: hasValue }, reader);
}

interface Sent {
  readonly type: EntityType;
  readonly data: unknown;
}

/**
 * Key and system projections, the stored attributes that are to be told, and what was sent exactly as it was sent: clients
 * compare the two. More than that would end up in the caches of clients, which real servers do not fill this way.
 */
function describeAttributes(
  entity: Entity,
  { type: sentAs, data, isTold }: Sent & { readonly isTold: (name: string) => boolean },
  reader: Reader,
): Record<string, unknown> {
  const type = reader.schema.require(entity.type);
  const answer: Record<string, unknown> = {};
  for (const attribute of type.attributes.values()) {
    const { name, hidden, shape } = attribute;
    const isShown = isStored(attribute) && !hidden && shape.kind === 'scalar';
    if (isShown && isTold(name)) answer[name] = encodeValue(entity.row[name]);
  }
  for (const name of type.implicit) answer[name] = encodeValue(reader.value(entity, name));
  if (isRecord(data)) {
    for (const [name, value] of Object.entries(data)) if (type.attributes.has(name)) answer[name] = value;
  }
  return { ...answer, __entity_type__: sentAs.name };
}

/** The entity with a key, if there is one. Throws the error of one that is not there when nobody has rights on its project. */
function visible(type: EntityType, key: readonly string[], { reader }: Batch): Entity | undefined {
  const entity = reader.store.get(type.name, key);
  const subject = type.family === 'CustomAttributeValue' ? reader.store.findAnywhere(key[1] ?? '') : entity;
  if (subject === undefined || !reader.isHidden(subject)) return entity;
  throw validationError(`There is no ${type.name} with the key ${key.join(', ')}.`);
}

function writableType(operation: JsonRecord, { request, reader }: Batch): EntityType {
  const type = requireType(textIn(operation, 'entity_type'), reader.schema);
  if (type.family === 'CustomConfigurationBase' && !request.caller.mayConfigureCustomAttributes) {
    throw new FtrackServerError(
      'PermissionError',
      `User "${request.caller.username}" is not permitted to ${String(operation['action'])} ${type.name}.`,
    );
  }
  return type;
}
