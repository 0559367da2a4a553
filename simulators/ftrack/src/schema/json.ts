import { createHash } from 'node:crypto';
import type { AttributeFacts } from './notation.ts';
import type { EntityType, Schema } from './schema.ts';

/** One type as `query_schemas` answers it. */
export type SchemaJson = Readonly<Record<string, unknown>>;

/** The answer of `query_schemas`: every type with all its attributes, bases included. */
export function describeSchemas(schema: Schema): SchemaJson[] {
  return [...schema.types].filter((type) => !type.hidden).map((type) => describeType(type, schema));
}

/**
 * The `schema_hash` of the server information: md5 of the schemas as Python's `json.dumps(schemas, sort_keys=True)`
 * writes them (separators ", " and ": ", ASCII escapes), which Python clients compute to check their cache.
 */
export function hashSchemas(schemas: readonly SchemaJson[]): string {
  return createHash('md5').update(dumpSorted(schemas)).digest('hex');
}

function describeType(type: EntityType, schema: Schema): SchemaJson {
  const { lists } = type;
  const properties: Record<string, unknown> = {};
  for (const attribute of type.attributes.values()) {
    if (!attribute.hidden) properties[attribute.name] = describeAttribute(attribute);
  }
  return {
    id: type.name,
    type: 'object',
    primary_key: type.primaryKey,
    required: lists.required,
    immutable: lists.immutable,
    default_projections: lists.default,
    ...(lists.system && { system_projections: lists.system }),
    ...(lists.computed && { computed: lists.computed }),
    ...(type.table !== null && {
      alias_for: type.classifier
        ? { id: type.table, classifiers: { [type.classifier.column]: type.classifier.value } }
        : type.table,
    }),
    ...(type.grouped && { metadata: { group_by: true } }),
    // Newer servers state what a type extends, but for the values of custom attributes.
    ...(schema.generation === 'newer' &&
      type.base !== null &&
      type.family !== 'CustomAttributeValue' && { $mixin: { $ref: type.base } }),
    properties,
  };
}

function describeAttribute(attribute: AttributeFacts): SchemaJson {
  const { shape } = attribute;
  return {
    ...describeShape(attribute),
    ...(attribute.key !== null && {
      ...(shape.kind === 'one' && { type: 'string' }),
      format: 'foreign_key',
      description: `Foreign key(s): ${attribute.key}`,
    }),
    ...(attribute.column !== null && { alias_for: attribute.column }),
    ...(attribute.newId && { default: '{uid}' }),
    ...(attribute.default !== undefined && { default: attribute.default }),
    ...(attribute.options && { enum: attribute.options }),
    ...(attribute.format !== null && { format: attribute.format }),
    ...(attribute.restricted && { restricted_projection: true }),
    ...(attribute.typename && { transform: { client: '{schema_id}', server: '{table_name}' } }),
  };
}

function describeShape({ shape, restricted }: AttributeFacts): SchemaJson {
  if (shape.kind === 'one') return { $ref: shape.target };
  if (shape.kind === 'many') {
    return {
      type: shape.mapped ? 'mapped_array' : 'array',
      items: { $ref: shape.target },
      ...(shape.mapped && !restricted && { key_value_attributes: { key: 'key', value: 'value' } }),
    };
  }
  if (shape.scalar === 'datetime') return { type: 'string', format: 'date-time' };
  return shape.scalar === 'untyped' ? {} : { type: shape.scalar };
}

function dumpSorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(dumpSorted).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, item]) => `${dumpSorted(key)}: ${dumpSorted(item)}`).join(', ')}}`;
  }
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
