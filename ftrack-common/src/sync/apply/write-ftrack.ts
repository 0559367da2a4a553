import { FtrackError, type FtrackOperation, type FtrackSession } from '../../ftrack/index.ts';
import type { WriteBack } from '../plan/plan.ts';
import { type ApplyContext, assertMayWrite } from './apply-context.ts';
import { BatchSize } from './batch-size.ts';

const BATCHES = { first: 500, smallest: 10, largest: 2_000, aimMs: 2_000 };

/** Configuration ids of the attributes that are written back. */
export type WriteBackAttributes = Readonly<Record<'ayon_id' | 'ayon_path' | 'ayon_sync_failed', string>>;

export interface WriteBackTask {
  readonly session: FtrackSession;
  readonly attributes: WriteBackAttributes;
  /** Entities of which a change in AYON failed: they are flagged, and nothing else is said of them. */
  readonly failed: ReadonlySet<string>;
}

/** One list each, shared by all reports. */
const FIELDS: Readonly<Record<keyof WriteBackAttributes, readonly string[]>> = {
  ayon_id: ['ayon_id'],
  ayon_path: ['ayon_path'],
  ayon_sync_failed: ['ayon_sync_failed'],
};

interface ValueWrite {
  readonly ftrackId: string;
  readonly path: string;
  readonly key: keyof WriteBackAttributes;
  readonly operation: FtrackOperation;
}

/**
 * Stores ids, paths and failed flags in ftrack. Values are set whether or not there is one already, so a batch may be sent again
 * after an unknown outcome. A refused batch (an entity was removed meanwhile) is cut in two until the refused value stands alone.
 */
export async function writeBack(
  writeBacks: readonly WriteBack[],
  task: WriteBackTask,
  context: ApplyContext,
): Promise<void> {
  const size = new BatchSize(BATCHES);
  let batch: ValueWrite[] = [];
  const sendBatch = async () => {
    const started = context.now();
    await send(batch, task, context);
    size.succeeded(batch.length, context.now() - started);
    batch = [];
  };
  for (const write of valueWrites(writeBacks, task)) {
    batch.push(write);
    if (batch.length >= size.current) await sendBatch();
  }
  if (batch.length > 0) await sendBatch();
}

/** One by one, because all of them together would be the largest thing in memory. */
function* valueWrites(
  writeBacks: readonly WriteBack[],
  { attributes, failed }: WriteBackTask,
): Generator<ValueWrite> {
  const write = (
    { ftrackId, path }: Pick<WriteBack, 'ftrackId' | 'path'>,
    key: keyof WriteBackAttributes,
    value: unknown,
  ): ValueWrite => ({
    ftrackId,
    path,
    key,
    operation: {
      action: 'update',
      entityType: 'ContextCustomAttributeValue',
      key: [attributes[key], ftrackId],
      data: { value },
    },
  });
  const flagged = new Set<string>();
  for (const back of writeBacks) {
    if (back.flagged) flagged.add(back.ftrackId);
    if (failed.has(back.ftrackId)) continue;
    const { ayon_id, ayon_path, ayon_sync_failed } = back.values;
    if (ayon_id !== undefined) yield write(back, 'ayon_id', ayon_id);
    if (ayon_path !== undefined) yield write(back, 'ayon_path', ayon_path);
    if (ayon_sync_failed !== undefined) yield write(back, 'ayon_sync_failed', ayon_sync_failed);
  }
  for (const ftrackId of failed) {
    if (!flagged.has(ftrackId)) yield write({ ftrackId, path: '' }, 'ayon_sync_failed', true);
  }
}

async function send(batch: readonly ValueWrite[], task: WriteBackTask, context: ApplyContext): Promise<void> {
  await assertMayWrite(context);
  try {
    await executeOrRepeat(batch, task, context);
  } catch (error) {
    if (!(error instanceof FtrackError) || error.retryable) throw error;
    const [first] = batch;
    if (first && batch.length === 1) {
      const { ftrackId, path, key } = first;
      context.failed.push({
        code: 'refused',
        ftrackId,
        path,
        message: `${key} was not stored: ${error.message}`,
      });
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    await send(batch.slice(0, middle), task, context);
    await send(batch.slice(middle), task, context);
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

async function executeOrRepeat(
  batch: readonly ValueWrite[],
  { session }: WriteBackTask,
  context: ApplyContext,
): Promise<void> {
  const operations = batch.map(({ operation }) => operation);
  try {
    await session.execute(operations);
  } catch (error) {
    if (!(error instanceof FtrackError) || !error.outcomeUnknown) throw error;
    await assertMayWrite(context);
    await session.execute(operations);
  }
}
