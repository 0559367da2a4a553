import type { FtrackSession } from '../../ftrack/index.ts';
import { readAyonId } from '../ayon-id.ts';
import { chunk, forEachParallel, IDS_PER_QUERY, quoteList, textOf } from '../snapshot/rows.ts';

/** Where versions are asked for: the port `AyonVersions`. */
export interface VersionSource {
  /** Those of these ids that are versions. */
  findVersions(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** The versions that carry these ftrack ids, by ftrack id; of several with the same, the one that `pickCarriers` picks. */
  findVersionTwins(ftrackIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
}

interface Carrier {
  readonly id: string;
  readonly active: boolean;
  readonly ftrackId: string | null;
}

/**
 * Versions by the ftrack id they carry: of several with the same an active one, and of these the one with the
 * lowest id.
 */
export function pickCarriers<Version extends Carrier>(versions: readonly Version[]): Map<string, Version> {
  const picked = new Map<string, Version>();
  for (const version of versions) {
    const { ftrackId, active, id } = version;
    if (ftrackId === null) continue;
    const other = picked.get(ftrackId);
    if (!other || (active === other.active ? id < other.id : active)) picked.set(ftrackId, version);
  }
  return picked;
}

export interface VersionsToFind {
  /** Ids of asset versions of ftrack. */
  readonly ftrackIds: Iterable<string>;
  /** Configuration id of `ayon_id`. */
  readonly idAttribute: string | undefined;
}

/** What is stored in `ayon_id` of asset versions, by their ids; nothing while ftrack does not have the attribute. */
export async function readStoredIds(
  session: FtrackSession,
  { ftrackIds, idAttribute }: VersionsToFind,
): Promise<Map<string, unknown>> {
  const stored = new Map<string, unknown>();
  if (idAttribute === undefined) return stored;
  await forEachParallel(chunk(new Set(ftrackIds), IDS_PER_QUERY), async (part) => {
    const rows = await session.query(
      `select value, entity_id, configuration_id from AssetVersionCustomAttributeValue where configuration_id is "${idAttribute}" and entity_id in (${quoteList(part)}) order by entity_id`,
      { pageSize: IDS_PER_QUERY },
    );
    for (const row of rows) stored.set(textOf(row, 'entity_id'), row['value']);
  });
  return stored;
}

/**
 * Ids of AYON versions by the id of the ftrack asset version they stand for: those that carry it, else those named in its `ayon_id`.
 * Asset versions that have none are left out.
 */
export async function findVersionTwins(
  session: FtrackSession,
  source: VersionSource,
  versions: VersionsToFind,
): Promise<Map<string, string>> {
  const ftrackIds = [...new Set(versions.ftrackIds)];
  if (ftrackIds.length === 0) return new Map();
  const carried = await source.findVersionTwins(ftrackIds);
  const others = ftrackIds.filter((id) => !carried.has(id));
  const stored = await readStoredIds(session, { ...versions, ftrackIds: others });
  const named = new Map<string, string>();
  for (const [ftrackId, value] of stored) {
    const id = readAyonId(value);
    if (id !== null) named.set(ftrackId, id);
  }
  const present = named.size === 0 ? new Set() : await source.findVersions([...new Set(named.values())]);
  return new Map([...carried, ...[...named].filter(([, id]) => present.has(id))]);
}
