import { type Clock, delay, systemClock } from '../../clock/index.ts';
import { StaleLeaseError } from '../errors.ts';
import type { EventLog } from '../event-log.port.ts';
import type { HandlerPosition, HandlerProgress, Lease, LogRecord } from '../types.ts';
import { HandlerLane } from './handler-lane.ts';
import type { LogHandler } from './log-handler.ts';
import { ProgressCommitter } from './progress-committer.ts';

/** What happens in a reader; logs and metrics hang off these. */
export interface PartitionReaderEvents {
  /** A batch was read and is about to be delivered. */
  onRecords?: (records: readonly LogRecord[]) => void;
  onFailure?: (failure: {
    handler: string;
    record: LogRecord;
    attempt: number;
    error: unknown;
    final: boolean;
  }) => void;
  /** Marks for these projects were committed. */
  onMarked?: (projectIds: ReadonlySet<string>) => void;
  /** Reading or committing failed and is tried again. */
  onStoreError?: (error: unknown) => void;
  /** The handler fell behind and reads the log by itself from now on (`true`), or has caught up (`false`). */
  onDetached?: (handler: string, detached: boolean) => void;
}

export interface PartitionReaderOptions {
  readonly log: EventLog;
  readonly lease: Lease;
  readonly handlers: readonly LogHandler[];
  readonly signal: AbortSignal;
  readonly events?: PartitionReaderEvents;
  readonly clock?: Clock;
  readonly random?: () => number;
  /** Records asked for at once. Default 500. */
  readonly batchSize?: number;
  /** Longest time without looking, when no wake-up comes. Default 1,000 ms. */
  readonly pollMs?: number;
}

const STORE_RETRY_MS = 250;

/**
 * Reads one partition for all handlers while the lease is held.
 *
 * Every handler has a lane. Lanes that keep up are *attached*: the reader reads a batch once and offers it to all of them. A lane
 * without room is *detached*: it goes on reading the log from its own position, at its own pace, until it reaches the place where
 * the reader stands; then it is attached again. So a slow handler costs the others nothing, and the log is decoded once for all
 * that keep up.
 */
export class PartitionReader {
  readonly #options: PartitionReaderOptions;
  readonly #clock: Clock;
  readonly #batchSize: number;
  readonly #stop = new AbortController();
  readonly #signal: AbortSignal;
  readonly #attached = new Set<HandlerLane>();
  readonly #committer: ProgressCommitter;
  #lanes: readonly HandlerLane[] = [];
  #tail = 0;
  /** On the monotonic clock, which goes on while the process is stopped. */
  #heldUntil = 0;
  #lost: StaleLeaseError | null = null;
  #wake: (() => void) | null = null;
  #woken = false;

