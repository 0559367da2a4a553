import { type AyonClient, cleanText, type Connection } from '@ynput/ayon-api';
import type { FtrackEntity, FtrackSession } from '../ftrack/index.ts';
import { compareListFolders, type KeptList } from './compare-list-folders.ts';
import { findListedVersions } from './listed-versions.ts';
import { labelOf } from './same.ts';
import type { PairedSides } from './side-pairs.ts';
import type { Difference } from './verify-report.ts';

const PAGE = 500;
const ITEMS_PAGE = 5_000;
/** Lists asked for in one request: ids to ftrack, lists with their items to AYON. */
const FTRACK_LISTS = 500;
const AYON_LISTS = 20;
const ITEMS_PER_LIST = 1_000;

interface FoundList {
  readonly id: string;
  readonly label: string;
  readonly entityType: string;
  readonly active: boolean;
  readonly ftrackId: string | null;
  /** Id of the folder it is kept in. */
  readonly entityListFolderId: string | null;
}

/**
 * Reads and compares lists: each list of ftrack once in AYON, with its name, in the folder of its category and with all that has a twin
 * of its kind. Lists that ftrack does not have are none of ours, or not active.
 */
export async function compareLists(
  session: FtrackSession,
  client: AyonClient,
  sides: PairedSides,
): Promise<Difference[]> {
  const { ftrack, ayon } = sides;
  const [rows, found] = await Promise.all([
    session.query(
      `select id, name, system_type, is_open, category.name from List where project_id is "${ftrack.projectId}" order by id`,
      { pageSize: PAGE },
    ),
    readLists(client, ayon.name),
  ]);
  const differences: Difference[] = [];
  const lists: [ftrackId: string, list: FoundList][] = [];
  const kept: KeptList[] = [];
  const byFtrackId = new Map(
    found.flatMap((list) => (list.ftrackId ? [[list.ftrackId, list] as const] : [])),
  );
  const names = new Set(rows.map((row) => String(row['id'])));
  for (const list of found) {
    if (list.ftrackId === null || !list.active || names.has(list.ftrackId)) continue;
    differences.push(difference(list.label, { list, wanted: null, found: list.label }));
  }
  for (const row of rows) {
    const kinds = { assetversion: ['version'], task: ['folder', 'task'] }[String(row['system_type'])];
    if (kinds === undefined) continue;
    const list = byFtrackId.get(String(row['id']));
    const name = String(row['name']);
    const label = labelOf(name);
    if (list === undefined || list.label !== label || list.active !== (row['is_open'] !== false))
      differences.push(difference(name, { list, wanted: label, found: list?.label ?? null }));
    if (list === undefined) continue;
    lists.push([String(row['id']), list]);
    kept.push(keptList(row, list));
  }
  return [
    ...differences,
    ...(await compareListFolders(client, ayon.name, kept)),
    ...(await compareItems(session, client, { ...sides, lists })),
  ];
}

function keptList(
  row: FtrackEntity,
  { id: ayonId, label, entityListFolderId: folderId }: FoundList,
): KeptList {
  const category = (row['category'] as FtrackEntity | null)?.['name'];
  return {
    ftrackId: String(row['id']),
    ayonId,
    name: label,
    category: typeof category === 'string' ? cleanText(category) || null : null,
    folderId,
  };
}

async function compareItems(
  session: FtrackSession,
  client: AyonClient,
  {
    ftrack,
    ayon,
    pairs,
    lists,
  }: PairedSides & {
    readonly lists: readonly (readonly [string, FoundList])[];
  },
): Promise<Difference[]> {
  const [items, found] = await Promise.all([
    readFtrackItems(
      session,
      lists.map(([id]) => id),
    ),
    readAyonItems(
      client,
      ayon.name,
      lists.map(([, list]) => list),
    ),
  ]);
  const versions = await findListedVersions(session, client, {
    ftrack,
    project: ayon.name,
    ids: lists.flatMap(([id, { entityType }]) => (entityType === 'version' ? (items.get(id) ?? []) : [])),
  });
  const pathsOf = (ids: Iterable<string>) =>
    [...ids].map((id) => ayon.entities.get(id)?.path ?? id).toSorted();
  return lists.flatMap(([ftrackId, list]) => {
    const wanted = new Set(
      (items.get(ftrackId) ?? []).flatMap((entityId) => {
        if (list.entityType === 'version') return versions.get(entityId) ?? [];
        const twin = pairs.twinOf(entityId);
        return twin !== undefined && twin.isTask === (list.entityType === 'task') ? [twin.id] : [];
      }),
    );
    const present = found.get(list.id) ?? [];
    if (wanted.size === present.length && present.every((id) => wanted.has(id))) return [];
    const base = difference(list.label, { list, wanted: pathsOf(wanted), found: pathsOf(present) });
    return [{ ...base, code: 'list_items' as const }];
  });
}

