import type { AyonClient } from '@ynput/ayon-api';
import type { FtrackEntity, FtrackSession } from '../ftrack/index.ts';
import type { AyonSide } from './ayon-side.ts';
import type { FtrackSide } from './ftrack-side.ts';
import type { Difference } from './verify-report.ts';

const PAGE = 500;

/** Whom the lists of both sides belong to. */
export interface ListFacts {
  readonly ftrack: FtrackSide;
  readonly ayon: AyonSide;
}

interface FoundList {
  readonly id: string;
  readonly label: string;
  readonly entityType: string;
  readonly active: boolean;
  readonly ftrackId: string | null;
}

/**
 * Reads and compares lists of folders and tasks: each list of ftrack once in AYON, with its name and with all that has a twin of its
 * kind; of lists of versions only that they are there. Lists that ftrack does not have are none of ours, or not active.
 */
export async function compareLists(
  session: FtrackSession,
  client: AyonClient,
  { ftrack, ayon }: ListFacts,
): Promise<Difference[]> {
  const [rows, found] = await Promise.all([
    session.query(
      `select id, name, system_type, is_open from List where project_id is "${ftrack.projectId}" order by id`,
      { pageSize: PAGE },
    ),
    readLists(client, ayon.name),
  ]);
  const differences: Difference[] = [];
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
    const label = name.replaceAll("'", '’').replaceAll(';', ',');
    if (list === undefined || list.label !== label || list.active !== (row['is_open'] !== false))
      differences.push(difference(name, { list, wanted: label, found: list?.label ?? null }));
    if (list === undefined || list.entityType === 'version') continue;
    differences.push(...(await compareItems(session, client, { row, list, ayon })));
  }
  return differences;
}

async function compareItems(
  session: FtrackSession,
  client: AyonClient,
  { row, list, ayon }: { readonly row: FtrackEntity; readonly list: FoundList; readonly ayon: AyonSide },
): Promise<Difference[]> {
  const twins = new Map([...ayon.entities.values()].map((entity) => [entity.shown['ftrackId'], entity]));
  const [items, present] = await Promise.all([
    session.query(`select entity_id from ListObject where list_id is "${String(row['id'])}" order by id`, {
      pageSize: PAGE,
    }),
    client.getListItems(ayon.name, list.id),
  ]);
  const wanted = items.flatMap((item) => {
    const twin = twins.get(String(item['entity_id']));
    return twin !== undefined && twin.isTask === (list.entityType === 'task') ? [twin.id] : [];
  });
  const inBoth = new Set(wanted);
  const isSame = inBoth.size === present.length && present.every(({ entityId }) => inBoth.has(entityId));
  if (isSame) return [];
  const pathsOf = (ids: Iterable<string>) =>
    [...ids].map((id) => ayon.entities.get(id)?.path ?? id).toSorted();
  return [
    {
      ...difference(list.label, {
        list,
        wanted: pathsOf(inBoth),
        found: pathsOf(present.map(({ entityId }) => entityId)),
      }),
      code: 'list_items',
    },
  ];
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
  type Lists = { edges: { node: Node }[]; pageInfo: { endCursor: string | null; hasNextPage: boolean } };
  const lists: FoundList[] = [];
  for (let after: string | null = null; ; ) {
    const data: { project: { entityLists: Lists } | null } = await client.graphql(
      `query ($name: String!, $after: String) { project(name: $name) { entityLists(first: ${PAGE}, after: $after) {
        edges { node { id label entityType active allAttrib } } pageInfo { endCursor hasNextPage } } } }`,
      { name: project, after },
    );
    const page: Lists | undefined = data.project?.entityLists;
    for (const { node } of page?.edges ?? []) {
      const attrib = JSON.parse(node.allAttrib || '{}') as { ftrackId?: unknown };
      lists.push({ ...node, ftrackId: typeof attrib.ftrackId === 'string' ? attrib.ftrackId : null });
    }
    if (!page?.pageInfo.hasNextPage || page.edges.length === 0) return lists;
    after = page.pageInfo.endCursor;
  }
}
