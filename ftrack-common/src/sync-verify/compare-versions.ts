import type { AyonClient, Connection } from '@ynput/ayon-api';
import type { FtrackEntity, FtrackSession } from '../ftrack/index.ts';
import type { AyonSide } from './ayon-side.ts';
import type { FtrackSide } from './ftrack-side.ts';
import type { ShownPictures } from './compare-thumbnails.ts';
import { sameText } from './same.ts';
import type { Difference } from './verify-report.ts';

const PAGE = 500;
const IDS = 500;

/** What of versions is synced. */
export interface VersionsToCompare {
  /** The statuses of versions that have a twin. */
  readonly statuses: boolean;
  /** Every published version has a twin. */
  readonly create: boolean;
}

export interface VersionFacts {
  readonly ftrack: FtrackSide;
  readonly ayon: AyonSide;
  readonly wanted: VersionsToCompare;
}

interface FoundVersion {
  readonly id: string;
  readonly version: number;
  readonly status: string;
  readonly active: boolean;
  readonly thumbnailId: string | null;
  readonly product: { readonly name: string; readonly folderId: string };
  readonly ftrackId: string;
}

export interface ComparedVersions {
  readonly differences: readonly Difference[];
  /** What the versions show that are on both sides. */
  readonly pictures: readonly ShownPictures[];
}

/**
 * Reads and compares the versions published to folders that AYON has. A status counts where the project has it for versions. A version
 * that was made of one which is gone in ftrack is none that AYON may still show, unless it has files.
 */
export async function compareVersions(
  session: FtrackSession,
  client: AyonClient,
  { ftrack, ayon, wanted }: VersionFacts,
): Promise<ComparedVersions> {
  if (!wanted.statuses && !wanted.create) return { differences: [], pictures: [] };
  const folders = new Map(
    [...ayon.entities.values()].flatMap(({ shown, path, isTask }) =>
      isTask || typeof shown['ftrackId'] !== 'string' ? [] : [[shown['ftrackId'], path] as const],
    ),
  );
  const [rows, { versions, statuses }] = await Promise.all([
    readRows(
      session,
      [...ftrack.entities.keys()].filter((id) => folders.has(id)),
    ),
    readVersions(client, ayon.name),
  ]);
  const twins = new Map(versions.map((version) => [version.ftrackId, version]));
  const listed = new Set(rows.map((row) => String(row['id'])));
  const made = versions.filter(
    ({ id, ftrackId, active }) =>
      active && !listed.has(ftrackId) && id === ftrackId.replaceAll('-', '').toLowerCase(),
  );
  const gone = (await findGone(session, client, { project: ayon.name, versions: made })).map(
    ({ id: ayonId, ftrackId, version, product }): Difference => {
      const path = `${ayon.entities.get(product.folderId)?.path ?? ''}/${product.name} ${version}`;
      return { code: 'gone_in_ftrack', path, ftrackId, ayonId, field: null, wanted: null, found: path };
    },
  );
  const pictures: ShownPictures[] = [];
  const differences = rows.flatMap((row): Difference[] => {
    const id = String(row['id']);
    const asset = row['asset'] as FtrackEntity;
    const name = `${String(asset['name'])} ${String(row['version'])}`;
    const path = `${folders.get(String(asset['context_id'])) ?? ''}/${name}`;
    const twin = twins.get(id);
    const base = { path, ftrackId: id, ayonId: twin?.id ?? null, field: null };
    if (twin === undefined) {
      if (!wanted.create || row['is_published'] === false) return [];
      return [{ ...base, code: 'version', wanted: name, found: null }];
    }
    const { id: ayonId, thumbnailId } = twin;
    pictures.push({
      path,
      ftrackId: id,
      ayonId,
      componentId: textOf(row['thumbnail_id']) || null,
      thumbnailId,
    });
    const status = textOf((row['status'] as FtrackEntity | null)?.['name']);
    const isKnown = statuses.some((known) => sameText(known, status));
    if (!wanted.statuses || !isKnown || sameText(status, twin.status)) return [];
    return [{ ...base, code: 'version_status', wanted: status, found: twin.status }];
  });
  return { differences: [...differences, ...gone], pictures };
}

/** Those that ftrack, asked for them by their ids, does not have, and that have no files in AYON. */
async function findGone(
  session: FtrackSession,
  client: AyonClient,
  { project, versions }: { readonly project: string; readonly versions: readonly FoundVersion[] },
): Promise<FoundVersion[]> {
  const found: FoundVersion[] = [];
  for (let start = 0; start < versions.length; start += IDS) {
    const some = versions.slice(start, start + IDS);
    const rows = await session.query(
      `select id from AssetVersion where id in (${some.map(({ ftrackId }) => `"${ftrackId}"`).join(', ')})`,
    );
    type Node = { id: string; representations: { edges: unknown[] } };
    const data = await client.graphql<{ project: { versions: { edges: { node: Node }[] } } | null }>(
      `query ($name: String!, $ids: [String!]) { project(name: $name) { versions(ids: $ids, first: ${IDS}) {
        edges { node { id representations(first: 1) { edges { node { id } } } } } } } }`,
      { name: project, ids: some.map(({ id }) => id) },
    );
    const present = new Set(rows.map((row) => String(row['id'])));
    const edges = data.project?.versions.edges ?? [];
    const filled = new Set(
      edges.flatMap(({ node }) => (node.representations.edges.length > 0 ? [node.id] : [])),
    );
    found.push(...some.filter(({ id, ftrackId }) => !present.has(ftrackId) && !filled.has(id)));
  }
  return found;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

async function readRows(session: FtrackSession, contextIds: readonly string[]): Promise<FtrackEntity[]> {
  const rows: FtrackEntity[] = [];
  for (let start = 0; start < contextIds.length; start += IDS) {
    const some = contextIds
      .slice(start, start + IDS)
      .map((id) => `"${id}"`)
      .join(', ');
    rows.push(
      ...(await session.query(
        `select id, version, is_published, thumbnail_id, status.name, asset.name, asset.context_id from AssetVersion where asset.context_id in (${some}) order by id`,
        { pageSize: PAGE },
      )),
    );
  }
  return rows;
}

/** Versions with a ftrack id, and the names of the statuses a version may have. */
async function readVersions(
  client: AyonClient,
  project: string,
): Promise<{ versions: FoundVersion[]; statuses: string[] }> {
  type Node = Omit<FoundVersion, 'ftrackId'> & { allAttrib: string };
  const anatomy = await client.getProject(project);
  const statuses = (anatomy?.statuses ?? []).filter(({ scope }) => !scope || scope.includes('version'));
  const pages = client.pages<{ project: { versions: Connection<Node> } | null }, Node>(
    `query ($name: String!, $first: Int, $after: String) { project(name: $name) { versions(first: $first, after: $after) {
      edges { node { id version status active thumbnailId allAttrib product { name folderId } } } pageInfo { endCursor hasNextPage } } } }`,
    { variables: { name: project }, connection: (data) => data.project?.versions, pageSize: PAGE },
  );
  const versions: FoundVersion[] = [];
  for await (const page of pages) {
    for (const node of page) {
      const { ftrackId } = JSON.parse(node.allAttrib || '{}') as { ftrackId?: unknown };
      if (typeof ftrackId === 'string') versions.push({ ...node, ftrackId });
    }
  }
  return { versions, statuses: statuses.map(({ name }) => name) };
}
