import type { EntityType } from '../entities/facts.ts';
import { effectiveAttrib } from '../entities/tree.ts';
import { AyonError } from '../errors.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { type EntityList, listView, type ListItem, pruneItems } from '../lists/entity-list.ts';
import type { FilterSource } from '../events/query-filter.ts';
import { toCamelCase } from '../validation/model.ts';
import {
  comparePositions,
  type Connection,
  type PageArguments,
  type PageInfo,
  paginate,
  type Position,
} from './connection.ts';
import type { ProjectContext } from './context.ts';
import { entityNode } from './entity-nodes.ts';
import { compileJsonFilter } from './json-filter.ts';
import { ITEM_SOURCE, itemPosition, type PlacedItem } from './list-items.ts';

/** Arguments of `entityLists`. */
export interface ListArguments extends PageArguments {
  ids?: string[] | null;
  filter?: string | null;
  search?: string | null;
  sortBy?: string | null;
}

/** Arguments of `items` of a list. */
interface ItemArguments extends PageArguments {
  sortBy?: string | null;
  filter?: string | null;
}

/** The items of a list; an edge is the item itself, its node the entity. */
interface ItemConnection {
  pageInfo: PageInfo;
  edges: object[];
  fieldStats: [];
}

/** The type of entities whose items a query has read. The server refuses to read items of a second type. */
interface ReadItems {
  entityType?: EntityType;
}

/** A list of entities. Fields of the schema are properties, those with arguments methods. */
class EntityListNode {
  readonly #context: ProjectContext;
  readonly #list: EntityList;
  readonly #read: ReadItems;
  readonly #view: JsonObject;

  constructor(context: ProjectContext, list: EntityList, read: ReadItems) {
    pruneItems(context.project, list);
    this.#context = context;
    this.#list = list;
    this.#read = read;
    this.#view = listView(context.project, list);
  }

