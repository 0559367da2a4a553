import type { Redis } from 'ioredis';
import type { Lease } from '../event-log/index.ts';

/** The lock of a job, as BullMQ keeps it: `<job key>:lock` holds the token of the worker that works on it. */
export interface JobLease {
  readonly key: string;
  readonly token: string;
}

/** The lease is with another process, or ran out. Whoever sees this stops writing at once. */
export class LeaseLostError extends Error {
  readonly code = 'lease_lost';

  constructor(subject: string) {
    super(
      `The lease of ${subject} is lost: another process may be working on it. Stopped before the next write.`,
    );
    this.name = 'LeaseLostError';
  }
}

/** The lease that belongs to an active job. */
export function leaseOfJob(jobKey: string, token: string): JobLease {
  return { key: `${jobKey}:lock`, token };
}

/** The lease of a partition from that of its drain job. */
export function partitionLease(partition: number, lease: JobLease): Lease {
  return { partition, ...lease };
}

/**
 * Milliseconds the lease still lasts.
 * @throws {LeaseLostError} the key is gone or holds another token.
 */
export async function remainingLease(redis: Redis, lease: JobLease, subject: string): Promise<number> {
  const replies = await redis.multi().get(lease.key).pttl(lease.key).exec();
  const token = replies?.[0]?.[1];
  const remaining = Number(replies?.[1]?.[1] ?? -1);
  if (token !== lease.token || remaining <= 0) throw new LeaseLostError(subject);
  return remaining;
}
