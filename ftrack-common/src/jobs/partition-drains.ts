import { type Job, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import {
  type EventLog,
  type LogHandler,
  PartitionReader,
  type PartitionReaderEvents,
  StaleLeaseError,
} from '../event-log/index.ts';
import { leaseOfJob, partitionLease } from './lease.ts';
import { leaseWorkerOptions, QUEUES, queueOptions } from './queues.ts';

/** What happens to the leases of this process. */
export interface PartitionDrainsEvents extends PartitionReaderEvents {
  onAcquired?: (partition: number) => void;
  /** `lost`: another process took it over; `stopped`: we gave it back. */
  onReleased?: (partition: number, why: 'lost' | 'stopped' | 'failed', error?: unknown) => void;
  /** BullMQ or its connection had trouble; it goes on by itself. */
  onError?: (error: unknown) => void;
}

export interface PartitionDrainsOptions {
  /** Connection for commands; BullMQ makes its own for blocking calls. */
  readonly redis: Redis;
  readonly log: EventLog;
  readonly handlers: readonly LogHandler[];
  readonly events?: PartitionDrainsEvents;
  /** Key prefix of the log. Default `ayon-ftrack`. */
  readonly prefix?: string;
  /** How often missing drain jobs are put back. Default 1,000 ms. */
  readonly sweepMs?: number;
}

interface DrainData {
  readonly partition: number;
}

/**
 * Takes part in reading the log: one drain job per partition, whose lock is the lease of that partition.
 *
 * A drain job is never finished by itself. The process that works on it reads the partition until it stops or loses the lock;
 * then the job is given to another process, or put back by the sweep that every process runs. Two processes on one log share the
 * partitions in whatever way they came by them; when one dies, the other has all of them when its locks have run out.
 */
export class PartitionDrains {
  readonly #options: PartitionDrainsOptions;
  readonly #readers = new Map<number, { reader: PartitionReader; stop: AbortController }>();
  readonly #stop = new AbortController();
  readonly #queue: Queue<DrainData>;
  readonly #worker: Worker<DrainData>;
  readonly #onReady = (): void => this.#startOver();
  #sweep: NodeJS.Timeout | null = null;
  #endWakeUps: (() => Promise<void>) | null = null;

  constructor(options: PartitionDrainsOptions) {
    this.#options = options;
    const { redis, prefix, log } = options;
    this.#queue = new Queue<DrainData>(QUEUES.drain, queueOptions(redis, prefix));
    this.#worker = new Worker<DrainData>(
      QUEUES.drain,
      (job, token) => this.#drain(job, token ?? ''),
      leaseWorkerOptions(redis, prefix, log.description.partitions + 1),
    );
    this.#queue.on('error', (error) => options.events?.onError?.(error));
    this.#worker.on('error', (error) => options.events?.onError?.(error));
    this.#worker.on('lockRenewalFailed', (jobIds) => this.#giveUp(jobIds));
  }

  /** Partitions this process reads now. */
  get held(): number[] {
    return [...this.#readers.keys()].toSorted((a, b) => a - b);
  }

  async start(): Promise<void> {
    this.#endWakeUps = await this.#options.log.onAppend((partitions) => {
      for (const partition of partitions) this.#readers.get(partition)?.reader.wake();
    });
    await this.#addMissing();
    this.#options.redis.on('ready', this.#onReady);
    this.#sweep = setInterval(() => {
      // While Redis is away commands would only queue up.
      if (this.#options.redis.status !== 'ready') return;
      this.#addMissing().catch((error: unknown) => this.#options.events?.onError?.(error));
    }, this.#options.sweepMs ?? 1_000);
    this.#worker.run().catch((error: unknown) => this.#options.events?.onError?.(error));
  }

  /** Commits what is settled, gives the partitions back and ends. Another process has them a moment later. */
  async stop(): Promise<void> {
    if (this.#sweep !== null) clearInterval(this.#sweep);
    this.#options.redis.off('ready', this.#onReady);
    this.#stop.abort();
    await this.#worker.close();
    await this.#addMissing().catch((error: unknown) => this.#options.events?.onError?.(error));
    await this.#queue.close();
    await this.#endWakeUps?.();
  }

  async #drain(job: Job<DrainData>, token: string): Promise<void> {
    const { partition } = job.data;
    const { log, handlers, events } = this.#options;
    const stop = new AbortController();
    const lease = partitionLease(partition, leaseOfJob(this.#queue.toKey(job.id ?? ''), token));
    const reader = new PartitionReader({
      log,
      lease,
      handlers,
      signal: AbortSignal.any([stop.signal, this.#stop.signal]),
      ...(events === undefined ? {} : { events }),
    });
    this.#readers.set(partition, { reader, stop });
    events?.onAcquired?.(partition);
    try {
      await reader.run();
      events?.onReleased?.(partition, stop.signal.aborted ? 'lost' : 'stopped');
    } catch (error) {
      events?.onReleased?.(partition, error instanceof StaleLeaseError ? 'lost' : 'failed', error);
      throw error;
    } finally {
      if (this.#readers.get(partition)?.reader === reader) this.#readers.delete(partition);
    }
  }

  /** BullMQ could not renew these locks: they ran out while we were away. */
  #giveUp(jobIds: readonly string[]): void {
    for (const [partition, { stop }] of this.#readers) {
      if (jobIds.includes(drainId(partition))) stop.abort();
    }
  }

  /**
   * Redis is back. Unless it has everything on disk when it answers, it may have forgotten the newest records and commits, and will give
   * their sequences out again: so every reader begins anew where Redis says that it stands.
   */
  #startOver(): void {
    for (const { reader } of this.#readers.values()) reader.abandon();
  }

  /** An id that exists, in whatever state, is left alone by BullMQ: so adding all of them restores just the missing ones. */
  async #addMissing(): Promise<void> {
    const { partitions } = this.#options.log.description;
    const jobs = Array.from({ length: partitions + 1 }, (_, partition) => ({
      name: 'drain',
      data: { partition },
      opts: { jobId: drainId(partition), removeOnComplete: true, removeOnFail: true },
    }));
    await this.#queue.addBulk(jobs);
  }
}

function drainId(partition: number): string {
  return `partition-${partition}`;
}
