import { type Entity, textOf } from './entity.ts';
import { validationError } from './errors.ts';
import type { Store } from './store.ts';
import type { Row } from './transaction.ts';

/** Types of custom attributes, by the ids that all servers share. */
export const CUSTOM_ATTRIBUTE_TYPES = {
  text: '6268aef0-381c-11e0-acff-0019bb49847a',
  boolean: 'ad1034d8-15e2-11e1-b21a-0019bb4983d8',
  date: '79968e9e-381c-11e0-acff-0019bb49847a',
  enumerator: '6ff9c812-ead3-11e2-846c-f23c91dfaa16',
  'dynamic enumerator': '882e4aee-fae6-11e3-b623-20c9d0831e59',
  number: '92009b00-381c-11e0-acff-0019bb49847a',
  expression: 'd2e6a530-357f-11e2-bd73-0019bb4985b8',
  url: 'ec616dcd-56e2-4147-99f8-7e4a4f040cf9',
} as const;

/** Legacy entity type of a configuration → the family of the entities it is for. */
const FAMILY_OF_ENTITY_TYPE: Readonly<Record<string, string>> = {
  task: 'Context',
  show: 'Context',
  assetversion: 'AssetVersion',
  asset: 'Asset',
  user: 'Resource',
  list: 'List',
  listobject: 'ListObject',
};

const HIERARCHICAL_FAMILIES: ReadonlySet<string> = new Set(['Context', 'Asset', 'AssetVersion']);

/** Concrete value type of a family's entities: values of contexts are rows of ContextCustomAttributeValue. */
function valueTypeOf(family: string): string {
  return `${family === 'Resource' ? 'User' : family}CustomAttributeValue`;
}

/**
 * The configurations that apply to an entity: those of its project and those of all projects, for its entity type (and
 * object type), or hierarchical. One of the project stands before one of all projects with the same key.
 */
function applicableConfigurations(entity: Entity, store: Store): Entity[] {
  const family = store.schema.require(entity.type).family;
  const projectId = projectOf(entity, store);
  const byKey = new Map<string, Entity>();
  for (const configuration of store.rows('CustomAttributeConfiguration')) {
    const project = textOf(configuration, 'project_id');
    if (project !== null && project !== projectId) continue;
    if (!appliesTo(configuration, entity, family)) continue;
    const key = textOf(configuration, 'key') ?? '';
    if (project !== null || !byKey.has(key)) byKey.set(key, configuration);
  }
  return [...byKey.values()];
}

function appliesTo(configuration: Entity, entity: Entity, family: string): boolean {
  if (configuration.row['is_hierarchical'] === true) return HIERARCHICAL_FAMILIES.has(family);
  const entityType = textOf(configuration, 'entity_type') ?? '';
  if (entityType === 'show') return entity.type === 'Project';
  if (entityType === 'user') return entity.type === 'User';
  if (FAMILY_OF_ENTITY_TYPE[entityType] !== family || entity.type === 'Project') return false;
  const objectType = textOf(configuration, 'object_type_id');
  return objectType === null || objectType === textOf(entity, 'object_type_id');
}

function projectOf(entity: Entity, store: Store): string | null {
  const project = store.parentsOf(entity).at(-1);
  return project?.entityType === 'Project' ? project.id : null;
}

/**
 * A value row for every configuration that applies, stored or not. What is not stored reads as the configuration's
 * default; hierarchical values read as null, since the server does not inherit.
 */
export function customAttributeRows(entity: Entity, valueType: string, store: Store): Entity[] {
  const entityId = entity.key[0] ?? '';
  return applicableConfigurations(entity, store).map((configuration) => {
    const key = [configuration.key[0] ?? '', entityId];
    const stored = store.get('CustomAttributeValue', key);
    if (stored !== undefined) return stored;
    const isHierarchical = configuration.row['is_hierarchical'] === true;
    const value = isHierarchical ? null : configuration.row['default'];
    return { type: valueType, key, row: { configuration_id: key[0], entity_id: entityId, value } };
  });
}

/** Throws a ValidationError for what can be said of a custom attribute only when it is made. Other entities pass. */
export function checkConfigurationChange(entity: Entity, values: Row): void {
  if (entity.type !== 'CustomAttributeConfiguration') return;
  const key = textOf(entity, 'key') ?? '';
  const { type_id: type = entity.row['type_id'], project_id: project } = values;
  if (type !== entity.row['type_id'])
    throw validationError(`The type of custom attribute "${key}" cannot be changed.`);
  if (typeof project === 'string' && entity.row['project_id'] === null)
    throw validationError(
      `Custom attribute "${key}" is for all projects and cannot be made one of a project.`,
    );
}

/** The entity a custom attribute value is for, and the concrete type of the value's row. */
export function targetOfValue(
  configuration: Entity,
  entityId: string,
  store: Store,
): { readonly entity: Entity; readonly valueType: string } {
  const entity = store.findAnywhere(entityId);
  const name = textOf(configuration, 'key') ?? '';
  if (entity === undefined)
    throw validationError(`Custom attribute "${name}" cannot be set: no entity ${entityId}.`);
  const { family } = store.schema.require(entity.type);
  if (!appliesTo(configuration, entity, family)) {
    throw validationError(`Custom attribute "${name}" does not apply to ${entity.type} ${entityId}.`);
  }
  return { entity, valueType: valueTypeOf(family) };
}

/** The value as it is stored. Throws a ValidationError when it is of another type than its configuration says. */
export function castCustomValue(configuration: Entity, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  const key = textOf(configuration, 'key') ?? '';
  switch (configuration.row['type_id']) {
    case CUSTOM_ATTRIBUTE_TYPES.number:
      if (typeof value === 'number') return value;
      throw wrongType(key, 'number', value);
    case CUSTOM_ATTRIBUTE_TYPES.boolean:
      if (typeof value === 'boolean') return value;
      throw wrongType(key, 'boolean', value);
    case CUSTOM_ATTRIBUTE_TYPES.text:
      if (typeof value === 'string') return value;
      if (value instanceof Date) return value.toISOString();
      throw wrongType(key, 'text', value);
    case CUSTOM_ATTRIBUTE_TYPES.date: {
      const date = value instanceof Date ? value : new Date(typeof value === 'string' ? value : Number.NaN);
      if (!Number.isNaN(date.getTime())) return date;
      throw wrongType(key, 'date', value);
    }
    case CUSTOM_ATTRIBUTE_TYPES.enumerator:
    case CUSTOM_ATTRIBUTE_TYPES['dynamic enumerator']: {
      const items: unknown[] = Array.isArray(value) ? value : value === '' ? [] : [value];
      if (items.every((item) => typeof item === 'string')) return items;
      throw wrongType(key, 'enumerator', value);
    }
    case CUSTOM_ATTRIBUTE_TYPES.expression:
      throw validationError(`Custom attribute "${key}" is an expression: its value cannot be set.`);
    default:
      return value;
  }
}

function wrongType(key: string, wanted: string, value: unknown): Error {
  const shown = JSON.stringify(value);
  const python = { string: 'unicode', number: 'int', boolean: 'bool' }[typeof value as string] ?? 'dict';
  return validationError(
    `Custom attribute value for "${key}" must be of type ${wanted}. Got ${shown} of type <type '${python}'>`,
  );
}
