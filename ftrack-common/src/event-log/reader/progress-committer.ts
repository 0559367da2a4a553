import { StaleLeaseError } from '../errors.ts';
import type { HandlerProgress } from '../types.ts';

export interface ProgressCommitterOptions {
  readonly commit: (progress: readonly HandlerProgress[]) => Promise<void>;
  /** The lease is gone: everything submitted and not yet committed belongs to the next holder. */
  readonly onLost: (error: StaleLeaseError) => void;
  /** A commit failed for another reason and is tried again; the store is probably away. */
  readonly onRetry: (error: unknown) => void;
  /** Waits before a retry; false when the reader stops and the rest is left to the next holder. */
  readonly mayRetry: () => Promise<boolean>;
}

/**
 * Gathers the progress of all handlers of a partition and writes it in as few commits as possible:
 * one is under way at a time, and all that is submitted meanwhile goes into the next one.
 */
export class ProgressCommitter {
  readonly #options: ProgressCommitterOptions;
  #pending = new Map<string, HandlerProgress>();
  #flushing: Promise<void> | null = null;
  #ended = false;

  constructor(options: ProgressCommitterOptions) {
    this.#options = options;
  }

  /**
   * Adds progress. Resolves when no more than this submission can be waiting, so that a handler which awaits it is never
   * more than two batches ahead of what is committed.
   */
  submit(progress: HandlerProgress): Promise<void> {
    const waiting = this.#pending.get(progress.handler);
    this.#pending.set(progress.handler, waiting === undefined ? progress : merge(waiting, progress));
    const before = this.#flushing ?? Promise.resolve();
    this.#flushing ??= this.#flush();
    return before;
  }

  /** Commits nothing any more. */
  end(): void {
    this.#ended = true;
  }

  /** Resolves when everything submitted so far is committed or the lease is lost. */
  async settle(): Promise<void> {
    while (this.#flushing !== null) await this.#flushing;
  }

  async #flush(): Promise<void> {
    // One turn of the loop lets the other handlers of the same batch join this commit.
    await new Promise<void>((resolve) => setImmediate(resolve));
    const batch = this.#pending;
    this.#pending = new Map();
    await this.#write([...batch.values()]);
    this.#flushing = this.#pending.size > 0 && !this.#ended ? this.#flush() : null;
  }

  async #write(progress: readonly HandlerProgress[]): Promise<void> {
    while (!this.#ended) {
      try {
        await this.#options.commit(progress);
        return;
      } catch (error) {
        if (error instanceof StaleLeaseError) {
          this.#ended = true;
          this.#options.onLost(error);
        } else {
          this.#options.onRetry(error);
          this.#ended = !(await this.#options.mayRetry());
        }
      }
    }
  }
}

function merge(older: HandlerProgress, newer: HandlerProgress): HandlerProgress {
  return {
    handler: newer.handler,
    cursor: Math.max(older.cursor, newer.cursor),
    settledAhead: [...older.settledAhead, ...newer.settledAhead],
    marks: [...older.marks, ...newer.marks],
    deadLetters: [...older.deadLetters, ...newer.deadLetters],
  };
}
