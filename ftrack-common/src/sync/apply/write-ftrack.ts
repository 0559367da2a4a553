import type { FtrackSession } from '../../ftrack/index.ts';
import type { PlannedWrite, SyncPlan, WriteBack } from '../plan/plan.ts';
import type { ApplyContext } from './apply-context.ts';
import { BatchSize } from './batch-size.ts';
import { storeValues, type StoredValue } from './store-values.ts';

const BATCHES = { first: 500, smallest: 10, largest: 2_000, aimMs: 2_000 };

/** Configuration ids of the attributes that are written back. */
export type WriteBackAttributes = Readonly<Record<'ayon_id' | 'ayon_path' | 'ayon_sync_failed', string>>;

export interface WriteBackTask {
  readonly session: FtrackSession;
  readonly attributes: WriteBackAttributes;
}

/**
 * Stores ids, paths and failed flags in ftrack, beside the writing to AYON: what is said of an entity is stored as soon as all of its
 * changes are saved there, one request after the other; what has none there, at the end.
 */
export class WriteBackLane {
  readonly #task: WriteBackTask;
  readonly #context: ApplyContext;
  readonly #size = new BatchSize(BATCHES);
  readonly #left: Map<string, WriteBack>;
  readonly #flagged: ReadonlySet<string>;
  /** Changes in AYON that are not saved yet, by ftrack id. */
  readonly #unsaved = new Map<string, number>();
  readonly #queue: StoredValue[] = [];
  #sending: Promise<void> = Promise.resolve();
  #isSending = false;
  /** Nothing more comes: what is left is sent, however little it is. */
  #isLast = false;
  #error: { readonly cause: unknown } | null = null;

  constructor(plan: Pick<SyncPlan, 'writes' | 'writeBacks'>, task: WriteBackTask, context: ApplyContext) {
    this.#task = task;
    this.#context = context;
    this.#left = new Map(plan.writeBacks.map((back) => [back.ftrackId, back]));
    this.#flagged = new Set(plan.writeBacks.flatMap((back) => (back.flagged ? [back.ftrackId] : [])));
    for (const { ftrackId } of plan.writes) {
      if (ftrackId !== null) this.#unsaved.set(ftrackId, (this.#unsaved.get(ftrackId) ?? 0) + 1);
    }
  }

  /** Told of changes that are saved in AYON. @throws what ended the writing to ftrack: nothing more is to be written then. */
  saved(writes: readonly Pick<PlannedWrite, 'ftrackId'>[]): void {
    if (this.#error) throw this.#error.cause;
    for (const { ftrackId } of writes) {
      if (ftrackId === null) continue;
      const unsaved = (this.#unsaved.get(ftrackId) ?? 1) - 1;
      this.#unsaved.set(ftrackId, unsaved);
      if (unsaved === 0) this.#release(ftrackId);
    }
    if (this.#queue.length >= this.#size.current) this.#send();
  }

  /**
   * Stores the rest.
   *
   * @param failed Entities of which a change in AYON failed: they are flagged, and nothing else is said of them.
   */
  async end(failed: ReadonlySet<string>): Promise<void> {
    for (const ftrackId of this.#left.keys()) if (!failed.has(ftrackId)) this.#release(ftrackId);
    for (const ftrackId of failed) {
      if (!this.#flagged.has(ftrackId))
        this.#queue.push(this.#valueOf({ ftrackId, path: '' }, 'ayon_sync_failed', true));
    }
    this.#isLast = true;
    await this.#sending;
    this.#send();
    await this.#sending;
    if (this.#error) throw this.#error.cause;
  }

  /** Waits for the request that is under way, when the writing to AYON has ended early. */
  async abandon(): Promise<void> {
    this.#queue.length = 0;
    await this.#sending;
  }

  #release(ftrackId: string): void {
    const back = this.#left.get(ftrackId);
    if (!back) return;
    this.#left.delete(ftrackId);
    const { ayon_id, ayon_path, ayon_sync_failed } = back.values;
    if (ayon_id !== undefined) this.#queue.push(this.#valueOf(back, 'ayon_id', ayon_id));
    if (ayon_path !== undefined) this.#queue.push(this.#valueOf(back, 'ayon_path', ayon_path));
    if (ayon_sync_failed !== undefined)
      this.#queue.push(this.#valueOf(back, 'ayon_sync_failed', ayon_sync_failed));
  }

  #valueOf(
    { ftrackId, path }: Pick<WriteBack, 'ftrackId' | 'path'>,
    key: keyof WriteBackAttributes,
    value: unknown,
  ): StoredValue {
    const attributeId = this.#task.attributes[key];
    return { entityType: 'ContextCustomAttributeValue', ftrackId, path, key, attributeId, value };
  }

  #send(): void {
    if (this.#isSending || this.#error) return;
    this.#isSending = true;
    this.#sending = this.#sendQueue()
      .catch((cause: unknown) => {
        this.#error = { cause };
      })
      .finally(() => {
        this.#isSending = false;
      });
  }

  async #sendQueue(): Promise<void> {
    while (this.#queue.length >= (this.#isLast ? 1 : this.#size.current)) {
      const batch = this.#queue.splice(0, this.#size.current);
      const started = this.#context.now();
      await storeValues(batch, this.#task.session, this.#context);
      this.#size.succeeded(batch.length, this.#context.now() - started);
    }
  }
}
