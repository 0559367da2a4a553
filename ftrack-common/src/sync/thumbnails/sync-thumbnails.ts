import type { ApplyContext } from '../apply/apply-context.ts';
import { BatchSender } from '../apply/batch-sender.ts';
import { ftrackIdFrom } from '../ayon-id.ts';
import { chunk } from '../snapshot/rows.ts';
import {
  readPresentComponents,
  readThumbnailSides,
  type ThumbnailIds,
  type ThumbnailSides,
  type ThumbnailSource,
} from './read-thumbnail-sides.ts';
import { ayonThumbnailId } from './thumbnail-id.ts';
import { PictureTransfer } from './transfer-pictures.ts';

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
  const pictures = new PictureTransfer(run);
  for (const part of chunk(contexts, ENTITIES_AT_ONCE))
    await syncPart(run, { contexts: part, versions: [] }, pictures);
  for (const part of chunk(versions, ENTITIES_AT_ONCE))
    await syncPart(run, { contexts: [], versions: part }, pictures);
}

async function syncPart(run: ThumbnailRun, ids: ThumbnailIds, pictures: PictureTransfer): Promise<void> {
  const sides = (await readThumbnailSides(run, ids)).filter(
    ({ componentId, ayonThumbnailId: present }) => ayonThumbnailId(componentId) !== present,
  );
  const cleared = sides.filter(({ componentId }) => componentId === null);
  const ours = await readPresentComponents(
    run.session,
    cleared.flatMap(({ ayonThumbnailId: present }) => (present === null ? [] : [ftrackIdFrom(present)])),
  );
  const refused = await pictures.send(new Set(sides.flatMap(({ componentId }) => componentId ?? [])));
  for (const { componentId, ftrackId, path } of sides) {
    const message = componentId === null ? undefined : refused.get(componentId);
    if (message !== undefined) run.apply.failed.push({ code: 'bad_thumbnail', ftrackId, path, message });
  }
  const changes = sides.filter(({ componentId, ayonThumbnailId: present }) =>
    componentId === null ? present !== null && ours.has(ftrackIdFrom(present)) : !refused.has(componentId),
  );
  await setThumbnails(run, changes);
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
