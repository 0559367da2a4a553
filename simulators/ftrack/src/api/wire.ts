import type { AttributeFacts, EntityType, Schema } from '../schema/index.ts';
import { type EntityData, joinKey, validationError } from '../store/index.ts';

export type JsonRecord = Readonly<Record<string, unknown>>;

export function isRecord(value: unknown): value is JsonRecord {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A stored or computed value as it goes into an answer: dates as naive UTC in whole seconds, everything else as it is. */
export function encodeValue(value: unknown): unknown {
  if (value instanceof Date) return { __type__: 'datetime', value: value.toISOString().slice(0, 19) };
  return value ?? null;
}

/** An entity key as clients send it: `["a"]`, `["a", "b"]`, or a bare `"a"`. */
export function decodeKey(key: unknown, type: EntityType): string[] {
  const parts: unknown[] = Array.isArray(key) ? key : [key];
  const texts = parts.flatMap((part) =>
    typeof part === 'string' || typeof part === 'number' ? [String(part)] : [],
  );
  if (texts.length === type.primaryKey.length && texts.length === parts.length) return texts;
  throw validationError(`The key of ${type.name} must have the parts ${type.primaryKey.join(', ')}.`);
}

/** The attributes of a create or update as they are stored. What the type does not have is left out, as ftrack does. */
export function decodeEntityData(data: unknown, type: EntityType, schema: Schema): EntityData {
  if (!isRecord(data)) throw validationError(`The entity data of ${type.name} must be an object.`);
  const values: Record<string, unknown> = {};
  const collections = new Map<string, string[]>();
  for (const [name, value] of Object.entries(data)) {
    const attribute = type.attributes.get(name);
    if (attribute === undefined || value === undefined) continue;
    const { shape } = attribute;
    if (shape.kind === 'many') {
      collections.set(name, decodeReferences(value, attribute, schema.require(shape.target)));
    } else if (shape.kind === 'one' && attribute.key === null) {
      if (!attribute.computed) values[shape.via] = decodeReference(value, attribute, schema);
    } else if (shape.kind === 'one') {
      values[name] = decodeReference(value, attribute, schema);
    } else if (!attribute.computed) {
      values[attribute.same ?? name] = decodeScalar(value, attribute, type);
    }
  }
  return { values, collections };
}

function decodeReferences(value: unknown, attribute: AttributeFacts, target: EntityType): string[] {
  if (!Array.isArray(value))
    throw validationError(`Attribute "${attribute.name}" must be a list of references.`);
  return value.map((item: unknown) => joinKey(referenceKey(item, attribute.name, target)));
}

function decodeReference(value: unknown, attribute: AttributeFacts, schema: Schema): string | null {
  if (value === null) return null;
  if (typeof value === 'string') return value;
  const { shape } = attribute;
  const target = schema.require(shape.kind === 'one' ? shape.target : '');
  return referenceKey(value, attribute.name, target)[0] ?? null;
}

function referenceKey(value: unknown, name: string, target: EntityType): string[] {
  if (typeof value === 'string') return decodeKey(value, target);
  if (isRecord(value))
    return decodeKey(
      target.primaryKey.map((part) => value[part]),
      target,
    );
  throw validationError(`Attribute "${name}" must refer to a ${target.name} by its key.`);
}

function decodeScalar(wire: unknown, attribute: AttributeFacts, type: EntityType): unknown {
  const { shape, name } = attribute;
  const scalar = shape.kind === 'scalar' ? shape.scalar : 'untyped';
  if (wire === null) return null;
  if (scalar === 'datetime' || scalar === 'variable') {
    const isDate = scalar === 'datetime' || isWrappedDate(wire);
    return isDate ? decodeDate(wire, `${type.name}.${name}`) : wire;
  }
  const value = isWrappedDate(wire) ? wire['value'] : wire;
  const isRight = {
    string: typeof value === 'string' || typeof value === 'number',
    integer: Number.isInteger(value),
    number: typeof value === 'number',
    boolean: typeof value === 'boolean',
    object: true,
    untyped: true,
  }[scalar];
  if (!isRight || (attribute.options && !attribute.options.includes(String(value)))) {
    const wanted = attribute.options ? `one of ${attribute.options.join(', ')}` : `of type ${scalar}`;
    throw validationError(
      `Attribute "${name}" of ${type.name} must be ${wanted}. Got ${JSON.stringify(value)}.`,
    );
  }
  return scalar === 'string' ? String(value) : value;
}

function isWrappedDate(value: unknown): value is JsonRecord {
  return isRecord(value) && (value['__type__'] === 'datetime' || value['__type__'] === 'date');
}

/** Dates come wrapped or as text; without a zone they are UTC, without a time midnight. */
function decodeDate(wire: unknown, where: string): Date {
  const text: unknown = isWrappedDate(wire) ? wire['value'] : wire;
  if (typeof text === 'string') {
    const isNaive = /\d\d:\d\d/.test(text) && !/(Z|[+-]\d\d:?\d\d)$/i.test(text);
    const date = new Date(isNaive ? `${text.trim().replace(' ', 'T')}Z` : text);
    if (!Number.isNaN(date.getTime())) return date;
  }
  throw validationError(`Attribute "${where}" must be a date. Got ${JSON.stringify(text)}.`);
}
