import type { ProjectionNode } from '@ynput/ftrack-common/query';
import type { AttributeFacts, Schema } from '../schema/index.ts';
import { type Entity, FtrackServerError, type Reader } from '../store/index.ts';
import { encodeValue } from './wire.ts';

/** Writes an entity with its type, its key, what every answer of its type holds, and what was selected. */
export function encodeEntity(entity: Entity, node: ProjectionNode, reader: Reader): Record<string, unknown> {
  const type = reader.schema.require(entity.type);
  const encoded: Record<string, unknown> = { __entity_type__: entity.type };
  for (const name of type.implicit) encoded[name] = encodeValue(reader.value(entity, name));
  encodeNode(entity, node, { encoded, reader });
  return encoded;
}

const NOTHING: ProjectionNode = { attributes: new Map(), casts: new Map() };

/** What every entry of a mapped collection holds, since clients make a dictionary of it. */
const KEY_AND_VALUE: ProjectionNode = {
  attributes: new Map([
    ['key', NOTHING],
    ['value', NOTHING],
  ]),
  casts: new Map(),
};

function encodeNode(
  entity: Entity,
  node: ProjectionNode,
  { encoded, reader }: { encoded: Record<string, unknown>; reader: Reader },
): void {
  for (const [name, below] of node.attributes) {
    const attribute = reader.attribute(entity, name);
    if (attribute !== undefined) encoded[name] = encodeAttribute(entity, { attribute, below }, reader);
  }
  for (const [cast, below] of node.casts) {
    if (reader.schema.isA(entity.type, cast)) encodeNode(entity, below, { encoded, reader });
  }
}

function encodeAttribute(
  entity: Entity,
  { attribute, below }: { attribute: AttributeFacts; below: ProjectionNode },
  reader: Reader,
): unknown {
  const { shape, name } = attribute;
  if (shape.kind === 'one') {
    const target = reader.follow(entity, name);
    return target && encodeEntity(target, below, reader);
  }
  if (shape.kind !== 'many') return encodeValue(reader.value(entity, name));
  return Array.from(reader.collect(entity, name), (row) => {
    const encoded = encodeEntity(row, below, reader);
    if (shape.mapped) encodeNode(row, KEY_AND_VALUE, { encoded, reader });
    return encoded;
  });
}

/** Throws a ParseError for the first selected attribute that no entity of the type can have, or that only filters may use. */
export function checkProjection(node: ProjectionNode, typeName: string, schema: Schema): void {
  for (const [cast, below] of node.casts) checkProjection(below, cast, schema);
  for (const [name, below] of node.attributes) {
    const attribute = findAttribute(typeName, name, schema);
    if (attribute === undefined) {
      throw new FtrackServerError('ParseError', `"${typeName}" has no attribute "${name}".`);
    }
    if (attribute.restricted) {
      throw new FtrackServerError('ParseError', `"${name}" of "${typeName}" can be used in filters only.`);
    }
    if (attribute.shape.kind !== 'scalar') checkProjection(below, attribute.shape.target, schema);
    else if (below.attributes.size > 0) {
      throw new FtrackServerError('ParseError', `"${name}" of "${typeName}" is no relation.`);
    }
  }
}

/** An attribute of a type, or of one that extends it: paths go on where an entity has what is named. */
export function findAttribute(typeName: string, name: string, schema: Schema): AttributeFacts | undefined {
  const own = schema.type(typeName)?.attributes.get(name);
  if (own !== undefined) return own;
  for (const concrete of schema.concreteTypes(typeName)) {
    const found = schema.type(concrete)?.attributes.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}
