import type { AyonClient, Connection } from '@ynput/ayon-api';

const PAGE = 500;
const IDS = 300;

/** A version of AYON that carries the id of an asset version. */
export interface FoundVersion {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly active: boolean;
  readonly thumbnailId: string | null;
  readonly product: { readonly name: string; readonly folderId: string };
  readonly ftrackId: string;
  readonly comment: string;
}

type Node = Omit<FoundVersion, 'ftrackId' | 'comment'> & { readonly allAttrib: string };

/** All versions of a project that carry the id of an asset version. */
export async function readCarriers(client: AyonClient, project: string): Promise<FoundVersion[]> {
  return await list(client, project, null);
}

/** Those that carry one of these ids. */
export async function findCarriers(
  client: AyonClient,
  project: string,
  ftrackIds: readonly string[],
): Promise<FoundVersion[]> {
  const found: FoundVersion[] = [];
  for (let start = 0; start < ftrackIds.length; start += IDS) {
    const value = ftrackIds.slice(start, start + IDS);
    const conditions = [{ key: 'attrib.ftrackId', operator: 'in', value }];
    found.push(...(await list(client, project, JSON.stringify({ conditions }))));
  }
  return found;
}

/** Twins by ftrack id: of several that carry the same one, an active one goes first, then the lowest id. */
export function twinsOf(carriers: readonly FoundVersion[]): Map<string, FoundVersion> {
  const last = carriers.toSorted(
    (left, right) => Number(left.active) - Number(right.active) || (left.id < right.id ? 1 : -1),
  );
  return new Map(last.map((version) => [version.ftrackId, version]));
}

/** @param filter JSON of conditions; null for all. */
async function list(client: AyonClient, name: string, filter: string | null): Promise<FoundVersion[]> {
  const [declared, argument] = filter === null ? ['', ''] : ['$filter: String, ', 'filter: $filter, '];
  const pages = client.pages<{ project: { versions: Connection<Node> } | null }, Node>(
    `query ($name: String!, ${declared}$first: Int, $after: String) { project(name: $name) { versions(${argument}first: $first, after: $after) {
      edges { node { id version status active thumbnailId allAttrib product { name folderId } } } pageInfo { endCursor hasNextPage } } } }`,
    {
      variables: { name, ...(filter !== null && { filter }) },
      connection: (data) => data.project?.versions,
      pageSize: PAGE,
    },
  );
  const versions: FoundVersion[] = [];
  for await (const page of pages) {
    for (const { allAttrib, ...node } of page) {
      const { ftrackId, comment } = JSON.parse(allAttrib || '{}') as Readonly<Record<string, unknown>>;
      if (typeof ftrackId !== 'string' || ftrackId === '') continue;
      versions.push({ ...node, ftrackId, comment: typeof comment === 'string' ? comment : '' });
    }
  }
  return versions;
}
