/** Codes of {@link EventLogError}. */
export type EventLogErrorCode =
  | 'log_stale_lease'
  | 'log_replaced'
  | 'log_missing'
  | 'log_format'
  | 'log_partitions'
  | 'log_entry';

/** Base of everything the event log throws by itself. */
export class EventLogError extends Error {
  readonly code: EventLogErrorCode;

  constructor(code: EventLogErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EventLogError';
    this.code = code;
  }
}

/** Another process took the partition over. Whoever gets this stops reading it; the new holder delivers again what was not committed. */
export class StaleLeaseError extends EventLogError {
  constructor(partition: number) {
    super(
      'log_stale_lease',
      `The lease of partition ${partition} has passed to another process; nothing was committed.`,
    );
    this.name = 'StaleLeaseError';
  }
}

/** The store was emptied or restored while it was in use. Sequences of before mean nothing now. */
export class LogReplacedError extends EventLogError {
  constructor(expected: string, found: string | null) {
    super(
      'log_replaced',
      found === null
        ? `The event log ${expected} is gone from Redis: it was emptied. Opening the log again makes a new one; what was in it must be read from ftrack again.`
        : `Redis holds the event log ${found} instead of ${expected}: it was restored or replaced. Open the log again.`,
    );
    this.name = 'LogReplacedError';
  }
}
