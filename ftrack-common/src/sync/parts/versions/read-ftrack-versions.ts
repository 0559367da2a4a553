import type { FtrackEntity, FtrackSession } from '../../../ftrack/index.ts';
import { readAyonId } from '../../ayon-id.ts';
import {
  chunk,
  forEachParallel,
  IDS_PER_QUERY,
  numberOf,
  optionalText,
  quoteList,
  relationOf,
  textOf,
} from '../../snapshot/rows.ts';
import { readStoredIds } from '../version-twins.ts';

/** A version of an asset, the published one of ftrack. */
export interface FtrackVersion {
  readonly id: string;
  readonly version: number;
  readonly isPublished: boolean;
  /** Name of its status. */
  readonly status: string | null;
  readonly taskId: string | null;
  readonly userId: string | null;
  readonly comment: string;
  /** Id of the component that is its thumbnail. */
  readonly thumbnailId: string | null;
  readonly asset: FtrackAsset;
  /** AYON id stored in `ayon_id`, when it has the form of one. */
  readonly ayonId: string | null;
  /** What is stored in `ayon_id`. */
  readonly storedId: unknown;
}

export interface FtrackAsset {
  readonly id: string;
  readonly name: string;
  /** Short name of its type, such as `geo`. */
  readonly type: string;
  /** Id of the typed context it was published to. */
  readonly contextId: string;
}

export interface VersionsToRead {
  /** Ids of asset versions. */
  readonly ids: Iterable<string>;
  /** Ids of typed contexts: all versions published to them. */
  readonly contextIds: Iterable<string>;
  /** Configuration id of `ayon_id`. */
  readonly idAttribute: string | undefined;
}

const ASSET_FIELDS = 'id, name, context_id, type.short';
const VERSION_FIELDS =
  'id, version, is_published, status.name, task_id, user_id, comment, thumbnail_id, asset_id';
const PAGE_SIZE = 2_500;

/** Versions by their ids, and all that were published to some contexts; sorted by asset and number. */
export async function readFtrackVersions(
  session: FtrackSession,
  { ids, contextIds, idAttribute }: VersionsToRead,
): Promise<FtrackVersion[]> {
  const rows = new Map<string, FtrackEntity>();
  const assets = new Map<string, FtrackAsset>();
  const addVersions = async (filter: string) => {
    const query = `select ${VERSION_FIELDS} from AssetVersion where ${filter} order by id`;
    for (const row of await session.query(query, { pageSize: PAGE_SIZE })) rows.set(textOf(row, 'id'), row);
  };
  const addAssets = async (filter: string) => {
    const query = `select ${ASSET_FIELDS} from Asset where ${filter} order by id`;
    for (const row of await session.query(query, { pageSize: PAGE_SIZE }))
      assets.set(textOf(row, 'id'), toAsset(row));
  };
  await Promise.all([
    forEachParallel(chunk(ids, IDS_PER_QUERY), (part) => addVersions(`id in (${quoteList(part)})`)),
    forEachParallel(chunk(contextIds, IDS_PER_QUERY), (part) =>
      addAssets(`context_id in (${quoteList(part)})`),
    ),
  ]);
  const unread = new Set(
    [...rows.values()].map((row) => textOf(row, 'asset_id')).filter((id) => !assets.has(id)),
  );
  await Promise.all([
    forEachParallel(chunk(assets.keys(), IDS_PER_QUERY), (part) =>
      addVersions(`asset_id in (${quoteList(part)})`),
    ),
    forEachParallel(chunk(unread, IDS_PER_QUERY), (part) => addAssets(`id in (${quoteList(part)})`)),
  ]);
  const stored = await readStoredIds(session, { ftrackIds: rows.keys(), idAttribute });
  return [...rows.values()]
    .flatMap((row): FtrackVersion[] => {
      const asset = assets.get(textOf(row, 'asset_id'));
      return asset === undefined ? [] : [toVersion(row, asset, stored)];
    })
    .toSorted(byAssetAndNumber);
}

function byAssetAndNumber(left: FtrackVersion, right: FtrackVersion): number {
  if (left.asset.id !== right.asset.id) return left.asset.id < right.asset.id ? -1 : 1;
  return left.version - right.version || (left.id < right.id ? -1 : 1);
}

function toAsset(row: FtrackEntity): FtrackAsset {
  return {
    id: textOf(row, 'id'),
    name: textOf(row, 'name'),
    type: textOf(relationOf(row, 'type') ?? row, 'short'),
    contextId: textOf(row, 'context_id'),
  };
}

function toVersion(
  row: FtrackEntity,
  asset: FtrackAsset,
  stored: ReadonlyMap<string, unknown>,
): FtrackVersion {
  const id = textOf(row, 'id');
  return {
    id,
    version: numberOf(row, 'version'),
    isPublished: row['is_published'] !== false,
    status: optionalText(relationOf(row, 'status') ?? row, 'name'),
    taskId: optionalText(row, 'task_id'),
    userId: optionalText(row, 'user_id'),
    comment: textOf(row, 'comment'),
    thumbnailId: optionalText(row, 'thumbnail_id'),
    asset,
    ayonId: readAyonId(stored.get(id)),
    storedId: stored.get(id) ?? null,
  };
}
