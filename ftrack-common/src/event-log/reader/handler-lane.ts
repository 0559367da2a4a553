import { backoffDelay, type Clock } from '../../clock/index.ts';
import type { DeadLetter, HandlerPosition, HandlerProgress, LogRecord, Mark } from '../types.ts';
import { type LogHandler, orderKey, recordFilter } from './log-handler.ts';

export interface HandlerLaneOptions {
  readonly handler: LogHandler;
  readonly start: HandlerPosition;
  readonly clock: Clock;
  readonly random: () => number;
  readonly signal: AbortSignal;
  /** Makes sure that the lease is held before a record is handled; aborts the signal when it is not. Mostly answers at once. */
  readonly confirmLease: () => void | Promise<void>;
  /** Takes progress; the lane handles the next batch when the promise resolves. */
  readonly submit: (progress: HandlerProgress) => Promise<void>;
  /** A record failed; `final` when it became a dead letter. */
  readonly onFailure: (failure: {
    record: LogRecord;
    attempt: number;
    error: unknown;
    final: boolean;
  }) => void;
}

/** Records given to a lane and not yet handled, at most; beyond it the lane has to read the log by itself. */
const LANE_LIMIT = 2_000;

const RETRY = { firstMs: 200, maxMs: 30_000 };
const DEFAULT_ATTEMPTS = 5;

/** Records of one order key that wait behind a failed one, which is the first of them. */
interface Parked {
  readonly records: LogRecord[];
  attempts: number;
}

/**
 * Runs one handler over the records of one partition.
 *
 * A lane is *idle* until records are offered; then it works through them batch by batch and submits its progress after each.
 * A record that fails parks its order key: the record is tried again with backoff, later records of that key wait behind it, and
 * records of other keys go on. After the last attempt it becomes a dead letter and the key is free again. While a key is parked the
 * cursor stays before its first record, and what was settled beyond is submitted by its sequence.
 */
export class HandlerLane {
  readonly handler: LogHandler;
  readonly #options: HandlerLaneOptions;
  readonly #wants: (record: LogRecord) => boolean;
  readonly #parked = new Map<string, Parked>();
  #batches: (readonly LogRecord[])[] = [];
  #buffered = 0;
  #offered: number;
  #handled: number;
  #running = false;
  #waiting: (() => void)[] = [];
  #settledAhead: number[] = [];
  #marks: Mark[] = [];
  #deadLetters: DeadLetter[] = [];

  constructor(options: HandlerLaneOptions) {
    this.#options = options;
    this.handler = options.handler;
    this.#wants = recordFilter(options.handler);
    this.#offered = options.start.cursor;
    this.#handled = options.start.cursor;
  }

  /** Highest sequence this lane was offered; the next offer goes on behind it. */
  get position(): number {
    return this.#offered;
  }

  /** Whether `count` more records fit. An empty lane takes any number. */
  hasRoom(count: number): boolean {
    return (
      this.#buffered + this.#parkedCount() === 0 || this.#buffered + this.#parkedCount() + count <= LANE_LIMIT
    );
  }

  /** Lets go whoever waits for room; to be called once the signal is aborted. */
  stop(): void {
    this.#releaseWaiting();
  }

