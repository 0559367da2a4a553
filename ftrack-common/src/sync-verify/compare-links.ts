import type { AyonClient, Connection } from '@ynput/ayon-api';
import type { FtrackSession } from '../ftrack/index.ts';
import type { PairedSides } from './side-pairs.ts';
import type { Difference } from './verify-report.ts';

const PAGE = 1_000;

/** Whom the links of both sides belong to. */
export interface LinkFacts extends PairedSides {
  /** Name of the AYON link type. */
  readonly type: string;
}

/**
 * Reads and compares the links between folders: each of ftrack once in AYON, and none there that was made for a ftrack link which is
 * gone. What people linked in AYON is nobody's concern here.
 */
export async function compareLinks(
  session: FtrackSession,
  client: AyonClient,
  { ftrack, ayon, pairs, type }: LinkFacts,
): Promise<Difference[]> {
  const folderOf = (ftrackId: unknown) => {
    const twin = pairs.twinOf(String(ftrackId));
    return twin !== undefined && !twin.isTask && twin.active ? twin : undefined;
  };
  const [rows, edges] = await Promise.all([
    session.query(
      `select from_id, to_id from TypedContextLink where from.project_id is "${ftrack.projectId}" order by id`,
      { pageSize: PAGE },
    ),
    readEdges(client, ayon.name, type),
  ]);
  const wanted = new Map<string, { id: string; path: string; to: string; ftrackId: string; count: number }>();
  for (const row of rows) {
    const [from, to] = [folderOf(row['from_id']), folderOf(row['to_id'])];
    if (!from || !to || from.id === to.id) continue;
    const key = `${from.id} ${to.id}`;
    const count = (wanted.get(key)?.count ?? 0) + 1;
    wanted.set(key, { id: from.id, path: from.path, to: to.path, ftrackId: String(row['id']), count });
  }
  const found = new Map<string, number>();
  const differences: Difference[] = [];
  for (const { inputId, outputId, made } of edges) {
    const key = `${inputId} ${outputId}`;
    found.set(key, (found.get(key) ?? 0) + 1);
    if (!made || wanted.has(key)) continue;
    const path = ayon.entities.get(inputId)?.path ?? inputId;
    const to = ayon.entities.get(outputId)?.path ?? outputId;
    differences.push({
      code: 'link',
      path,
      ftrackId: null,
      ayonId: inputId,
      wanted: null,
      found: to,
      field: null,
    });
  }
  for (const [key, { id, path, to, ftrackId, count }] of wanted) {
    if ((found.get(key) ?? 0) >= count) continue;
    differences.push({ code: 'link', path, ftrackId, ayonId: id, wanted: to, found: null, field: null });
  }
  return differences;
}

interface Edge {
  readonly inputId: string;
  readonly outputId: string;
  /** Made for a ftrack link. */
  readonly made: boolean;
}

async function readEdges(client: AyonClient, name: string, type: string): Promise<Edge[]> {
  type Raw = { inputId: string; outputId: string; data: { ftrackId?: unknown } | null };
  type Links = { edges: Raw[]; pageInfo: Connection<Raw>['pageInfo'] };
  const pages = client.pages<{ project: { links: Links } | null }, Raw>(
    `query ($name: String!, $types: [String!], $first: Int, $after: String) { project(name: $name) {
      links(linkTypes: $types, inputTypes: ["folder"], outputTypes: ["folder"], first: $first, after: $after) {
        edges { inputId outputId data } pageInfo { endCursor hasNextPage } } } }`,
    {
      variables: { name, types: [type] },
      connection: ({ project }) =>
        project && { ...project.links, edges: project.links.edges.map((node) => ({ node })) },
      pageSize: PAGE,
    },
  );
  const edges: Edge[] = [];
  for await (const page of pages) {
    for (const { inputId, outputId, data: stored } of page)
      edges.push({ inputId, outputId, made: typeof stored?.ftrackId === 'string' });
  }
  return edges;
}
