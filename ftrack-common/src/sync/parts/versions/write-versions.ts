import type { FtrackSession } from '../../../ftrack/index.ts';
import type { ApplyContext } from '../../apply/apply-context.ts';
import { BatchSender } from '../../apply/batch-sender.ts';
import { storeValues, type StoredValue } from '../../apply/store-values.ts';
import { chunk } from '../../snapshot/rows.ts';
import type { AyonVersions } from './ayon-versions.port.ts';
import type { PlannedVersionWrite, VersionPlan } from './plan-versions.ts';

const LIMITS = { first: 200, smallest: 10, largest: 1_000, aimMs: 2_000 };
const VALUES_PER_REQUEST = 500;

export interface VersionTarget {
  readonly versions: AyonVersions;
  readonly session: FtrackSession;
  /** Configuration id of `ayon_id`. */
  readonly idAttribute: string | undefined;
  readonly context: ApplyContext;
}

/** Writes products and versions to AYON, then stores the ids in ftrack of those that were not refused. */
export async function writeVersions(plan: VersionPlan, target: VersionTarget): Promise<void> {
  const refused = await writeAyon(plan.writes, target);
  const { session, idAttribute, context } = target;
  if (idAttribute === undefined) return;
  const values = plan.writeBacks.flatMap(({ ftrackId, path, ayonId }): StoredValue[] =>
    refused.has(ayonId)
      ? []
      : [
          {
            entityType: 'AssetVersionCustomAttributeValue',
            ftrackId,
            path,
            key: 'ayon_id',
            attributeId: idAttribute,
            value: ayonId,
          },
        ],
  );
  for (const part of chunk(values, VALUES_PER_REQUEST)) await storeValues(part, session, context);
}

/** Returns the ids of entities that could not be made. */
async function writeAyon(
  writes: readonly PlannedVersionWrite[],
  { versions, context }: VersionTarget,
): Promise<ReadonlySet<string>> {
  const missing = new Set<string>();
  const sender = new BatchSender<PlannedVersionWrite>(
    {
      save: (batch) => versions.apply(batch.map(({ write }) => write)),
      readUndone: (batch) => readUndone(batch, versions),
      isPossible: ({ write, needs, ftrackId, path }) => {
        if (needs === null || !missing.has(needs)) return true;
        missing.add(write.entityId);
        const message = 'The product it belongs to could not be created in AYON.';
        context.skipped.push({ code: 'parent_not_synced', ftrackId, path, message });
        return false;
      },
      done: (batch) => {
        for (const { write, ftrackId, path } of batch) {
          const { type, entityType, entityId: id } = write;
          const fields = write.type === 'delete' ? [] : Object.keys(write.data);
          context.operations.push({ system: 'ayon', type, entityType, id, ftrackId, path, fields });
        }
      },
      refused: ({ write, ftrackId, path }, error) => {
        if (write.type === 'create') missing.add(write.entityId);
        context.failed.push({ code: 'refused', ftrackId, path, message: error.detail ?? error.message });
      },
    },
    { context, limits: LIMITS },
  );
  await sender.sendAll(writes);
  return missing;
}

/** An update is the same however often it is sent. */
async function readUndone(
  batch: readonly PlannedVersionWrite[],
  versions: AyonVersions,
): Promise<PlannedVersionWrite[]> {
  const idsOf = (entityType: 'product' | 'version') =>
    batch.flatMap(({ write }) => (write.entityType === entityType ? [write.entityId] : []));
  const [products, found] = await Promise.all([
    versions.readProducts(idsOf('product')),
    versions.readVersions(idsOf('version')),
  ]);
  const present = new Set([...products, ...found].map(({ id }) => id));
  return batch.filter(
    ({ write: { type, entityId } }) => type === 'update' || present.has(entityId) !== (type === 'create'),
  );
}