  /** Resolves when `count` more records fit, or when the lane is stopped. */
  async waitForRoom(count: number): Promise<void> {
    while (!this.hasRoom(count) && !this.#options.signal.aborted) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Hands over records in log order, all above {@link position}. */
  offer(records: readonly LogRecord[]): void {
    const last = records.at(-1);
    if (last === undefined) return;
    this.#offered = last.sequence;
    this.#batches.push(records);
    this.#buffered += records.length;
    if (!this.#running) void this.#run();
  }

  async #run(): Promise<void> {
    this.#running = true;
    while (!this.#options.signal.aborted) {
      const batch = this.#batches.shift();
      if (batch === undefined) break;
      await this.#handleBatch(batch);
      this.#buffered -= batch.length;
      await this.#submit();
      this.#releaseWaiting();
    }
    this.#running = false;
    this.#releaseWaiting();
  }

  async #handleBatch(batch: readonly LogRecord[]): Promise<void> {
    const { start, signal, confirmLease } = this.#options;
    for (const record of batch) {
      if (this.#wants(record) && !start.settledAhead.has(record.sequence)) {
        const key = orderKey(this.handler, record) ?? `#${record.sequence}`;
        const waiting = this.#parked.size === 0 ? undefined : this.#parked.get(key);
        if (waiting === undefined) {
          const confirming = confirmLease();
          if (confirming !== undefined) await confirming;
          if (signal.aborted) return;
          const outcome = this.#attempt(record, 1);
          const settled = typeof outcome === 'boolean' ? outcome : await outcome;
          if (signal.aborted) return;
          if (!settled) this.#park(key, record);
        } else {
          waiting.records.push(record);
        }
      }
      this.#handled = record.sequence;
    }
  }

  /** Tries a record once; true when it is settled. Stays synchronous for a handler that does. */
  #attempt(record: LogRecord, attempt: number): boolean | Promise<boolean> {
    let marks: Mark[] | null = null;
    const context = {
      attempt,
      signal: this.#options.signal,
      mark: (projectId: string, entityId: string): void => {
        marks ??= [];
        marks.push({ projectId, entityId, sequence: record.sequence });
      },
    };
    const succeed = (): boolean => {
      if (marks !== null) this.#marks.push(...marks);
      if (this.#parked.size > 0) this.#settledAhead.push(record.sequence);
      return true;
    };
    const fail = (error: unknown): boolean => {
      if (this.#options.signal.aborted) return false;
      const final = attempt >= (this.handler.attempts ?? DEFAULT_ATTEMPTS);
      this.#options.onFailure({ record, attempt, error, final });
      if (!final) return false;
      this.#deadLetters.push({ sequence: record.sequence, attempts: attempt, error: describe(error) });
      if (this.#parked.size > 0) this.#settledAhead.push(record.sequence);
      return true;
    };
    try {
      const result = this.handler.handle(record, context);
      return result instanceof Promise ? result.then(succeed, fail) : succeed();
    } catch (error) {
      return fail(error);
    }
  }

  #park(key: string, record: LogRecord): void {
    const parked: Parked = { records: [record], attempts: 1 };
    this.#parked.set(key, parked);
    this.#retryLater(key, parked);
  }

  #retryLater(key: string, parked: Parked): void {
    const { clock, random, signal } = this.#options;
    clock.setTimeout(
      () => {
        if (!signal.aborted) void this.#retry(key, parked);
      },
      backoffDelay(RETRY, parked.attempts, random()),
    );
  }

  /** Goes on with a parked key until it is empty or a record fails again. */
  async #retry(key: string, parked: Parked): Promise<void> {
    let record = parked.records[0];
    while (record !== undefined) {
      await this.#options.confirmLease();
      if (this.#options.signal.aborted) return;
      const settled = await this.#attempt(record, parked.attempts + 1);
      if (this.#options.signal.aborted) return;
      if (!settled) {
        parked.attempts += 1;
        this.#retryLater(key, parked);
        await this.#submit();
        return;
      }
      parked.records.shift();
      parked.attempts = 0;
      record = parked.records[0];
    }
    this.#parked.delete(key);
    await this.#submit();
    this.#releaseWaiting();
  }

  async #submit(): Promise<void> {
    let cursor = this.#handled;
    for (const { records } of this.#parked.values()) {
      const first = records[0];
      if (first !== undefined) cursor = Math.min(cursor, first.sequence - 1);
    }
    const progress: HandlerProgress = {
      handler: this.handler.name,
      cursor,
      settledAhead: this.#settledAhead.filter((sequence) => sequence > cursor),
      marks: this.#marks,
      deadLetters: this.#deadLetters,
    };
    this.#settledAhead = [];
    this.#marks = [];
    this.#deadLetters = [];
    await this.#options.submit(progress);
  }

  #releaseWaiting(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }

  #parkedCount(): number {
    let count = 0;
    for (const { records } of this.#parked.values()) count += records.length;
    return count;
  }
}

function describe(error: unknown): string {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return text.slice(0, 8_000);
}
