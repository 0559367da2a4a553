/**
 * Words of the event log.
 *
 * - **entry**: what a writer hands in; **record**: the same after the log gave it a sequence and a time.
 * - **sequence**: a positive integer, given at commit, growing over the whole log. Order means this order.
 * - **partition**: one of P streams chosen by project, or the global one for what has no project. Order is kept within it.
 * - **cursor**: per handler and partition, the highest sequence up to which everything is settled.
 * - **settled**: handled, filtered out, or dead-lettered: never to be delivered to that handler again.
 * - **lease**: the right to read one partition and to commit for it; held by one process at a time.
 * - **epoch**: a random id made with the log. Another epoch is another log: sequences of the two do not compare.
 */

/**
 * What an entry tells.
 * - `event`: a ftrack hub event, as received.
 * - `hint`: a row of ftrack's Event table: something changed, read the current state.
 * - `notice`: written by our own services: a gap was closed, a sync was asked for.
 */
export type EntryKind = 'event' | 'hint' | 'notice';

/** What a writer appends. */
export interface LogEntry {
  /** De-duplication key, unique over all kinds: the hub event's id, `event-row:<id>` for hints. At most 200 characters. */
  readonly id: string;
  readonly kind: EntryKind;
  readonly topic: string;
  /** ftrack project id, which chooses the partition; null goes to the global partition. */
  readonly projectId: string | null;
  /** JSON text, kept byte for byte. */
  readonly body: string;
}

/** A row of the log. */
export interface LogRecord extends LogEntry {
  readonly sequence: number;
  readonly partition: number;
  /** When the log took it, milliseconds since 1970 by the log's own clock. */
  readonly appendedAt: number;
  /** The body as JSON value, decoded at first use and kept; null when the body is no JSON. */
  readonly value: unknown;
}

/** Facts of an opened log that never change while it is open. */
export interface LogDescription {
  readonly epoch: string;
  readonly format: number;
  /** Number of project partitions. Partitions are numbered 0..partitions-1; number `partitions` is the global one. */
  readonly partitions: number;
  readonly createdAt: number;
}

/** The right to commit for one partition: a Redis key that must still hold our token. */
export interface Lease {
  readonly partition: number;
  readonly key: string;
  readonly token: string;
}

/** An entity of a project that has to be looked at again, written in the same step as the cursor. */
export interface Mark {
  readonly projectId: string;
  /** ftrack entity id, or `*` for the whole project. */
  readonly entityId: string;
  /** The record that caused it. */
  readonly sequence: number;
}

/** A record that a handler gave up on. */
export interface DeadLetter {
  readonly sequence: number;
  readonly attempts: number;
  /** Message and stack of the last failure. */
  readonly error: string;
}

/** What one handler has settled since its last commit. */
export interface HandlerProgress {
  readonly handler: string;
  /** Everything up to and including this sequence is settled. Never moves back. */
  readonly cursor: number;
  /** Sequences above the cursor that are settled as well, out of order. */
  readonly settledAhead: readonly number[];
  readonly marks: readonly Mark[];
  readonly deadLetters: readonly DeadLetter[];
}

/** Where a handler stands in one partition. */
export interface HandlerPosition {
  readonly cursor: number;
  readonly settledAhead: ReadonlySet<number>;
}

export interface AppendResult {
  readonly appended: number;
  /** Entries whose id the log already had. */
  readonly duplicates: number;
  /** Highest sequence of the log after this append. */
  readonly lastSequence: number;
}

/** What is dropped from a log. */
export interface TrimOptions {
  /** Names of all handlers that are to read the log. */
  readonly handlers: readonly string[];
  /** Records older than this many milliseconds go. */
  readonly keepMs: number;
  /** When all records together take more memory than this, the oldest go. */
  readonly keepBytes: number;
}
