import * as kinds from '../validation/kinds.ts';
import type { Field, Kind, Model } from '../validation/model.ts';

/** The entities of a project. */
export const ENTITY_TYPES = ['folder', 'product', 'version', 'representation', 'task', 'workfile'] as const;
export type EntityType = (typeof ENTITY_TYPES)[number];

/** What a column points to: rows of another entity, or names of the project's types and statuses. */
export type Reference = EntityType | 'folder_types' | 'task_types' | 'statuses';

/** One field of an entity beside `id`, `attrib`, `data` and the times. */
export interface FieldFact {
  kind: Kind;
  /** The model asks for it when an entity is made. */
  required?: boolean;
  /** The database takes null. */
  nullable?: boolean;
  references?: Reference;
  /** Value of a new entity that does not give one. */
  initial?: null | boolean | readonly never[];
  /** The last part of the topic of the event that tells about a change. */
  topic?: string;
}

/** What is known about one type of entity: the only place that says it. */
export interface EntityFacts {
  type: EntityType;
  /** Plural: the word in paths and the name of the table. */
  table: string;
  /** The word in messages, also the prefix of the server's models. */
  title: string;
  /** The field with the id of the entity this one belongs to. */
  parentField: string;
  parentType: EntityType;
  /** Fields in the order of the server's model. */
  fields: Readonly<Record<string, FieldFact>>;
  /** Fields that are unique together among active entities, and how the database words it. */
  unique: { fields: readonly string[]; caseless?: string };
  /** Attribute values come down from folders and the project. */
  inherits: boolean;
  /** Which of createdBy and updatedBy the server writes. */
  authorship: 'both' | 'updates';
}

const name: FieldFact = { kind: kinds.name, required: true, topic: 'renamed' };
const label: FieldFact = { kind: kinds.label, nullable: true, initial: null, topic: 'label_changed' };
const thumbnailId: FieldFact = {
  kind: kinds.entityId,
  nullable: true,
  initial: null,
  topic: 'thumbnail_changed',
};
const fileModel: Model = {
  id: { kind: kinds.anyString, required: true },
  name: { kind: kinds.anyString, nullable: true },
  path: { kind: kinds.anyString, required: true },
  size: { kind: kinds.integer },
  hash: { kind: kinds.anyString, nullable: true },
  hashType: { kind: { is: 'one-of', values: ['md5', 'sha1', 'sha256', 'op3'] } },
};
const common = {
  data: { kind: kinds.dict, topic: 'data_changed' },
  active: { kind: kinds.bool, initial: true, topic: 'active_changed' },
  status: { kind: kinds.anyString, references: 'statuses', topic: 'status_changed' },
  tags: { kind: kinds.strings, initial: [], topic: 'tags_changed' },
} as const satisfies Record<string, FieldFact>;

