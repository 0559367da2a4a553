import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  buildClientSchema,
  type GraphQLSchema,
  type IntrospectionQuery,
  isInputObjectType,
  isObjectType,
} from 'graphql';
import { describe, expect, it } from 'vitest';
import { AttributeLibrary } from '../attributes/library.ts';
import { makeSchema } from '../graphql/schema.ts';

const FILE = fileURLToPath(new URL('../../../../../shared/data/ayon/graphql-schema.json', import.meta.url));

/** Every field as `Type.field(argument: type, …): type`. */
function fieldsOf(schema: GraphQLSchema): string[] {
  return Object.values(schema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => {
      if (isInputObjectType(type)) {
        return Object.values(type.getFields()).map(
          (field) => `${type.name}.${field.name}: ${String(field.type)}`,
        );
      }
      if (!isObjectType(type)) return [];
      return Object.values(type.getFields()).map((field) => {
        const args = field.args.map((arg) => `${arg.name}: ${String(arg.type)}`).sort();
        return `${type.name}.${field.name}(${args.join(', ')}): ${String(field.type)}`;
      });
    })
    .sort();
}

describe('the schema of GraphQL', () => {
  it.skipIf(!existsSync(FILE))('has the types, fields and arguments of a real server', () => {
    const { data } = JSON.parse(readFileSync(FILE, 'utf8')) as { data: IntrospectionQuery };
    expect(fieldsOf(makeSchema(new AttributeLibrary()))).toEqual(
      fieldsOf(buildClientSchema(data, { assumeValid: true })),
    );
  });
});
