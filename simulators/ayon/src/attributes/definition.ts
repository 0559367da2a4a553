import { type Json, type JsonObject, textOf } from '../json.ts';
import type { Kind } from '../validation/model.ts';

/** What an attribute can be put on. */
export const SCOPES = [
  'project',
  'user',
  'folder',
  'task',
  'product',
  'version',
  'representation',
  'workfile',
  'list',
] as const;
export type Scope = (typeof SCOPES)[number];

/** The types of values. */
export const ATTRIBUTE_TYPES = [
  'string',
  'integer',
  'float',
  'boolean',
  'datetime',
  'list_of_strings',
  'list_of_integers',
  'list_of_any',
  'list_of_submodels',
  'dict',
] as const;
export type AttributeType = (typeof ATTRIBUTE_TYPES)[number];

/** An attribute as stored and as `GET /api/attributes` shows it; `data` holds every key, null where nothing is set. */
export interface AttributeDefinition {
  name: string;
  position: number;
  scope: Scope[];
  data: JsonObject;
  builtin: boolean;
}

/** How an attribute is handed to the simulator: only `type` is needed in `data`. */
export interface AttributeOptions {
  name: string;
  scope: readonly Scope[];
  data: JsonObject;
  position?: number;
  builtin?: boolean;
}

const DATA_KEYS = [
  'type',
  'title',
  'description',
  'example',
  'default',
  'gt',
  'ge',
  'lt',
  'le',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'regex',
  'enum',
  'enumResolver',
  'enumResolverSettings',
  'inherit',
  'widget',
  'widgetSettings',
];
const ENUM_KEYS = [
  'value',
  'label',
  'description',
  'fulltext',
  'group',
  'icon',
  'color',
  'shortName',
  'disabled',
];

/** Fills in the keys that were left out. */
export function defineAttribute(options: AttributeOptions): AttributeDefinition {
  const { name, scope, data, position = 0, builtin = false } = options;
  return { name, position, scope: [...scope], data: completeData(data), builtin };
}

/** Attribute data with every key; `inherit` is true unless said otherwise. */
export function completeData(given: JsonObject): JsonObject {
  const data: JsonObject = {};
  for (const key of DATA_KEYS) data[key] = given[key] ?? null;
  if (given['inherit'] === undefined || given['inherit'] === null) data['inherit'] = true;
  if (Array.isArray(data['enum'])) data['enum'] = data['enum'].map(completeEnumItem);
  return data;
}

function completeEnumItem(given: Json): Json {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return given;
  const item: JsonObject = {};
  for (const key of ENUM_KEYS) item[key] = given[key] ?? null;
  item['label'] ??= textOf(given['value']);
  item['fulltext'] ??= [textOf(item['label']).toLowerCase()];
  item['disabled'] ??= false;
  item['disabledMessage'] = given['disabledMessage'] ?? null;
  return item;
}

/** The kind a value must have. A limit of 0 is not checked, as on the server. */
export function kindOfAttribute({ data }: AttributeDefinition): Kind {
  const type = data['type'] as AttributeType;
  switch (type) {
    case 'integer':
    case 'float':
      return { is: type, ...limits(data, ['gt', 'ge', 'lt', 'le']) };
    case 'string': {
      const { minLength, maxLength } = limits(data, ['minLength', 'maxLength']);
      const regex = data['regex'];
      return {
        is: 'string',
        ...(minLength === undefined ? {} : { min: minLength }),
        ...(maxLength === undefined ? {} : { max: maxLength }),
        ...(typeof regex === 'string' && regex !== '' ? { regex } : {}),
      };
    }
    case 'boolean':
    case 'datetime':
    case 'dict':
      return { is: type };
    case 'list_of_strings':
      return { is: 'list', of: { is: 'string' } };
    case 'list_of_integers':
      return { is: 'list', of: { is: 'integer' } };
    case 'list_of_any':
    case 'list_of_submodels':
      return { is: 'list', of: { is: 'any' } };
  }
}

function limits(data: JsonObject, names: readonly string[]): Record<string, number> {
  const found: Record<string, number> = {};
  for (const name of names) {
    const limit = data[name];
    if (typeof limit === 'number' && limit !== 0) found[name] = limit;
  }
  return found;
}
