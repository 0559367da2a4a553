export { describeSchemas, hashSchemas, type SchemaJson } from './json.ts';
export type { AttributeFacts } from './notation.ts';
export { OBJECT_TYPES, readObjectType, TASK_OBJECT_TYPE_ID } from './object-types.ts';
export { type EntityType, Schema, type SchemaGeneration } from './schema.ts';
