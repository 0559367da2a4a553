import type {
  AppendResult,
  HandlerPosition,
  HandlerProgress,
  Lease,
  LogDescription,
  LogEntry,
  LogRecord,
  TrimOptions,
} from './types.ts';

/**
 * An append-only, partitioned log of what happened in ftrack, with durable cursors.
 *
 * Promises:
 * - `append` is atomic: all entries of a call are in the log or none is. When it resolves, they are as durable as the store is.
 * - An id is taken once while it is remembered (at least two days), however often it is appended.
 * - Sequences grow in the order in which appends were committed, over all partitions.
 * - `commit` changes cursors, marks and dead letters in one step, and only while the lease is held. A process that lost its
 *   lease, without knowing it, cannot commit.
 *
 * Left out on purpose: who holds a lease (see the drain jobs), retries, decoding, and anything that knows ftrack.
 */
export interface EventLog extends AsyncDisposable {
  readonly description: LogDescription;

  /**
   * Adds entries in the given order; at most 1,000 in one call.
   * @throws {LogReplacedError} the store holds another log than the one opened (emptied or restored): open again.
   */
  append(entries: readonly LogEntry[]): Promise<AppendResult>;

  /** Up to `limit` records of a partition with a sequence above `after`, in order. */
  read(options: { partition: number; after: number; limit: number }): Promise<LogRecord[]>;

  /** Highest sequence given so far; 0 in an empty log. */
  lastSequence(): Promise<number>;

  /** Stored positions of these handlers in a partition. A handler that never committed there is missing from the map. */
  positions(partition: number, handlers: readonly string[]): Promise<Map<string, HandlerPosition>>;

  /**
   * Writes the progress of several handlers of one partition in one step.
   * @returns milliseconds for which the lease is still good, counted from the moment the store answered.
   * @throws {StaleLeaseError} the lease is not ours any more; nothing was written.
   */
  commit(lease: Lease, progress: readonly HandlerProgress[]): Promise<number>;

  /** The same check and answer as {@link commit}, writing nothing. */
  checkLease(lease: Lease): Promise<number>;

  /**
   * Calls back after appends with the partitions that got something. Only a wake-up: it may be missed, so readers also poll.
   * @returns a function that ends it.
   */
  onAppend(listener: (partitions: readonly number[]) => void): Promise<() => Promise<void>>;

  /**
   * Drops records that are too old or too much and that every one of the handlers has behind it. A partition that one of them never
   * read keeps everything.
   * @returns number of records dropped; at most some thousands in one call.
   */
  trim(options: TrimOptions): Promise<number>;
}
