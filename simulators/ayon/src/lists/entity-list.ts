import type { EntityType } from '../entities/facts.ts';
import type { EntityRow } from '../entities/table.ts';
import { parentOf, pathOf } from '../entities/tree.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Project } from '../projects/project.ts';

/** An entity in a list; one entity may be in it twice. */
export interface ListItem {
  id: string;
  entityId: string;
  label: string | null;
  attrib: JsonObject;
  data: JsonObject;
  tags: Json[];
  createdBy: string;
  updatedBy: string;
  createdAt: string;
  updatedAt: string;
}

/** A list of entities of one type. */
export interface EntityList {
  id: string;
  entityListType: string;
  entityListFolderId: string | null;
  entityType: EntityType;
  label: string;
  access: JsonObject;
  attrib: JsonObject;
  data: JsonObject;
  template: JsonObject;
  tags: Json[];
  owner: string;
  active: boolean;
  items: ListItem[];
  /** How many items it had when it was saved last; those of deleted entities are gone since, and still counted. */
  count: number;
  createdBy: string;
  updatedBy: string;
  createdAt: string;
  updatedAt: string;
}

/** What everybody may do with a list here: everything. */
const FULL_ACCESS = 30;

/** Puts an item at its position; without one, at the end. */
export function insertItem(list: EntityList, item: ListItem, position: number | undefined): void {
  list.items.splice(Math.max(0, position ?? list.items.length), 0, item);
}

/** Removes the items of entities that are gone. */
export function pruneItems(project: Project, list: EntityList): void {
  list.items = list.items.filter(
    ({ entityId }) => project.tables[list.entityType].get(entityId) !== undefined,
  );
}

/** A list with its items as `GET` answers it. */
export function listView(project: Project, list: EntityList): JsonObject {
  const items = list.items.map((item, position): JsonObject => {
    const row = project.tables[list.entityType].get(item.entityId);
    return { ...item, position, folderPath: row ? folderPathOf(project, row) : null };
  });
  const { count, ...shown } = list;
  return { ...shown, data: { ...list.data, count }, items, accessLevel: FULL_ACCESS };
}

/** The folder an entity is in, without a slash at its beginning. */
function folderPathOf(project: Project, row: EntityRow): string {
  let above: EntityRow | undefined = row;
  while (above && above.type !== 'folder') above = parentOf(project, above);
  return above ? pathOf(project, above).replace(/^\//, '') : '';
}
