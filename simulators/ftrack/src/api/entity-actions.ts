import type { EntityType, Schema } from '../schema/index.ts';
import { type Entity, FtrackServerError, isStored, type Reader, validationError } from '../store/index.ts';
import { type Actions, type Batch, textIn } from './operation.ts';
import { decodeEntityData, decodeKey, encodeValue, isRecord, type JsonRecord } from './wire.ts';

export const ENTITY_ACTIONS: Actions = {
  create: (operation, batch) => {
    const type = writableType(operation, batch);
    const data = operation['entity_data'];
    const decoded = decodeEntityData(data, type, batch.reader.schema);
    const entity = batch.writer.create(type.name, decoded);
    return { action: 'create', data: echo(entity, { type, data }, batch.reader) };
  },
  update: (operation, batch) => {
    const type = writableType(operation, batch);
    const data = operation['entity_data'];
    const decoded = decodeEntityData(data, type, batch.reader.schema);
    const entity = batch.writer.update(type.name, decodeKey(operation['entity_key'], type), decoded);
    return { action: 'update', data: echo(entity, { type, data }, batch.reader) };
  },
  delete: (operation, batch) => {
    const type = writableType(operation, batch);
    batch.writer.remove(type.name, decodeKey(operation['entity_key'], type));
    return { action: 'delete', data: true };
  },
};

/** The type of that name, if clients may know of it. Throws a ValidationError. */
export function requireType(name: string, schema: Schema): EntityType {
  const type = schema.type(name);
  if (type === undefined || type.hidden) throw validationError(`There is no entity type "${name}".`);
  return type;
}

/** The entity with all that is stored; what was sent is answered exactly as it was sent, since clients compare the two. */
export function echo(
  entity: Entity,
  sent: { readonly type: EntityType; readonly data: unknown },
  reader: Reader,
): Record<string, unknown> {
  const type = reader.schema.require(entity.type);
  const answer: Record<string, unknown> = {};
  for (const attribute of type.attributes.values()) {
    if (!isStored(attribute) || attribute.hidden || attribute.shape.kind !== 'scalar') continue;
    answer[attribute.name] = encodeValue(entity.row[attribute.name]);
  }
  for (const name of type.implicit) answer[name] = encodeValue(reader.value(entity, name));
  if (isRecord(sent.data)) {
    for (const [name, value] of Object.entries(sent.data))
      if (type.attributes.has(name)) answer[name] = value;
  }
  return { ...answer, __entity_type__: sent.type.name };
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
