import type { FolderType, ProjectStatus, ProjectTag } from '@ynput/ayon-api';
import type { AyonAnatomy, AyonEntity } from '../ayon-project.port.ts';
import type { Texts } from '../snapshot/rows.ts';

// `ownAttrib` stands before `allAttrib`: selected after it, the server lists inherited attributes too.
const BARE_FOLDER_FIELDS =
  'id name label folderType parentId status active path tags thumbnailId ownAttrib allAttrib';
export const FOLDER_FIELDS = `hasProducts hasVersions ${BARE_FOLDER_FIELDS}`;
/** Of the folder another entity stands in. There the server says `false` for both flags, whatever is published. */
export const PARENT_FIELDS = BARE_FOLDER_FIELDS;
export const TASK_FIELDS =
  'id name label taskType folderId status active path tags thumbnailId assignees ownAttrib allAttrib';

export const ANATOMY_FIELDS = `name code label active data allAttrib
  folderTypes { name shortName icon color }
  taskTypes { name shortName icon color }
  statuses { name shortName state icon color scope }
  tags { name color }`;

export interface FolderNode {
  readonly id: string;
  readonly name: string;
  readonly label: string | null;
  readonly folderType: string;
  readonly parentId: string | null;
  readonly status: string;
  readonly active: boolean;
  readonly path: string | null;
  readonly thumbnailId: string | null;
  readonly tags: readonly string[];
  /** Neither is asked of a folder that is read with what stands in it. */
  readonly hasProducts?: boolean;
  readonly hasVersions?: boolean;
  readonly ownAttrib: readonly string[];
  readonly allAttrib: string;
}

export interface TaskNode {
  readonly id: string;
  readonly name: string;
  readonly label: string | null;
  readonly taskType: string;
  readonly folderId: string;
  readonly status: string;
  readonly active: boolean;
  readonly path: string | null;
  readonly thumbnailId: string | null;
  readonly tags: readonly string[];
  readonly assignees: readonly string[];
  readonly ownAttrib: readonly string[];
  readonly allAttrib: string;
}

/** GraphQL says null where REST leaves a key out. */
type Nullable<T> = { readonly [Key in keyof T]: T[Key] | null };

export interface AnatomyNode {
  readonly name: string;
  readonly code: string;
  readonly label: string | null;
  readonly active: boolean;
  /** JSON text; null when there is nothing. */
  readonly data: string | null;
  readonly allAttrib: string;
  readonly folderTypes: readonly Nullable<FolderType>[];
  readonly taskTypes: readonly Nullable<FolderType>[];
  readonly statuses: readonly Nullable<ProjectStatus>[];
  readonly tags: readonly Nullable<ProjectTag>[];
}

/** Key in a project's data that says why it is inactive. */
export const ENDED_KEY = 'ftrackEnded';

export type RawEntity = AyonEntity & { readonly published: boolean };

/** One empty list for all entities. */
const NONE: readonly string[] = [];

export function readFolderNode(node: FolderNode): RawEntity {
  return {
    kind: 'folder',
    id: node.id,
    parentId: node.parentId,
    name: node.name,
    label: node.label,
    type: node.folderType,
    status: node.status,
    active: node.active,
    path: withSlash(node.path),
    thumbnailId: node.thumbnailId ?? null,
    locked: false,
    published: node.hasVersions === true,
    ...(node.hasProducts === true && { holdsProducts: true }),
    assignees: NONE,
    tags: node.tags.length === 0 ? NONE : node.tags,
    own: ownAttributes(node),
  };
}

export function readTaskNode(node: TaskNode): RawEntity {
  return {
    kind: 'task',
    id: node.id,
    parentId: node.folderId,
    name: node.name,
    label: node.label,
    type: node.taskType,
    status: node.status,
    active: node.active,
    path: withSlash(node.path),
    thumbnailId: node.thumbnailId ?? null,
    locked: false,
    published: false,
    assignees: node.assignees.length === 0 ? NONE : node.assignees,
    tags: node.tags.length === 0 ? NONE : node.tags,
    own: ownAttributes(node),
  };
}

function withSlash(path: string | null): string {
  return path === null || path.startsWith('/') ? (path ?? '') : `/${path}`;
}

/** Attributes that no entity inherits are its own although `ownAttrib` may not list them. */
const NEVER_INHERITED: ReadonlySet<string> = new Set(['ftrackId', 'ftrackPath', 'description']);

function ownAttributes(node: { readonly ownAttrib: readonly string[]; readonly allAttrib: string }) {
  const own: Record<string, unknown> = {};
  const listed = new Set(node.ownAttrib);
  for (const [name, value] of Object.entries(parseObject(node.allAttrib))) {
    if (value !== null && (listed.has(name) || NEVER_INHERITED.has(name))) own[name] = value;
  }
  return own;
}

export function parseObject(text: string): Record<string, unknown> {
  return (text ? JSON.parse(text) : {}) as Record<string, unknown>;
}

export function readAnatomyNode(node: AnatomyNode): AyonAnatomy {
  return {
    name: node.name,
    code: node.code,
    label: node.label || null,
    active: node.active,
    endedInFtrack: parseObject(node.data ?? '')[ENDED_KEY] === true,
    folderTypes: node.folderTypes.map((type) => withoutNulls<FolderType>(type)),
    taskTypes: node.taskTypes.map((type) => withoutNulls<FolderType>(type)),
    statuses: node.statuses.map((status) => withoutNulls<ProjectStatus>(status)),
    tags: node.tags.map((tag) => withoutNulls<ProjectTag>(tag)),
    attrib: parseObject(node.allAttrib),
  };
}

function withoutNulls<T extends object>(item: Nullable<T>): T {
  return Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null)) as T;
}

/** The same entity, holding what many entities say only once. */
export function withOneCopy(entity: RawEntity, texts: Texts): RawEntity {
  return {
    ...entity,
    id: texts.one(entity.id),
    parentId: texts.one(entity.parentId),
    label: entity.label === entity.name ? entity.name : entity.label,
    type: texts.one(entity.type),
    status: texts.one(entity.status),
  };
}

/** Marks the published folders and everything above them as locked, as the server does. */
export function withLocks(raw: Iterable<RawEntity>): Map<string, AyonEntity> {
  const entities = new Map<string, RawEntity>();
  for (const entity of raw) entities.set(entity.id, entity);
  const locked = new Set<string>();
  for (const entity of entities.values()) {
    if (!entity.published) continue;
    let id: string | null = entity.id;
    while (id !== null && !locked.has(id)) {
      locked.add(id);
      id = entities.get(id)?.parentId ?? null;
    }
  }
  for (const id of locked) {
    const entity = entities.get(id);
    if (entity) entities.set(id, { ...entity, locked: true });
  }
  return entities;
}
