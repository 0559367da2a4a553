/** Names of the BullMQ queues; all of them live under the log's key prefix. */
export const QUEUES = {
  /** One job per partition, active as long as a process reads it. Its lock is the partition's lease. */
  drain: 'drain',
  /** One job per project that has dirty marks. */
  sync: 'sync',
} as const;

/** BullMQ's key prefix for a log prefix: the same hash tag, so that scripts may check a job's lock beside the log's own keys. */
export function queuePrefix(prefix: string): string {
  return `{${prefix}}`;
}

/**
 * How long a lock outlives its holder, and how often orphans are looked for. Together they are the failover time after a kill.
 * BullMQ's own defaults would make it a minute.
 */
export const LOCK = { durationMs: 2_000, renewMs: 700, stalledCheckMs: 1_000 } as const;

/** A job that loses its holder is given out again without limit; how often says nothing about the work. */
export const UNLIMITED_STALLS = Number.MAX_SAFE_INTEGER;
