import type { FtrackSession } from '../../ftrack/index.ts';
import type { AyonProject } from '../ayon-project.port.ts';
import { findVersionTwins } from '../parts/version-twins.ts';
import { chunk, forEachParallel, IDS_PER_QUERY, optionalText, quoteList, textOf } from '../snapshot/rows.ts';

/** Ids of ftrack entities whose thumbnails are to be looked at. */
export interface ThumbnailIds {
  /** Typed contexts. */
  readonly contexts: readonly string[];
  /** Asset versions. */
  readonly versions: readonly string[];
}

/** An entity on both sides. */
export interface ThumbnailSides {
  readonly ftrackId: string;
  /** Component that is its thumbnail in ftrack. */
  readonly componentId: string | null;
  readonly kind: 'folder' | 'task' | 'version';
  readonly ayonId: string;
  readonly ayonThumbnailId: string | null;
  /** AYON path, or what else says which one it is. */
  readonly path: string;
}

export interface ThumbnailSource {
  readonly session: FtrackSession;
  readonly project: AyonProject;
  /** Configuration id of `ayon_id`. */
  readonly idAttribute: string | undefined;
}

/** Both sides as they are now, of those that have a twin. */
export async function readThumbnailSides(
  source: ThumbnailSource,
  { contexts, versions }: ThumbnailIds,
): Promise<ThumbnailSides[]> {
  const found = await Promise.all([readContexts(source, contexts), readVersions(source, versions)]);
  return found.flat();
}

async function readContexts(
  { session, project }: ThumbnailSource,
  ids: readonly string[],
): Promise<ThumbnailSides[]> {
  if (ids.length === 0) return [];
  const [components, twins] = await Promise.all([
    readComponentIds(session, 'TypedContext', ids),
    project.findTwins(ids),
  ]);
  const entities = await project.readEntities([...twins.values()].map(({ id }) => id));
  return [...twins].flatMap(([ftrackId, { id, kind }]): ThumbnailSides[] => {
    const entity = entities.get(id);
    const componentId = components.get(ftrackId);
    if (!entity || componentId === undefined) return [];
    const { path, thumbnailId: ayonThumbnailId } = entity;
    return [{ ftrackId, componentId, kind, ayonId: id, ayonThumbnailId, path }];
  });
}

async function readVersions(
  source: ThumbnailSource,
  ftrackIds: readonly string[],
): Promise<ThumbnailSides[]> {
  if (ftrackIds.length === 0) return [];
  const { session, project, idAttribute } = source;
  const [components, twins] = await Promise.all([
    readComponentIds(session, 'AssetVersion', ftrackIds),
    findVersionTwins(session, project.versions, { ftrackIds, idAttribute }),
  ]);
  const versions = await project.versions.readVersions([...twins.values()]);
  const byId = new Map(versions.map((version) => [version.id, version]));
  return [...twins].flatMap(([ftrackId, ayonId]): ThumbnailSides[] => {
    const version = byId.get(ayonId);
    const componentId = components.get(ftrackId);
    if (!version || componentId === undefined) return [];
    const { thumbnailId: ayonThumbnailId } = version;
    return [{ ftrackId, componentId, kind: 'version', ayonId, ayonThumbnailId, path: `version ${ayonId}` }];
  });
}

async function readComponentIds(
  session: FtrackSession,
  ...[type, ids]: [type: 'TypedContext' | 'AssetVersion', ids: readonly string[]]
): Promise<Map<string, string | null>> {
  const found = new Map<string, string | null>();
  await forEachParallel(chunk(ids, IDS_PER_QUERY), async (part) => {
    const rows = await session.query(
      `select id, thumbnail_id from ${type} where id in (${quoteList(part)})`,
      {
        pageSize: IDS_PER_QUERY,
      },
    );
    for (const row of rows) found.set(textOf(row, 'id'), optionalText(row, 'thumbnail_id'));
  });
  return found;
}

/** Those of these components that ftrack has. */
export async function readPresentComponents(
  session: FtrackSession,
  ids: Iterable<string>,
): Promise<Set<string>> {
  const present = new Set<string>();
  await forEachParallel(chunk(ids, IDS_PER_QUERY), async (part) => {
    const rows = await session.query(`select id from Component where id in (${quoteList(part)})`, {
      pageSize: IDS_PER_QUERY,
    });
    for (const row of rows) present.add(textOf(row, 'id'));
  });
  return present;
}
