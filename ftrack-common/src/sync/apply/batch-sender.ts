import { AyonError } from '@ynput/ayon-api';
import { type ApplyContext, assertMayWrite } from './apply-context.ts';
import { type BatchLimits, BatchSize } from './batch-size.ts';

/** How one kind of write is saved, looked up and spoken of. */
export interface BatchTarget<Item> {
  /** Saves all of a batch, in order, or nothing of it. */
  save(batch: readonly Item[]): Promise<void>;
  /** Those of a batch that AYON does not have as wanted. Asked after an unknown outcome. */
  readUndone(batch: readonly Item[]): Promise<readonly Item[]>;
  /** False for what cannot be saved after all; whoever says so reports it. Default: everything is possible. */
  isPossible?(item: Item): boolean;
  /** Told of what is saved. */
  done(batch: readonly Item[]): void;
  /** Told of what AYON does not take. */
  refused(item: Item, error: AyonError): void;
}

/** Error codes that speak of what was sent; all others of the way to the server, the key or the server's health. */
const REFUSALS: ReadonlySet<string> = new Set([
  'ayon_forbidden',
  'ayon_not_found',
  'ayon_conflict',
  'ayon_validation',
  'ayon_operations',
]);

/** So many single writes in a row that the server could not do or does not let us do are trouble of the server or of our key. */
const MOST_TROUBLES = 5;

/**
 * Sends batches to AYON.
 *
 * After an unknown outcome AYON is asked what is there, and only the rest is sent, once more. A batch that AYON refuses is cut in two,
 * in order, until the refused write stands alone. Any other error ends the run, and so does one that comes back for write after
 * write: the rest is found again by the next run.
 */
export class BatchSender<Item> {
  readonly #target: BatchTarget<Item>;
  readonly #context: ApplyContext;
  readonly #size: BatchSize;
  #troubles = 0;

  constructor(
    target: BatchTarget<Item>,
    { context, limits }: { context: ApplyContext; limits: BatchLimits },
  ) {
    this.#target = target;
    this.#context = context;
    this.#size = new BatchSize(limits);
  }

  /** How many items a batch should have now. */
  get size(): number {
    return this.#size.current;
  }

  /** Sends all items in batches of the right size. */
  async sendAll(items: readonly Item[]): Promise<void> {
    for (let start = 0; start < items.length; ) {
      const batch = items.slice(start, start + this.size);
      start += batch.length;
      await this.send(batch);
    }
  }

  /** Sends one batch. */
  async send(batch: readonly Item[]): Promise<void> {
    await this.#send(batch, false);
  }

  async #send(items: readonly Item[], repeated: boolean): Promise<void> {
    const batch = items.filter((item) => this.#target.isPossible?.(item) ?? true);
    if (batch.length === 0) return;
    await assertMayWrite(this.#context);
    const started = this.#context.now();
    try {
      await this.#target.save(batch);
    } catch (error) {
      this.#size.failed();
      await this.#recover(batch, error, repeated);
      return;
    }
    this.#troubles = 0;
    this.#size.succeeded(batch.length, this.#context.now() - started);
    this.#target.done(batch);
  }

  async #recover(batch: readonly Item[], error: unknown, repeated: boolean): Promise<void> {
    if (!(error instanceof AyonError)) throw error;
    if (!error.outcomeUnknown) {
      if (!REFUSALS.has(error.code) && error.status !== 500) throw error;
      await this.#bisect(batch, error, repeated);
      return;
    }
    const rest = await this.#readUndone(batch);
    if (rest.length === 0) return;
    // An answer came and the server is well enough to be read from: it was these writes that it could not do.
    if (error.status === 500 || repeated) await this.#bisect(rest, error, true);
    else await this.#send(rest, true);
  }

  async #readUndone(batch: readonly Item[]): Promise<readonly Item[]> {
    const undone = new Set(await this.#target.readUndone(batch));
    const done = batch.filter((item) => !undone.has(item));
    if (done.length > 0) this.#target.done(done);
    return batch.filter((item) => undone.has(item));
  }

  /** @param repeated A half whose outcome stays unknown is not sent once more. */
  async #bisect(batch: readonly Item[], ...[error, repeated]: [AyonError, boolean]): Promise<void> {
    const [first] = batch;
    if (first !== undefined && batch.length === 1) {
      if (error.status === 500 || error.code === 'ayon_forbidden') this.#troubles += 1;
      if (this.#troubles > MOST_TROUBLES) throw error;
      this.#target.refused(first, error);
      return;
    }
    const middle = Math.ceil(batch.length / 2);
    await this.#send(batch.slice(0, middle), repeated);
    await this.#send(batch.slice(middle), repeated);
  }
}
