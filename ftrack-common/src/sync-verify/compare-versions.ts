import { type AyonClient, cleanText } from '@ynput/ayon-api';
import type { FtrackEntity, FtrackSession } from '../ftrack/index.ts';
import { type FoundVersion, readCarriers, twinsOf } from './ayon-versions.ts';
import type { FtrackSide } from './ftrack-side.ts';
import type { ShownPictures } from './compare-thumbnails.ts';
import { readStoredVersionIds } from './listed-versions.ts';
import { plainId, sameText } from './same.ts';
import type { PairedSides, SidePairs } from './side-pairs.ts';
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

export interface VersionFacts extends PairedSides {
  readonly wanted: VersionsToCompare;
}

export interface ComparedVersions {
  readonly differences: readonly Difference[];
  /** What the versions show that are on both sides. */
  readonly pictures: readonly ShownPictures[];
}

/**
 * Reads and compares the versions published to folders that AYON has. A status counts where the project has it for versions; comment and
 * activity of versions that sync made. One that was made of an asset version which is gone in ftrack is none that AYON may still show,
 * unless it has files.
 */
export async function compareVersions(
  session: FtrackSession,
  client: AyonClient,
  { ftrack, ayon, pairs, wanted }: VersionFacts,
): Promise<ComparedVersions> {
  if (!wanted.statuses && !wanted.create) return { differences: [], pictures: [] };
  const folders = readFolders(ftrack, pairs);
  const [rows, versions] = await Promise.all([
    readRows(session, [...folders.keys()]),
    readCarriers(client, ayon.name),
  ]);
  const listed = new Set(rows.map((row) => String(row['id'])));
  const made = versions.filter(
    (version) => version.active && !listed.has(version.ftrackId) && isMade(version),
  );
  const gone = (await findGone(session, client, { project: ayon.name, versions: made })).map(
    ({ id: ayonId, ftrackId, version, product }): Difference => {
      const path = `${ayon.entities.get(product.folderId)?.path ?? ''}/${product.name} ${version}`;
      return { code: 'gone_in_ftrack', path, ftrackId, ayonId, field: null, wanted: null, found: path };
    },
  );
  const twins = twinsOf(versions);
  const paired = [...listed].filter((id) => twins.has(id));
  const stored = await readStoredVersionIds(session, ftrack, paired);
  const statuses = ayon.statuses.flatMap(({ name, scope }) =>
    !scope || scope.includes('version') ? [name] : [],
  );
  const pictures: ShownPictures[] = [];
  const differences = rows.flatMap((row): Difference[] => {
    const { id, path, name, componentId, isPublished } = readRow(row, folders);
    const twin = twins.get(id);
    const base = { path, ftrackId: id, ayonId: twin?.id ?? null, field: null };
    if (twin === undefined) {
      if (!wanted.create || !isPublished) return [];
      return [{ ...base, code: 'version', wanted: name, found: null }];
    }
    const { id: ayonId, thumbnailId } = twin;
    pictures.push({ path, ftrackId: id, ayonId, componentId, thumbnailId });
    const facts = { twin, stored: stored.get(id), statuses: wanted.statuses ? statuses : [] };
    return [...differencesOf(row, facts)].map((difference) => ({ ...base, ...difference }));
  });
  return { differences: [...differences, ...gone], pictures };
}

/** Paths in AYON of the folders that versions may be published to, by their ids in ftrack. */
function readFolders(ftrack: FtrackSide, pairs: SidePairs): Map<string, string> {
  return new Map(
    [...ftrack.entities.values()].flatMap(({ id, isTask }) => {
      const twin = isTask ? undefined : pairs.twinOf(id);
      return twin === undefined ? [] : [[id, twin.path] as const];
    }),
  );
}

function readRow(row: FtrackEntity, folders: ReadonlyMap<string, string>) {
  const asset = row['asset'] as FtrackEntity;
  const name = `${String(asset['name'])} ${String(row['version'])}`;
  return {
    id: String(row['id']),
    name,
    path: `${folders.get(String(asset['context_id'])) ?? ''}/${name}`,
    componentId: textOf(row['thumbnail_id']) || null,
    isPublished: row['is_published'] !== false,
  };
}

/** Whether sync made it: then it has the id of its asset version. */
function isMade({ id, ftrackId }: FoundVersion): boolean {
  return id === plainId(ftrackId);
}

interface PairFacts {
  readonly twin: FoundVersion;
  /** What its asset version holds in `ayon_id`. */
  readonly stored: unknown;
  /** Names of those that are compared. */
  readonly statuses: readonly string[];
}

/** What differs between an asset version and its twin. */
function* differencesOf(
  row: FtrackEntity,
  { twin, stored, statuses }: PairFacts,
): Generator<Pick<Difference, 'code' | 'wanted' | 'found'>> {
  const status = textOf((row['status'] as FtrackEntity | null)?.['name']);
  if (statuses.some((known) => sameText(known, status)) && !sameText(status, twin.status))
    yield { code: 'version_status', wanted: status, found: twin.status };
  if (stored !== twin.id) yield { code: 'stored_id', wanted: twin.id, found: stored ?? null };
  if (!isMade(twin)) return;
  const comment = textOf(row['comment']);
  if (comment !== twin.comment) yield { code: 'version_comment', wanted: comment, found: twin.comment };
  if (!twin.active) yield { code: 'inactive', wanted: true, found: false };
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
  return typeof value === 'string' ? cleanText(value) : '';
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
        `select id, version, is_published, comment, thumbnail_id, status.name, asset.name, asset.context_id from AssetVersion where asset.context_id in (${some}) order by id`,
        { pageSize: PAGE },
      )),
    );
  }
  return rows;
}
