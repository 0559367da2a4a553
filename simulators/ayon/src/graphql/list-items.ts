import type { EntityType } from '../entities/facts.ts';
import { effectiveAttrib, nameOf } from '../entities/tree.ts';
import { AyonError } from '../errors.ts';
import type { FilterSource } from '../events/query-filter.ts';
import { isObject, type JsonObject, textOf } from '../json.ts';
import type { ListItem } from '../lists/entity-list.ts';
import { toCamelCase } from '../validation/model.ts';
import type { Position } from './connection.ts';
import type { ProjectContext } from './context.ts';
import { storedText } from './entity-sort.ts';

/** An item and its place in the list. */
export interface PlacedItem {
  item: ListItem;
  position: number;
  view: JsonObject;
}

const ITEM_COLUMNS =
  'id entity_id position label attrib data tags folder_path created_by updated_by created_at updated_at';

/** The columns of items for filters. */
export const ITEM_SOURCE: FilterSource<PlacedItem> = {
  columns: new Set(ITEM_COLUMNS.split(' ')),
  read: ({ item, position, view }, column) =>
    column === 'position' ? position : { ...view, ...item }[toCamelCase(column)],
};

const SORT_KEYS = ['label', 'createdAt', 'updatedAt', 'createdBy', 'updatedBy', 'entityId'] as const;

/** Where an item stands in the order asked for; by its place in the list when none is. */
export function itemPosition(
  { state, project }: ProjectContext,
  entityType: EntityType,
  sortBy: string | null | undefined,
): (placed: PlacedItem) => Position {
  if (!sortBy || sortBy === 'position') return ({ position }) => [position];
  const key = SORT_KEYS.find((known) => known === sortBy);
  if (key) return ({ item, position }) => [item[key], position];
  if (sortBy === 'path' || sortBy === 'folderPath')
    return ({ view, position }) => [textOf(view['folderPath']), position];
  const table = project.tables[entityType];
  if (sortBy === 'entityName') {
    return ({ item, position }) => {
      const row = table.get(item.entityId);
      return [row ? nameOf(row) : null, position];
    };
  }
  if (!sortBy.startsWith('attrib.')) throw new AyonError(400, `Invalid sort key ${sortBy}`);
  const name = sortBy.slice('attrib.'.length);
  const definition = state.attributes.get(name);
  const choices = definition?.data['enum'];
  const order = Array.isArray(choices) ? choices.map((choice) => isObject(choice) && choice['value']) : [];
  return ({ item, position }) => {
    const row = table.get(item.entityId);
    const value = item.attrib[name] ?? (row && effectiveAttrib(state.attributes, project, row)[name]) ?? null;
    if (value === null) return [null, position];
    return [order.length > 0 ? order.indexOf(value) : storedText(value, definition?.data['type']), position];
  };
}
