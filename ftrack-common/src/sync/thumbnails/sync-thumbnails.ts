import { AyonError, type Picture } from '@ynput/ayon-api';
import { FtrackError, type FtrackSession } from '../../ftrack/index.ts';
import { type ApplyContext, assertMayWrite } from '../apply/apply-context.ts';
import { BatchSender } from '../apply/batch-sender.ts';
import { ayonIdOf, ftrackIdFrom } from '../ayon-id.ts';
import type { AyonProject } from '../ayon-project.port.ts';
import { chunk, Lane } from '../snapshot/rows.ts';
import {
  readPresentComponents,
  readThumbnailSides,
  type ThumbnailIds,
  type ThumbnailSides,
  type ThumbnailSource,
} from './read-thumbnail-sides.ts';
import { ayonThumbnailId } from './thumbnail-id.ts';

/** Longest side in pixels; AYON shows them smaller. */
const SIZE = 1024;
/** Pictures on their way at the same time. */
const PICTURES_AT_ONCE = 4;
const ENTITIES_AT_ONCE = 200;
const LIMITS = { first: 200, smallest: 10, largest: 200, aimMs: 2_000 };

export interface ThumbnailRun extends ThumbnailSource {
  readonly ids: ThumbnailIds;
  readonly apply: ApplyContext;
}

/**
 * Brings thumbnails over: what ftrack shows, AYON shows. A thumbnail that was taken off in ftrack is taken off in AYON when it is the
 * one that came from there; what people set in AYON stays where ftrack has none. A picture that cannot be had is reported.
 *
 * @throws AyonError, FtrackError when a server is away; what lease and signal throw. It may be run again after any of them.
 */
export async function syncThumbnails(run: ThumbnailRun): Promise<void> {
  const { contexts, versions } = run.ids;
  const stored = new Set<string>();
  for (const part of chunk(contexts, ENTITIES_AT_ONCE))
    await syncPart(run, { contexts: part, versions: [] }, stored);
  for (const part of chunk(versions, ENTITIES_AT_ONCE))
    await syncPart(run, { contexts: [], versions: part }, stored);
}

async function syncPart(run: ThumbnailRun, ids: ThumbnailIds, stored: Set<string>): Promise<void> {
  const sides = (await readThumbnailSides(run, ids)).filter(
    ({ componentId, ayonThumbnailId: present }) => ayonThumbnailId(componentId) !== present,
  );
  const cleared = sides.filter(({ componentId }) => componentId === null);
  const ours = await readPresentComponents(
    run.session,
    cleared.flatMap(({ ayonThumbnailId: present }) => (present === null ? [] : [ftrackIdFrom(present)])),
  );
  const failed = await transfer(run, {
    components: new Map(
      sides.flatMap((one) => (one.componentId === null ? [] : [[one.componentId, one.path] as const])),
    ),
    stored,
  });
  const changes = sides.filter(({ componentId, ayonThumbnailId: present }) =>
    componentId === null ? present !== null && ours.has(ftrackIdFrom(present)) : !failed.has(componentId),
  );
  await setThumbnails(run, changes);
}

/** Sends pictures that were not sent in this run. Returns the components whose picture AYON did not get. */
async function transfer(
  run: ThumbnailRun,
  { components, stored }: { components: ReadonlyMap<string, string>; stored: Set<string> },
): Promise<ReadonlySet<string>> {
  const failed = new Set<string>();
  const lane = new Lane(PICTURES_AT_ONCE);
  try {
    for (const [componentId, path] of components) {
      if (stored.has(componentId)) continue;
      await lane.add(async () => {
        const problem = await transferOne(run, componentId);
        if (problem === null) stored.add(componentId);
        else {
          failed.add(componentId);
          run.apply.failed.push({ code: 'bad_thumbnail', ftrackId: null, path, message: problem });
        }
      });
    }
  } finally {
    await lane.end();
  }
  return failed;
}

/** Null when AYON has the picture, else why not. */
async function transferOne(
  { session, project, apply }: { session: FtrackSession; project: AyonProject; apply: ApplyContext },
  componentId: string,
): Promise<string | null> {
  try {
    const file = await session.readThumbnail({ componentId, size: SIZE, signal: apply.signal });
    if (file === null) return 'ftrack has no file of its thumbnail.';
    const { bytes, type } = file;
    if (!isPictureType(type))
      return `Its thumbnail is of the type ${type || 'unknown'}; AYON takes PNG and JPEG.`;
    await assertMayWrite(apply);
    await project.putThumbnail(ayonIdOf(componentId), { bytes, type });
    return null;
  } catch (error) {
    const isRefused =
      (error instanceof AyonError && !error.retryable && error.code !== 'ayon_unauthorized') ||
      (error instanceof FtrackError && !error.retryable && error.code === 'ftrack_server');
    if (!isRefused) throw error;
    return `Its thumbnail was refused: ${error.message}`;
  }
}

function isPictureType(type: string): type is Picture['type'] {
  return type === 'image/png' || type === 'image/jpeg';
}

async function setThumbnails(
  { project, apply }: ThumbnailRun,
  changes: readonly ThumbnailSides[],
): Promise<void> {
  const update = ({ ayonId: entityId, componentId }: ThumbnailSides) =>
    ({ type: 'update', entityId, data: { thumbnailId: ayonThumbnailId(componentId) } }) as const;
  const sender = new BatchSender<ThumbnailSides>(
    {
      save: async (batch) => {
        const entities = batch.flatMap((one) =>
          one.kind === 'version' ? [] : [{ ...update(one), entityType: one.kind }],
        );
        const versions = batch.flatMap((one) =>
          one.kind === 'version' ? [{ ...update(one), entityType: one.kind }] : [],
        );
        if (entities.length > 0) await project.apply(entities);
        if (versions.length > 0) await project.versions.apply(versions);
      },
      // An update is the same however often it is sent.
      readUndone: async (batch) => batch,
      done: (batch) => {
        for (const { kind: entityType, ayonId: id, ftrackId, path } of batch)
          apply.operations.push({
            system: 'ayon',
            type: 'update',
            entityType,
            id,
            ftrackId,
            path,
            fields: ['thumbnail'],
          });
      },
      refused: ({ ftrackId, path }, error) =>
        apply.failed.push({
          code: 'refused',
          ftrackId,
          path,
          message: `thumbnail: ${error.detail ?? error.message}`,
        }),
    },
    { context: apply, limits: LIMITS },
  );
  await sender.sendAll(changes);
}