  get projectName(): string {
    return this.#context.project.name;
  }
  get id(): string {
    return this.#list.id;
  }
  get entityType(): EntityType {
    return this.#list.entityType;
  }
  get entityListType(): string {
    return this.#list.entityListType;
  }
  get entityListFolderId(): string | null {
    return this.#list.entityListFolderId;
  }
  get label(): string {
    return this.#list.label;
  }
  get access(): string {
    return JSON.stringify(this.#list.access);
  }
  get allAttrib(): string {
    return JSON.stringify(this.#list.attrib);
  }
  get tags(): Json[] {
    return this.#list.tags;
  }
  get activityCategories(): [] {
    return [];
  }
  get owner(): string {
    return this.#list.owner;
  }
  get active(): boolean {
    return this.#list.active;
  }
  get createdAt(): string {
    return this.#list.createdAt;
  }
  get updatedAt(): string {
    return this.#list.updatedAt;
  }
  get createdBy(): string {
    return this.#list.createdBy;
  }
  get updatedBy(): string {
    return this.#list.updatedBy;
  }
  get count(): number {
    return this.#list.count;
  }
  get data(): string {
    return JSON.stringify(this.#view['data']);
  }
  get attributes(): string {
    return JSON.stringify(this.#list.data['attributes'] ?? []);
  }
  get accessLevel(): Json | undefined {
    return this.#view['accessLevel'];
  }
  items(args: ItemArguments): ItemConnection {
    const { entityType } = this.#list;
    this.#read.entityType ??= entityType;
    if (this.#read.entityType !== entityType) {
      throw new AyonError(
        400,
        'Queried multiple entity types in the same query. This is not supported (and will not be).',
      );
    }
    const views = this.#view['items'] as JsonObject[];
    const filter = compileJsonFilter(args.filter, ITEM_SOURCE);
    const position = itemPosition(this.#context, entityType, args.sortBy);
    const rows = this.#list.items
      .map((item, place): PlacedItem => ({ item, position: place, view: views[place] ?? {} }))
      .filter((placed) => !filter || filter(placed))
      .sort((left, right) => comparePositions(position(left), position(right)));
    const page = paginate(rows, args, { position, node: ({ item, view }) => this.#edge(item, view) });
    return { ...page, edges: page.edges.map(({ cursor, node }) => ({ ...node, cursor })) };
  }

  /** The attributes the list gives its items beside those of the entities. */
  get #definitions(): JsonObject[] {
    const given = this.#list.data['attributes'];
    return Array.isArray(given) ? given.filter(isObject) : [];
  }

  #edge(item: ListItem, view: JsonObject): object {
    const { state, project } = this.#context;
    const row = project.tables[this.#list.entityType].get(item.entityId);
    const inherited = row ? effectiveAttrib(state.attributes, project, row) : {};
    const known = state.attributes.ofScope(this.#list.entityType);
    const defined = new Set(this.#definitions.map((definition) => definition['name']));
    const own = Object.entries(item.attrib).filter(([name]) => known.has(name) || defined.has(name));
    const node = row ? entityNode(this.#context, row) : null;
    return {
      ...view,
      projectName: project.name,
      entityType: this.#list.entityType,
      // What the item has of its own shows in the whole only.
      attrib: '{}',
      allAttrib: JSON.stringify({ ...inherited, ...Object.fromEntries(own) }),
      ownAttrib: Object.keys(item.attrib).filter((name) => defined.has(name)),
      data: JSON.stringify(item.data),
      Entity: node,
      Forbidden: false,
      node,
    };
  }
}

/** A page of the lists of a project, oldest first unless another order is asked for. */
export function listEntityLists(context: ProjectContext, args: ListArguments): Connection<object> {
  const { ids, search, sortBy } = args;
  const read: ReadItems = {};
  const filter = compileJsonFilter(args.filter, LIST_SOURCE);
  const position = sortBy ? listPosition(sortBy) : ({ order }: PlacedList): Position => [order];
  const rows = [...context.project.lists.values()]
    .map((list, order) => ({ list, order }))
    .filter(({ list }) => !ids?.length || ids.includes(list.id))
    .filter(({ list }) => !search || isFoundBy(list, search))
    .filter(({ list }) => !filter || filter(list))
    .sort((left, right) => comparePositions(position(left), position(right)));
  return paginate(rows, args, { position, node: ({ list }) => new EntityListNode(context, list, read) });
}

/** Whether the label and the type of a list hold all words of one of the texts between commas. */
function isFoundBy({ label, entityType }: EntityList, search: string): boolean {
  const haystack = `${label}\n${entityType}`.toLowerCase();
  return search.split(',').some((text) =>
    text
      .trim()
      .toLowerCase()
      .split(/\s+/)
      .every((word) => haystack.includes(word)),
  );
}

/** A list and its place among those of the project. */
interface PlacedList {
  list: EntityList;
  order: number;
}

const LIST_KEYS: Readonly<Record<string, (list: EntityList) => string | number>> = {
  label: ({ label }) => label,
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  entityListType: ({ entityListType }) => entityListType,
  count: ({ count }) => count,
  // Not who owns it but who made it, as on the server.
  owner: ({ createdBy }) => createdBy,
  active: ({ active }) => Number(active),
};

function listPosition(sortBy: string): (row: PlacedList) => Position {
  const read = Object.hasOwn(LIST_KEYS, sortBy) ? LIST_KEYS[sortBy] : undefined;
  if (!read) throw new AyonError(400, `Invalid sort_by value: ${sortBy}`);
  return ({ list, order }) => [read(list), order];
}

const LIST_COLUMNS =
  'id entity_list_type entity_list_folder_id entity_type label access attrib data template tags owner active created_at updated_at created_by updated_by';
const LIST_SOURCE: FilterSource<EntityList> = {
  columns: new Set(LIST_COLUMNS.split(' ')),
  unknown: (column) => `column "${column}" does not exist`,
  read: (list, column) =>
    column === 'data' ? { ...list.data, count: list.count } : list[toCamelCase(column) as keyof EntityList],
};

/** One list by id; an error with status 404 when there is none. */
export function oneEntityList(context: ProjectContext, id: string): object {
  const list = context.project.lists.get(id);
  if (!list) throw new AyonError(404, 'Entity list not found');
  return new EntityListNode(context, list, {});
}
