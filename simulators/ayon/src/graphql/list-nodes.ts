import type { EntityType } from '../entities/facts.ts';
import { effectiveAttrib } from '../entities/tree.ts';
import { AyonError } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { type EntityList, listView, type ListItem, pruneItems } from '../lists/entity-list.ts';
import {
  comparePositions,
  type Connection,
  type PageArguments,
  type PageInfo,
  paginate,
} from './connection.ts';
import { notSimulated, type ProjectContext } from './context.ts';
import { entityNode } from './entity-nodes.ts';

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
    return this.#list.items.length;
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
    if (args.sortBy) notSimulated('items of lists in another order');
    if (args.filter) notSimulated('items of lists by filter');
    const { entityType } = this.#list;
    this.#read.entityType ??= entityType;
    if (this.#read.entityType !== entityType) {
      throw new AyonError(
        400,
        'Queried multiple entity types in the same query. This is not supported (and will not be).',
      );
    }
    const views = this.#view['items'] as JsonObject[];
    const rows = this.#list.items.map((item, position) => ({ item, position, view: views[position] ?? {} }));
    const page = paginate(rows, args, {
      position: ({ position }) => [position],
      node: ({ item, view }) => this.#edge(item, view),
    });
    return { ...page, edges: page.edges.map(({ cursor, node }) => ({ ...node, cursor })) };
  }

  #edge(item: ListItem, view: JsonObject): object {
    const { state, project } = this.#context;
    const row = project.tables[this.#list.entityType].get(item.entityId);
    const inherited = row ? effectiveAttrib(state.attributes, project, row) : {};
    const node = row ? entityNode(this.#context, row) : null;
    return {
      ...view,
      projectName: project.name,
      entityType: this.#list.entityType,
      attrib: JSON.stringify(item.attrib),
      allAttrib: JSON.stringify({ ...inherited, ...item.attrib }),
      ownAttrib: Object.keys(item.attrib),
      data: JSON.stringify(item.data),
      Entity: node,
      Forbidden: false,
      node,
    };
  }
}

/** A page of the lists of a project, oldest first. */
export function listEntityLists(context: ProjectContext, args: ListArguments): Connection<object> {
  if (args.filter || args.search) notSimulated('lists by filter');
  if (args.sortBy) notSimulated('lists in another order');
  const { ids } = args;
  const read: ReadItems = {};
  const rows = [...context.project.lists.values()]
    .map((list, index) => ({ list, position: [list.createdAt, index] as const }))
    .filter(({ list }) => !ids || ids.includes(list.id))
    .sort((left, right) => comparePositions(left.position, right.position));
  return paginate(rows, args, {
    position: ({ position }) => position,
    node: ({ list }) => new EntityListNode(context, list, read),
  });
}

/** One list by id; an error with status 404 when there is none. */
export function oneEntityList(context: ProjectContext, id: string): object {
  const list = context.project.lists.get(id);
  if (!list) throw new AyonError(404, `Entity list ${id} not found`);
  return new EntityListNode(context, list, {});
}