  constructor(options: PartitionReaderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#batchSize = options.batchSize ?? 500;
    this.#signal = AbortSignal.any([options.signal, this.#stop.signal]);
    this.#signal.addEventListener('abort', () => this.#release(), { once: true });
    this.#committer = new ProgressCommitter({
      commit: (progress) => this.#commit(progress),
      onLost: (error) => this.#lose(error),
      onRetry: (error) => options.events?.onStoreError?.(error),
      mayRetry: async () => {
        await delay(this.#clock, STORE_RETRY_MS, this.#signal);
        return !this.#signal.aborted;
      },
    });
  }

  /** Tells the reader that the partition got records. */
  wake(): void {
    this.#woken = true;
    this.#wake?.();
  }

  /** Ends without committing what is not committed yet: the store may have forgotten what it rests on. */
  abandon(): void {
    this.#committer.end();
    this.#stop.abort();
  }

  /**
   * Reads until the signal is aborted, then commits what is settled. What handlers have in hand then is delivered again later.
   * @throws {StaleLeaseError} another process took the partition over.
   */
  async run(): Promise<void> {
    try {
      await this.#start();
      while (!this.#signal.aborted) {
        if (!(await this.#step())) await this.#sleep();
      }
      if (this.#lost === null) await this.#committer.settle();
    } finally {
      this.#stop.abort();
    }
    if (this.#lost !== null) throw this.#lost;
  }

  async #start(): Promise<void> {
    const { log, lease, handlers } = this.#options;
    const names = handlers.map((handler) => handler.name);
    const stored = await this.#retrying(() => log.positions(lease.partition, names));
    const newest = await this.#retrying(() => log.lastSequence());
    if (stored === null || newest === null) return;
    const lanes = handlers.map((handler) => {
      const start = stored.get(handler.name) ?? firstPosition(handler, newest);
      if (!stored.has(handler.name)) this.#announce(handler, start);
      return this.#openLane(handler, start);
    });
    this.#lanes = lanes;
    this.#tail = Math.max(0, ...lanes.map((lane) => lane.position));
    for (const lane of lanes) {
      if (lane.position === this.#tail) this.#attached.add(lane);
      else void this.#catchUp(lane);
    }
  }

  /** Makes a new handler's starting place durable, so that a restart does not move it. */
  #announce(handler: LogHandler, start: HandlerPosition): void {
    void this.#committer.submit({
      handler: handler.name,
      cursor: start.cursor,
      settledAhead: [],
      marks: [],
      deadLetters: [],
    });
  }

  #openLane(handler: LogHandler, start: HandlerPosition): HandlerLane {
    return new HandlerLane({
      handler,
      start,
      clock: this.#clock,
      random: this.#options.random ?? Math.random,
      signal: this.#signal,
      confirmLease: () => this.#confirmLease(),
      submit: (progress) => this.#committer.submit(progress),
      onFailure: (failure) => this.#options.events?.onFailure?.({ handler: handler.name, ...failure }),
    });
  }

  /** Reads the next batch for the attached lanes; false when there is nothing to do now. */
  async #step(): Promise<boolean> {
    if (this.#attached.size === 0) return false;
    const records = await this.#read(this.#tail);
    const last = records?.at(-1);
    if (records === null || last === undefined) return false;
    this.#options.events?.onRecords?.(records);
    this.#tail = last.sequence;
    const crowded: HandlerLane[] = [];
    for (const lane of this.#attached) {
      if (lane.hasRoom(records.length)) lane.offer(records);
      else crowded.push(lane);
    }
    for (const lane of crowded) {
      this.#attached.delete(lane);
      void this.#catchUp(lane);
    }
    return true;
  }

  /** Lets a lane read alone until it stands where the reader stands. */
  async #catchUp(lane: HandlerLane): Promise<void> {
    this.#options.events?.onDetached?.(lane.handler.name, true);
    while (!this.#signal.aborted && lane.position < this.#tail) {
      await lane.waitForRoom(this.#batchSize);
      const records = await this.#read(lane.position);
      if (records === null) continue;
      const known = records.filter((record) => record.sequence <= this.#tail);
      if (known.length === 0) break;
      lane.offer(known);
    }
    if (this.#signal.aborted) return;
    this.#attached.add(lane);
    this.#options.events?.onDetached?.(lane.handler.name, false);
    this.wake();
  }

  async #commit(progress: readonly HandlerProgress[]): Promise<void> {
    const { log, lease, events } = this.#options;
    const asked = performance.now();
    this.#heldUntil = asked + (await log.commit(lease, progress));
    const marked = new Set(progress.flatMap(({ marks }) => marks.map((mark) => mark.projectId)));
    if (marked.size > 0) events?.onMarked?.(marked);
  }

  /**
   * A process that was stopped (a suspended machine, SIGSTOP) wakes up with records in hand that another one has handled since.
   * So none is handled unless the lease is known to be good now; the store is asked only when the last answer has run out.
   */
  #confirmLease(): void | Promise<void> {
    if (performance.now() < this.#heldUntil) return undefined;
    return this.#askLease();
  }

  async #askLease(): Promise<void> {
    const { log, lease } = this.#options;
    const asked = performance.now();
    const remaining = await this.#retrying(() => log.checkLease(lease));
    if (remaining !== null) this.#heldUntil = asked + remaining;
  }

  #read(after: number): Promise<LogRecord[] | null> {
    const { log, lease } = this.#options;
    return this.#retrying(() => log.read({ partition: lease.partition, after, limit: this.#batchSize }));
  }

  /** Asks the store until it answers; null when the reader stops first. */
  async #retrying<T>(ask: () => Promise<T>): Promise<T | null> {
    while (!this.#signal.aborted) {
      try {
        return await ask();
      } catch (error) {
        if (error instanceof StaleLeaseError) {
          this.#lose(error);
          return null;
        }
        this.#options.events?.onStoreError?.(error);
        await delay(this.#clock, STORE_RETRY_MS, this.#signal);
      }
    }
    return null;
  }

  async #sleep(): Promise<void> {
    if (!this.#woken && !this.#signal.aborted) {
      const nap = new AbortController();
      this.#wake = () => nap.abort();
      await delay(this.#clock, this.#options.pollMs ?? 1_000, nap.signal);
      this.#wake = null;
    }
    this.#woken = false;
  }

  /** Ends every wait, so that all loops see the aborted signal. */
  #release(): void {
    this.wake();
    for (const lane of this.#lanes) lane.stop();
  }

  #lose(error: StaleLeaseError): void {
    this.#lost = error;
    this.#stop.abort();
  }
}

function firstPosition(handler: LogHandler, newest: number): HandlerPosition {
  return { cursor: handler.startAt === 'oldest' ? 0 : newest, settledAhead: new Set() };
}
