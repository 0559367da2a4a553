import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  describeSchemas,
  hashSchemas,
  OBJECT_TYPES,
  readObjectType,
  Schema,
  type SchemaJson,
} from './index.ts';

const data = new URL('../../../../../shared/data/', import.meta.url);
const has = (file: string): boolean => existsSync(new URL(file, data));
const read = (file: string): unknown => JSON.parse(readFileSync(new URL(file, data), 'utf8'));

describe('the schema', () => {
  const schema = new Schema();

  it('gives a type to each object type and derives what cannot be set from its flags', () => {
    expect(schema.require('AssetBuild').immutableSet).toContain('bid');
    expect(schema.require('AssetBuild').immutableSet).not.toContain('status_id');
    expect(schema.require('Folder').immutableSet).toContain('status_id');
    const custom = new Schema([
      { ...OBJECT_TYPES[0], id: 'x', name: 'Plate Set' } as (typeof OBJECT_TYPES)[0],
    ]);
    expect(custom.typeOfObjectType('x')).toBe('PlateSet');
    expect([...custom.concreteTypes('Context')].sort()).toEqual([
      'Context',
      'PlateSet',
      'Project',
      'TypedContext',
    ]);
  });

  it('translates system projections from legacy columns', () => {
    expect(schema.require('Task').implicit).toEqual(['id', 'context_type', 'project_id']);
    expect(schema.require('AssetVersion').implicit).toEqual(['id', 'asset_id']);
  });

  it('names an existing key or rows for every relation', () => {
    const both = [schema, new Schema(OBJECT_TYPES, 'newer')];
    for (const [schema, type] of both.flatMap((each) =>
      [...each.types].map((type) => [each, type] as const),
    )) {
      for (const { name, shape, computed } of type.attributes.values()) {
        if (computed || shape.kind === 'scalar') continue;
        const target = schema.require(shape.target);
        if (shape.kind === 'one') {
          expect(type.attributes.has(shape.via), `${type.name}.${name} via ${shape.via}`).toBe(true);
        } else if (shape.rows && 'by' in shape.rows) {
          expect(target.attributes.has(shape.rows.by), `${type.name}.${name} by ${shape.rows.by}`).toBe(true);
        } else if (shape.rows) {
          const link = schema.require(shape.rows.through);
          expect(link.attributes.has(shape.rows.mine) && link.attributes.has(shape.rows.other)).toBe(true);
        } else {
          expect.fail(`${type.name}.${name} has no rows`);
        }
      }
    }
  });

  it('hashes as Python does', () => {
    expect(hashSchemas([{ b: [1, 'é'], a: true }])).toBe('6fc61f5021c8a5aa1fee06f8ec5ca87a');
  });

  it.skipIf(!has('ftrack-schemas-116.json'))('tells clients what a recorded server told them', () => {
    const wanted = read('ftrack-schemas-116.json') as SchemaJson[];
    expect(hashSchemas(wanted)).toBe('23a1157b8b1730fd91c76f63dcd67a8f');
    expectSame(describeSchemas(schema), wanted);
  });

  it.skipIf(!has('ftrack-schemas-130.json'))('tells clients what a newer recorded server told them', () => {
    const objectTypes = read('ftrack-answer-query_object_types.json') as SchemaJson[];
    const newer = new Schema(objectTypes.map(readObjectType), 'newer');
    expectSame(describeSchemas(newer), read('ftrack-schemas-130.json') as SchemaJson[]);
  });
});

function expectSame(ours: readonly SchemaJson[], wanted: readonly SchemaJson[]): void {
  const byId = new Map(ours.map((type) => [type['id'], normalise(type)]));
  expect(new Set(byId.keys())).toEqual(new Set(wanted.map((type) => type['id'])));
  for (const type of wanted) expect(byId.get(type['id']), String(type['id'])).toEqual(normalise(type));
}

/**
 * Lists compare as sets. Left out are prose (only the descriptions of foreign keys mean something to clients) and the
 * `hints` some newer types give about their base; the newer SplitTaskPart does not say that it is an object.
 */
function normalise(type: SchemaJson): SchemaJson {
  const properties = Object.entries(type['properties'] as Record<string, SchemaJson>).map(
    ([name, property]) => {
      const { description, ...rest } = property;
      const isKey = typeof description === 'string' && description.startsWith('Foreign key');
      return [name, isKey ? property : rest];
    },
  );
  const lists = Object.entries(type).filter(([, value]) => Array.isArray(value)) as [string, string[]][];
  const mixin = type['$mixin'] as { $ref: string } | undefined;
  return {
    type: 'object',
    ...type,
    ...(mixin && { $mixin: { $ref: mixin.$ref } }),
    ...Object.fromEntries(lists.map(([name, list]) => [name, [...list].sort()])),
    properties: Object.fromEntries(properties) as unknown,
  };
}
