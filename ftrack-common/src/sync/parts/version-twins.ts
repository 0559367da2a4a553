import type { FtrackSession } from '../../ftrack/index.ts';
import { readAyonId } from '../ayon-id.ts';

import { chunk, forEachParallel, IDS_PER_QUERY, quoteList, textOf } from '../snapshot/rows.ts';

/** Where versions are asked for: the port `AyonVersions`. */
export interface VersionSource {
  /** Those of these ids that are versions. */
  findVersions(ids: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface VersionsToFind {
  /** Ids of asset versions of ftrack. */
  readonly ftrackIds: readonly string[];
  /** Configuration id of `ayon_id`. */
  readonly idAttribute: string | undefined;
}

/** AYON versions by the id of the ftrack asset version that names them in `ayon_id`. Those that are not there are left out. */
export async function findVersionTwins(
  session: FtrackSession,
  source: VersionSource,
  { ftrackIds, idAttribute }: VersionsToFind,
): Promise<Map<string, string>> {
  const stored = new Map<string, string>();
  if (idAttribute === undefined) return stored;
  await forEachParallel(chunk(new Set(ftrackIds), IDS_PER_QUERY), async (part) => {
    const rows = await session.query(
      `select value, entity_id, configuration_id from AssetVersionCustomAttributeValue where configuration_id is "${idAttribute}" and entity_id in (${quoteList(part)}) order by entity_id`,
      { pageSize: IDS_PER_QUERY },
    );
    for (const row of rows) {
      const id = readAyonId(row['value']);
      if (id !== null) stored.set(textOf(row, 'entity_id'), id);
    }
  });
  if (stored.size === 0) return stored;
  const present = await source.findVersions([...new Set(stored.values())]);
  return new Map([...stored].filter(([, id]) => present.has(id)));
}
