import type { AttributeLibrary } from '../attributes/library.ts';
import { type JsonObject, textOf } from '../json.ts';
import type { Project } from '../projects/project.ts';
import { FACTS } from './facts.ts';
import type { EntityRow } from './table.ts';

/** What a version is called in paths and messages. */
export function versionName(version: number): string {
  return version < 0 ? 'HERO' : `v${String(version).padStart(3, '0')}`;
}

/** The last part of an entity's path: its name, for a version `v001`, for a workfile the file name. */
export function nameOf(row: EntityRow): string {
  if (row.type === 'version') return versionName(Number(row.values['version']));
  if (row.type === 'workfile') return textOf(row.values['path']).split('/').at(-1) ?? '';
  return textOf(row.values['name']);
}

/** The path of an entity with a leading slash. A workfile has its own. */
export function pathOf(project: Project, row: EntityRow): string {
  if (row.type === 'workfile') return textOf(row.values['path']);
  const { cache } = row;
  if (row.type !== 'folder') return `${parentPath(project, row)}/${nameOf(row)}`;
  if (cache.path === undefined || cache.pathGeneration !== project.pathGeneration) {
    cache.path = `${parentPath(project, row)}/${nameOf(row)}`;
    cache.pathGeneration = project.pathGeneration;
  }
  return cache.path;
}

/** The entity a row belongs to; undefined for a folder at the root. */
export function parentOf(project: Project, row: EntityRow): EntityRow | undefined {
  const { parentField, parentType } = FACTS[row.type];
  const id = row.values[parentField];
  return typeof id === 'string' ? project.tables[parentType].get(id) : undefined;
}

/** Names of the folders above an entity, from the root on. */
export function parentNames(project: Project, row: EntityRow): string[] {
  const path = pathOf(project, row);
  return path.split('/').slice(1, -1);
}

/**
 * The attribute values that hold for an entity: for folders and tasks those of the project, the folders above and
 * its own; for others only its own.
 */
export function effectiveAttrib(library: AttributeLibrary, project: Project, row: EntityRow): JsonObject {
  if (!FACTS[row.type].inherits) return ownAttrib(library, row);
  const { cache } = row;
  if (!cache.attrib || cache.attribGeneration !== project.attribGeneration) {
    cache.attrib = inheritAttrib(library, project, row);
    cache.attribGeneration = project.attribGeneration;
  }
  return cache.attrib;
}

/** The own values the running server still knows, in the order of the attributes. */
export function ownAttrib(library: AttributeLibrary, row: EntityRow): JsonObject {
  const own: JsonObject = {};
  for (const name of library.ofScope(row.type).keys()) {
    const value = row.attrib[name];
    if (value !== undefined) own[name] = value;
  }
  return own;
}

/** Whether versions exist in the folder or below it. */
export function hasVersions(project: Project, folder: EntityRow): boolean {
  const { version, product, folder: folders } = project.tables;
  if (version.size === 0) return false;
  for (const { id } of product.having('folderId', folder.id))
    if (version.having('productId', id).size > 0) return true;
  for (const child of folders.having('parentId', folder.id)) if (hasVersions(project, child)) return true;
  return false;
}

/** Whether products exist in the folder or below it. */
export function hasProductsBelow(project: Project, folder: EntityRow): boolean {
  const { product, folder: folders } = project.tables;
  if (product.size === 0) return false;
  if (product.having('folderId', folder.id).size > 0) return true;
  for (const child of folders.having('parentId', folder.id))
    if (hasProductsBelow(project, child)) return true;
  return false;
}

/** The ids of the folders and of all below them. */
export function withDescendants(project: Project, ids: Iterable<string>): Set<string> {
  const found = new Set<string>();
  const visit = (id: string): void => {
    if (found.has(id)) return;
    found.add(id);
    for (const child of project.tables.folder.having('parentId', id)) visit(child.id);
  };
  for (const id of ids) visit(id);
  return found;
}

function parentPath(project: Project, row: EntityRow): string {
  const parent = parentOf(project, row);
  return parent ? pathOf(project, parent) : '';
}

function inheritAttrib(library: AttributeLibrary, project: Project, row: EntityRow): JsonObject {
  const folderId = row.type === 'task' ? row.values['folderId'] : row.values['parentId'];
  const folder = typeof folderId === 'string' ? project.tables.folder.get(folderId) : undefined;
  const above = folder ? effectiveAttrib(library, project, folder) : undefined;
  const values: JsonObject = {};
  for (const [name, { inherit }] of library.ofScope(row.type)) {
    const own = row.attrib[name];
    const value = own ?? (inherit ? (above ? above[name] : project.attrib[name]) : undefined);
    if (value !== undefined && value !== null) values[name] = value;
  }
  return values;
}