export const FACTS: Readonly<Record<EntityType, EntityFacts>> = {
  folder: {
    type: 'folder',
    table: 'folders',
    title: 'Folder',
    parentField: 'parentId',
    parentType: 'folder',
    fields: {
      name,
      label,
      folderType: { kind: kinds.anyString, references: 'folder_types', topic: 'type_changed' },
      parentId: {
        kind: kinds.entityId,
        nullable: true,
        initial: null,
        references: 'folder',
        topic: 'parent_changed',
      },
      thumbnailId,
      ...common,
    },
    unique: { fields: ['parentId', 'name'], caseless: 'name' },
    inherits: true,
    authorship: 'both',
  },
  task: {
    type: 'task',
    table: 'tasks',
    title: 'Task',
    parentField: 'folderId',
    parentType: 'folder',
    fields: {
      name,
      label,
      taskType: { kind: kinds.anyString, required: true, references: 'task_types', topic: 'type_changed' },
      thumbnailId,
      assignees: { kind: kinds.strings, initial: [], topic: 'assignees_changed' },
      folderId: { kind: kinds.entityId, references: 'folder', topic: 'folder_changed' },
      ...common,
    },
    unique: { fields: ['folderId', 'name'], caseless: 'name' },
    inherits: true,
    authorship: 'updates',
  },
  product: {
    type: 'product',
    table: 'products',
    title: 'Product',
    parentField: 'folderId',
    parentType: 'folder',
    fields: {
      name,
      folderId: { kind: kinds.entityId, required: true, references: 'folder', topic: 'folder_changed' },
      productType: { kind: kinds.name, required: true, topic: 'product_type_changed' },
      productBaseType: { kind: kinds.name, nullable: true, initial: null },
      ...common,
    },
    unique: { fields: ['folderId', 'name'], caseless: 'name' },
    inherits: false,
    authorship: 'both',
  },
  version: {
    type: 'version',
    table: 'versions',
    title: 'Version',
    parentField: 'productId',
    parentType: 'product',
    fields: {
      version: { kind: kinds.integer, required: true, topic: 'version_changed' },
      productId: { kind: kinds.entityId, required: true, references: 'product', topic: 'product_changed' },
      taskId: {
        kind: kinds.entityId,
        nullable: true,
        initial: null,
        references: 'task',
        topic: 'task_changed',
      },
      thumbnailId,
      author: { kind: kinds.userName, nullable: true, initial: null, topic: 'author_changed' },
      ...common,
    },
    unique: { fields: ['productId', 'version'] },
    inherits: false,
    authorship: 'both',
  },
  representation: {
    type: 'representation',
    table: 'representations',
    title: 'Representation',
    parentField: 'versionId',
    parentType: 'version',
    fields: {
      name,
      versionId: { kind: kinds.entityId, required: true, references: 'version', topic: 'version_changed' },
      files: {
        kind: { is: 'list', of: { is: 'model', model: fileModel } },
        initial: [],
        topic: 'files_changed',
      },
      traits: { kind: kinds.dict, nullable: true, initial: null },
      ...common,
    },
    unique: { fields: ['versionId', 'name'], caseless: 'name' },
    inherits: false,
    authorship: 'both',
  },
  workfile: {
    type: 'workfile',
    table: 'workfiles',
    title: 'Workfile',
    parentField: 'taskId',
    parentType: 'task',
    fields: {
      path: { kind: kinds.anyString, required: true },
      taskId: { kind: kinds.entityId, required: true, references: 'task', topic: 'task_changed' },
      thumbnailId,
      createdBy: { kind: kinds.anyString, nullable: true },
      updatedBy: { kind: kinds.anyString, nullable: true },
      ...common,
    },
    unique: { fields: ['path'] },
    inherits: false,
    authorship: 'both',
  },
};

/** Fields of folders that may not change once versions are published below. */
export const LOCKED_FIELDS = ['name', 'folderType', 'parentId'] as const;

/**
 * The order in which the events of one change are sent. Tags are told twice: first what was added or removed, at
 * the end the whole list. Attributes and data come before the other fields.
 */
export const EVENT_ORDER = [
  'name',
  'status',
  'tags-difference',
  'attrib',
  'data',
  'label',
  'folderType',
  'taskType',
  'active',
  'parentId',
  'folderId',
  'assignees',
  'productType',
  'version',
  'productId',
  'taskId',
  'versionId',
  'author',
  'files',
  'thumbnailId',
  'tags',
] as const;

/** The model of a new entity. */
function postModel(facts: EntityFacts): Model {
  return { id: { kind: kinds.entityId, nullable: true }, ...modelOf(facts, 'post') };
}

/** The model of a change: nothing is required, everything may be null. */
function patchModel(facts: EntityFacts): Model {
  return modelOf(facts, 'patch');
}

function modelOf(facts: EntityFacts, purpose: 'post' | 'patch'): Model {
  const fields: Record<string, Field> = {};
  for (const [key, { kind, required, nullable }] of Object.entries(facts.fields)) {
    if (purpose === 'patch') fields[key] = { kind, nullable: true };
    else fields[key] = { kind, ...(required ? { required } : { nullable: nullable ?? key !== 'tags' }) };
  }
  return { ...fields, attrib: { kind: kinds.dict, nullable: true } };
}

export const POST_MODELS = mapTypes(postModel);
export const PATCH_MODELS = mapTypes(patchModel);

function mapTypes<T>(make: (facts: EntityFacts) => T): Record<EntityType, T> {
  return Object.fromEntries(ENTITY_TYPES.map((type) => [type, make(FACTS[type])])) as Record<EntityType, T>;
}

/** Whether the word names a type of entity. */
export function isEntityType(word: string): word is EntityType {
  return (ENTITY_TYPES as readonly string[]).includes(word);
}
