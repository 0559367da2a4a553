import { type AyonClient, type Connection, isMissingEntity } from '@ynput/ayon-api';
import { parseObject } from '../../public-ayon/queries.ts';
import { chunk } from '../../snapshot/rows.ts';
import type {
  AyonList,
  AyonListFolder,
  AyonListItem,
  AyonListPatch,
  AyonLists,
  NewAyonList,
} from './ayon-lists.port.ts';

const PAGE_SIZE = 500;
/** Lists whose items are read in one request, and the items of one list that it may answer. */
const LISTS_PER_REQUEST = 25;
const ITEMS_PER_LIST = 1_000;

interface ListNode {
  readonly id: string;
  readonly label: string;
  readonly entityType: string;
  readonly active: boolean;
  readonly entityListFolderId: string | null;
  readonly allAttrib: string;
}

interface ItemsNode {
  readonly id: string;
  readonly items: {
    readonly edges: readonly AyonListItem[];
    readonly pageInfo: { readonly hasNextPage: boolean };
  };
}

/** Lists by the routes and the GraphQL of every server. */
export class PublicAyonLists implements AyonLists {
  readonly #client: AyonClient;
  readonly #project: string;

  constructor(client: AyonClient, project: string) {
    this.#client = client;
    this.#project = project;
  }

  async readAll(): Promise<readonly AyonList[]> {
    type Data = { project: { entityLists: Connection<ListNode> } | null };
    const pages = this.#client.pages<Data, ListNode>(
      `query ($name: String!, $first: Int, $after: String) { project(name: $name) {
        entityLists(first: $first, after: $after) {
          edges { node { id label entityType active entityListFolderId allAttrib } }
          pageInfo { endCursor hasNextPage } } } }`,
      {
        variables: { name: this.#project },
        connection: ({ project }) => project?.entityLists,
        pageSize: PAGE_SIZE,
      },
    );
    const lists: AyonList[] = [];
    for await (const page of pages) lists.push(...page.map(readListNode));
    return lists;
  }

  /** The server refuses to read items of two types of entities in one request. */
  async readItems(lists: readonly AyonList[]): Promise<ReadonlyMap<string, readonly AyonListItem[]>> {
    const items = new Map<string, readonly AyonListItem[]>();
    for (const type of new Set(lists.map(({ entityType }) => entityType))) {
      const ids = lists.flatMap((list) => (list.entityType === type ? [list.id] : []));
      for (const part of chunk(ids, LISTS_PER_REQUEST)) await this.#readItemsOf(part, items);
    }
    return items;
  }

  async #readItemsOf(ids: readonly string[], items: Map<string, readonly AyonListItem[]>): Promise<void> {
    type Data = { project: { entityLists: { edges: { node: ItemsNode }[] } } | null };
    const { project } = await this.#client.graphql<Data>(
      `query ($name: String!, $ids: [String!]) { project(name: $name) {
        entityLists(ids: $ids, first: ${LISTS_PER_REQUEST}) { edges { node { id
          items(first: ${ITEMS_PER_LIST}) { edges { id entityId } pageInfo { hasNextPage } } } } } } }`,
      { name: this.#project, ids },
    );
    for (const { node } of project?.entityLists.edges ?? []) {
      const whole = node.items.pageInfo.hasNextPage
        ? await this.#client.getListItems(this.#project, node.id)
        : node.items.edges;
      items.set(
        node.id,
        whole.map(({ id, entityId }) => ({ id, entityId })),
      );
    }
  }

  readFolders(): Promise<readonly AyonListFolder[]> {
    return this.#client.getListFolders(this.#project);
  }

  createFolder(label: string): Promise<string> {
    return this.#client.createListFolder(this.#project, label);
  }

  async create({ id, label, entityType, active, folderId, ftrackId }: NewAyonList): Promise<void> {
    await this.#client.createList(this.#project, {
      id,
      label,
      entityType,
      active,
      ...(folderId !== null && { entityListFolderId: folderId }),
      attrib: { ftrackId },
    });
  }

  async update(id: string, { label, active, folderId, ftrackId }: AyonListPatch): Promise<void> {
    await this.#client.updateList(this.#project, id, {
      ...(label !== undefined && { label }),
      ...(active !== undefined && { active }),
      ...(folderId !== undefined && { entityListFolderId: folderId }),
      ...(ftrackId !== undefined && { attrib: { ftrackId } }),
    });
  }

  async delete(id: string): Promise<void> {
    try {
      await this.#client.deleteList(this.#project, id);
    } catch (error) {
      if (!isMissingEntity(error)) throw error;
    }
  }

  async addItems(listId: string, items: readonly AyonListItem[]): Promise<void> {
    await this.#client.changeListItems(this.#project, listId, { mode: 'merge', items });
  }

  async removeItems(listId: string, itemIds: readonly string[]): Promise<void> {
    const items = itemIds.map((id) => ({ id }));
    await this.#client.changeListItems(this.#project, listId, { mode: 'delete', items });
  }
}

function readListNode(node: ListNode): AyonList {
  const { id, label, entityType, active, entityListFolderId: folderId, allAttrib } = node;
  const ftrackId = parseObject(allAttrib)['ftrackId'];
  return {
    id,
    label,
    entityType,
    active,
    folderId,
    ftrackId: typeof ftrackId === 'string' && ftrackId ? ftrackId : null,
  };
}
