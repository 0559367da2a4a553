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
    const attribute = findAttribute(typeName, name, {
      schema,
      isRelation: below.attributes.size + below.casts.size > 0,
    });
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

/**
 * An attribute of a type, or of one that extends it: paths go on where an entity has what is named. Where it is a plain value
 * for some types (the `status` of a project) and a relation for others, a path that goes on means the relation.
 */
export function findAttribute(
  typeName: string,
  name: string,
  { schema, isRelation }: { readonly schema: Schema; readonly isRelation: boolean },
): AttributeFacts | undefined {
  let found: AttributeFacts | undefined;
  for (const type of [typeName, ...schema.concreteTypes(typeName)]) {
    const attribute = schema.type(type)?.attributes.get(name);
    if (attribute !== undefined && (!isRelation || attribute.shape.kind !== 'scalar')) return attribute;
    found ??= attribute;
  }
  return found;
}
