import { FtrackError, type FtrackOperation, type FtrackSession } from '../../ftrack/index.ts';
import { type ApplyContext, assertMayWrite } from './apply-context.ts';

/** A value of one of our attributes, to be stored in ftrack. */
export interface StoredValue {
  /** Schema type of the value. */
  readonly entityType: 'ContextCustomAttributeValue' | 'AssetVersionCustomAttributeValue';
  /** Id of the entity it is of. */
  readonly ftrackId: string;
  /** AYON path, for reports. */
  readonly path: string;
  readonly key: 'ayon_id' | 'ayon_path' | 'ayon_sync_failed';
  /** Configuration id of the attribute. */
  readonly attributeId: string;
  readonly value: unknown;
}

/** One list each, shared by all reports. */
const FIELDS: Readonly<Record<StoredValue['key'], readonly string[]>> = {
  ayon_id: ['ayon_id'],
  ayon_path: ['ayon_path'],
  ayon_sync_failed: ['ayon_sync_failed'],
};

/**
 * Stores values in one request.
 *
 * They are set whether or not there is one already, so a batch is sent once more after an unknown outcome. A refused batch (an entity
 * was removed meanwhile) is cut in two until the refused value stands alone and is reported.
 *
 * @throws FtrackError when ftrack is away; what lease and signal throw.
 */
export async function storeValues(
  batch: readonly StoredValue[],
  session: FtrackSession,
  context: ApplyContext,
): Promise<void> {
  await assertMayWrite(context);
  try {
    await executeOrRepeat(batch.map(operationOf), session, context);
  } catch (error) {
    if (!(error instanceof FtrackError) || error.retryable) throw error;
    const [first] = batch;
    if (first && batch.length === 1) {
      const { ftrackId, path, key } = first;
      const message = `${key} was not stored: ${error.message}`;
      context.failed.push({ code: 'refused', ftrackId, path, message });
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    await storeValues(batch.slice(0, middle), session, context);
    await storeValues(batch.slice(middle), session, context);
    return;
  }
  for (const { ftrackId, path, key } of batch) {
    context.operations.push({
      system: 'ftrack',
      type: 'update',
      entityType: 'value',
      id: ftrackId,
      ftrackId,
      path,
      fields: FIELDS[key],
    });
  }
}

function operationOf({ entityType, attributeId, ftrackId, value }: StoredValue): FtrackOperation {
  return { action: 'update', entityType, key: [attributeId, ftrackId], data: { value } };
}

async function executeOrRepeat(
  operations: readonly FtrackOperation[],
  session: FtrackSession,
  context: ApplyContext,
): Promise<void> {
  try {
    await session.execute(operations);
  } catch (error) {
    if (!(error instanceof FtrackError) || !error.outcomeUnknown) throw error;
    await assertMayWrite(context);
    await session.execute(operations);
  }
}
