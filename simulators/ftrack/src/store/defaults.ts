import { textIn, textOf } from './entity.ts';
import { validationError } from './errors.ts';
import type { Store } from './store.ts';
import type { Row } from './transaction.ts';
import { firstStatusId, firstTypeId } from './workflow.ts';

export interface DefaultsContext {
  readonly store: Store;
  readonly now: Date;
  readonly userId: string | null;
}

type Values = Record<string, unknown>;
type FillIn = (values: Values, context: DefaultsContext, type: string) => void;

/**
 * Fills in what a server adds to a new row of this type, in place: what its schema has a default for, and what follows
 * from the rows around it. Given values stay.
 */
export function fillDefaults(type: string, values: Values, context: DefaultsContext): void {
  const facts = context.store.schema.require(type);
  for (const attribute of facts.attributes.values()) {
    if (attribute.default !== undefined && attribute.same === null)
      setMissing(values, attribute.name, attribute.default);
  }
  if (facts.attributes.has('created_at')) setMissing(values, 'created_at', context.now);
  if (facts.attributes.has('created_by_id')) setMissing(values, 'created_by_id', context.userId);
  DEFAULTS[facts.family]?.(values, context, type);
}

const DEFAULTS: Readonly<Record<string, FillIn>> = {
  Context: (values, context, type) => {
    if (type === 'Project') fillProject(values);
    else fillTypedContext(values, context);
  },
  AssetVersion: fillVersion,
  Component: (values, _, type) => {
    const systemTypes: Record<string, string> = {
      ContainerComponent: 'container',
      SequenceComponent: 'sequence',
    };
    setMissing(values, 'system_type', systemTypes[type] ?? 'file');
  },
  Note: (values, { now, userId }) => {
    setMissing(values, 'date', now);
    setMissing(values, 'thread_activity', values['date']);
    setMissing(values, 'user_id', userId);
  },
  Resource: (values, { store }, type) => {
    setMissing(values, 'resource_type', type === 'Group' ? 'group' : 'user');
    if (type === 'Group') setMissing(values, 'local', true);
    if (type !== 'User') return;
    // A user without a name is made all the same; what servers call such users is not known.
    setMissing(values, 'username', values['id']);
    setMissing(values, 'is_active', true);
    for (const userType of store.rows('UserType')) setMissing(values, 'user_type_id', userType.key[0]);
  },
  List: (values, { now, userId }) => {
    setMissing(values, 'date', now);
    setMissing(values, 'user_id', userId);
  },
  Job: (values, { userId }) => setMissing(values, 'user_id', userId),
  Timelog: (values, { now, userId }) => {
    setMissing(values, 'user_id', userId);
    setMissing(values, 'start', now);
  },
  Timer: (values, { now, userId }) => {
    setMissing(values, 'user_id', userId);
    setMissing(values, 'start', now);
  },
  Status: (values) => setMissing(values, 'is_active', true),
  ReviewSession: (values, { now }) => {
    setMissing(values, 'start_date', now);
    setMissing(values, 'end_date', now);
  },
  ReviewSessionObject: (values) => setMissing(values, 'sort_order', 0),
  UserSecurityRole: (values) => setMissing(values, 'is_all_projects', false),
  CustomConfigurationBase: (values) => {
    setMissing(values, 'label', values['key']);
    setMissing(values, 'config', '{}');
    checkConfiguration(values);
  },
};

function fillProject(values: Values): void {
  values['context_type'] = 'show';
  values['project_id'] = values['id'];
  setMissing(values, 'status', 'active');
  setMissing(values, 'full_name', values['name']);
}

function fillTypedContext(values: Values, { store }: DefaultsContext): void {
  values['context_type'] = 'task';
  setMissing(values, 'parent_id', values['project_id']);
  const parent = textIn(values, 'parent_id');
  const parentEntity = parent === null ? undefined : store.get('Context', parent);
  const projectId = (parentEntity && textOf(parentEntity, 'project_id')) ?? textIn(values, 'project_id');
  values['project_id'] = projectId;
  setMissing(values, 'bid', 0);
  setMissing(values, 'sort', 0);
  const objectTypeId = textIn(values, 'object_type_id') ?? '';
  setMissing(values, 'type_id', firstTypeId(store, projectId, objectTypeId));
  const typeId = textIn(values, 'type_id');
  setMissing(values, 'status_id', firstStatusId(store, projectId, { objectTypeId, typeId }));
}

function fillVersion(values: Values, { store, now, userId }: DefaultsContext): void {
  setMissing(values, 'date', now);
  setMissing(values, 'user_id', userId);
  const assetId = textIn(values, 'asset_id') ?? '';
  let highest = 0;
  for (const version of store.find('AssetVersion', 'asset_id', assetId)) {
    highest = Math.max(highest, Number(version.row['version'] ?? 0));
  }
  setMissing(values, 'version', highest + 1);
  const asset = store.get('Asset', assetId);
  const context = asset && store.get('Context', textOf(asset, 'context_id') ?? '');
  const projectId = context ? textOf(context, 'project_id') : null;
  setMissing(values, 'status_id', firstStatusId(store, projectId, 'AssetVersion'));
}

function checkConfiguration(values: Values): void {
  const key = textIn(values, 'key');
  if (key === null || key === '') throw validationError('A custom attribute needs a key.');
  if (
    values['entity_type'] === 'task' &&
    values['object_type_id'] == null &&
    values['is_hierarchical'] !== true
  ) {
    throw validationError(`Custom attribute "${key}" for entity type "task" needs an object type.`);
  }
  if (values['entity_type'] === 'user' && values['project_id'] != null) {
    throw validationError(`Custom attribute "${key}" for users cannot belong to a project.`);
  }
}

/** The concrete type to store for what a client creates: itself, or for a base type the one its values tell. */
export function concreteTypeFor(type: string, values: Row, store: Store): string {
  const { schema } = store;
  if (type === 'List')
    return values['system_type'] === 'assetversion' ? 'AssetVersionList' : 'TypedContextList';
  if (type === 'Component')
    return values['system_type'] === 'sequence' ? 'SequenceComponent' : 'FileComponent';
  if (type === 'NoteCategory') return 'NoteLabel';
  if (type === 'TypedContext' || type === 'Context') {
    const concrete = schema.typeOfObjectType(textIn(values, 'object_type_id') ?? '');
    if (concrete !== undefined) return concrete;
  }
  if (schema.concreteTypes(type).size > 1 && !STORED_BASE_TYPES.has(type)) {
    throw validationError(`An entity of the base type ${type} cannot be created.`);
  }
  return type;
}

const STORED_BASE_TYPES: ReadonlySet<string> = new Set(['NoteLabel', 'ContainerComponent', 'StatusChange']);

/** Sets a value where there is none. */
function setMissing(values: Values, name: string, value: unknown): void {
  if (values[name] === undefined || values[name] === null) values[name] = value ?? null;
}
