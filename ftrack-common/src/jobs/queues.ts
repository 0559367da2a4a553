import type { QueueOptions, WorkerOptions } from 'bullmq';
import type { Redis } from 'ioredis';

/** Names of the BullMQ queues; all of them live under the log's key prefix. */
export const QUEUES = {
  /** One job per partition, active as long as a process reads it. Its lock is the partition's lease. */
  drain: 'drain',
  /** One job per project that has dirty marks. */
  sync: 'sync',
} as const;

/** Options of a queue whose keys share the hash tag of the log, so that scripts may check a job's lock beside the log's own keys. */
export function queueOptions(redis: Redis, prefix = 'ayon-ftrack'): QueueOptions {
  return { connection: redis, prefix: `{${prefix}}` };
}

/**
 * How long a lock outlives its holder, and how often orphans are looked for. Together they are the failover time after a kill.
 * BullMQ's own defaults would make it a minute.
 */
const LOCK = { durationMs: 2_000, renewMs: 700, stalledCheckMs: 1_000 } as const;

/**
 * Options of a worker whose jobs are leases: short locks, and a job that loses its holder is given out again without limit, since how
 * often says nothing about the work.
 */
export function leaseWorkerOptions(
  redis: Redis,
  ...[prefix, concurrency]: [prefix: string | undefined, concurrency: number]
): WorkerOptions {
  return {
    ...queueOptions(redis, prefix),
    autorun: false,
    concurrency,
    lockDuration: LOCK.durationMs,
    lockRenewTime: LOCK.renewMs,
    stalledInterval: LOCK.stalledCheckMs,
    maxStalledCount: Number.MAX_SAFE_INTEGER,
    drainDelay: 1,
  };
}
