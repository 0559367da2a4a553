import { isObject, type Json, type JsonObject, textOf } from '../json.ts';

/** A part of settings: an object with known fields, a list, or a value that is overridden as a whole. */
export type SettingsNode =
  | SettingsStructure
  | { is: 'list'; item: SettingsNode }
  | { is: 'value'; type: 'number' | 'string' | 'boolean' | 'any' };

/** The form of settings: what overrides are laid over. */
export interface SettingsStructure {
  is: 'object';
  /** Overridden as a whole. */
  isGroup: boolean;
  fields: Record<string, { scope: string[]; node: SettingsNode }>;
}

const VALUE_TYPES = ['number', 'string', 'boolean'] as const;
const EVERYWHERE = ['studio', 'project'];

/** The structure an addon's code told. */
export function readStructure(told: JsonObject): SettingsStructure {
  const fields: SettingsStructure['fields'] = {};
  for (const [name, field] of Object.entries(isObject(told['fields']) ? told['fields'] : {})) {
    if (!isObject(field) || !isObject(field['node'])) continue;
    const scope = Array.isArray(field['scope']) ? field['scope'].map(textOf) : EVERYWHERE;
    fields[name] = { scope, node: readNode(field['node']) };
  }
  return { is: 'object', isGroup: told['isGroup'] === true, fields };
}

function readNode(told: JsonObject): SettingsNode {
  if (told['is'] === 'object') return readStructure(told);
  if (told['is'] === 'list')
    return { is: 'list', item: readNode(isObject(told['item']) ? told['item'] : {}) };
  return { is: 'value', type: VALUE_TYPES.find((type) => type === told['type']) ?? 'any' };
}

/** The structure of settings that are given as data, with groups and scopes from their JSON schema. */
export function structureOfSettings(settings: JsonObject, schema: JsonObject): SettingsStructure {
  return objectStructure(settings, schema, isObject(schema['definitions']) ? schema['definitions'] : {});
}

function objectStructure(
  settings: JsonObject,
  schema: JsonObject,
  definitions: JsonObject,
): SettingsStructure {
  const known = isObject(schema['properties']) ? schema['properties'] : {};
  const fields: SettingsStructure['fields'] = {};
  for (const [name, value] of Object.entries(settings)) {
    const property = isObject(known[name]) ? known[name] : {};
    const scope = Array.isArray(property['scope']) ? property['scope'].map(textOf) : EVERYWHERE;
    fields[name] = { scope, node: nodeOf(value, resolve(property, definitions), definitions) };
  }
  return { is: 'object', isGroup: schema['isgroup'] === true, fields };
}

function nodeOf(value: Json, schema: JsonObject, definitions: JsonObject): SettingsNode {
  if (Array.isArray(value)) {
    const item = resolve(isObject(schema['items']) ? schema['items'] : {}, definitions);
    const first = value.find(isObject) ?? emptyItem(item);
    return { is: 'list', item: nodeOf(first, item, definitions) };
  }
  const isFree = schema['type'] === 'object' && schema['properties'] === undefined;
  if (isObject(value) && !isFree) return objectStructure(value, schema, definitions);
  return { is: 'value', type: VALUE_TYPES.find((type) => typeof value === type) ?? 'any' };
}

/** An object with the fields of a schema, so that its structure can be told without a value. */
function emptyItem(schema: JsonObject): Json {
  if (!isObject(schema['properties'])) return null;
  return Object.fromEntries(
    Object.entries(schema['properties']).map(([name, property]) => [
      name,
      isObject(property) ? (property['default'] ?? null) : null,
    ]),
  );
}

function resolve(schema: JsonObject, definitions: JsonObject): JsonObject {
  const [inner] = Array.isArray(schema['allOf']) ? schema['allOf'] : [];
  const reference = textOf(schema['$ref'] ?? (isObject(inner) ? inner['$ref'] : undefined));
  const found = definitions[reference.replace('#/definitions/', '')];
  return isObject(found) ? found : schema;
}