/** Ids of what is in these lists, by id of the list. */
async function readFtrackItems(
  session: FtrackSession,
  listIds: readonly string[],
): Promise<Map<string, string[]>> {
  const items = new Map<string, string[]>();
  for (let start = 0; start < listIds.length; start += FTRACK_LISTS) {
    const ids = listIds.slice(start, start + FTRACK_LISTS).map((id) => `"${id}"`);
    const rows = await session.query(
      `select list_id, entity_id from ListObject where list_id in (${ids.join(', ')}) order by id`,
      { pageSize: ITEMS_PAGE },
    );
    for (const row of rows) {
      const listId = String(row['list_id']);
      const held = items.get(listId);
      if (held) held.push(String(row['entity_id']));
      else items.set(listId, [String(row['entity_id'])]);
    }
  }
  return items;
}

/** The same of AYON; a server reads lists of one type at a time. */
async function readAyonItems(
  client: AyonClient,
  name: string,
  lists: readonly FoundList[],
): Promise<Map<string, string[]>> {
  type Items = { edges: { entityId: string }[]; pageInfo: { hasNextPage: boolean } };
  type Data = { project: { entityLists: { edges: { node: { id: string; items: Items } }[] } } | null };
  const found = new Map<string, string[]>();
  for (const type of new Set(lists.map(({ entityType }) => entityType))) {
    const ids = lists.flatMap((list) => (list.entityType === type ? [list.id] : []));
    for (let start = 0; start < ids.length; start += AYON_LISTS) {
      const { project } = await client.graphql<Data>(
        `query ($name: String!, $ids: [String!]) { project(name: $name) {
          entityLists(ids: $ids, first: ${AYON_LISTS}) { edges { node { id
            items(first: ${ITEMS_PER_LIST}) { edges { entityId } pageInfo { hasNextPage } } } } } } }`,
        { name, ids: ids.slice(start, start + AYON_LISTS) },
      );
      for (const { node } of project?.entityLists.edges ?? []) {
        const { edges, pageInfo } = node.items;
        const whole = pageInfo.hasNextPage ? await client.getListItems(name, node.id) : edges;
        found.set(
          node.id,
          whole.map(({ entityId }) => entityId),
        );
      }
    }
  }
  return found;
}

function difference(
  name: string,
  {
    list,
    wanted,
    found,
  }: { readonly list: FoundList | undefined; readonly wanted: unknown; readonly found: unknown },
): Difference {
  const [ftrackId, ayonId] = [list?.ftrackId ?? null, list?.id ?? null];
  return { code: 'list', path: `lists/${name}`, ftrackId, ayonId, wanted, found, field: null };
}

async function readLists(client: AyonClient, project: string): Promise<FoundList[]> {
  type Node = Omit<FoundList, 'ftrackId'> & { allAttrib: string };
  const pages = client.pages<{ project: { entityLists: Connection<Node> } | null }, Node>(
    `query ($name: String!, $first: Int, $after: String) { project(name: $name) { entityLists(first: $first, after: $after) {
      edges { node { id label entityType active entityListFolderId allAttrib } } pageInfo { endCursor hasNextPage } } } }`,
    { variables: { name: project }, connection: (data) => data.project?.entityLists, pageSize: PAGE },
  );
  const lists: FoundList[] = [];
  for await (const page of pages) {
    for (const node of page) {
      const attrib = JSON.parse(node.allAttrib || '{}') as { ftrackId?: unknown };
      lists.push({ ...node, ftrackId: typeof attrib.ftrackId === 'string' ? attrib.ftrackId : null });
    }
  }
  return lists;
}
