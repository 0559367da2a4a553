import { DelayedError, type Job, Queue, Worker } from 'bullmq';
import type { Redis } from 'ioredis';
import { backoffDelay } from '../clock/index.ts';
import { DirtyMarks, type TakenMark } from './dirty-marks.ts';
import { type JobLease, LeaseLostError, leaseOfJob, remainingLease } from './lease.ts';
import { Takeovers } from './takeovers.ts';
import { leaseWorkerOptions, QUEUES, queueOptions } from './queues.ts';

/** What a run of a project's job may rely on. */
export interface ProjectRun {
  readonly projectId: string;
  readonly marks: readonly TakenMark[];
  /** Ends when the process stops or the lease is lost. */
  readonly signal: AbortSignal;
  /**
   * To be called before every write to ftrack or AYON.
   * @throws {LeaseLostError} the lease is lost or too short for a request to be answered within it.
   */
  assertHeld(): Promise<void>;
  /**
   * Adds marks to those in hand. They are settled with them; when the run breaks off, whoever goes on finds them too.
   * @throws {LeaseLostError} as `assertHeld`: nothing was added.
   */
  keep(entityIds: readonly string[]): Promise<void>;
}

export interface ProjectJobsEvents {
  /** A run failed; it is tried again after `retryMs`. The marks are kept. */
  onFailed?: (failure: { projectId: string; error: unknown; failures: number; retryMs: number }) => void;
  onError?: (error: unknown) => void;
}

export interface ProjectJobsOptions {
  readonly redis: Redis;
  /** Works off the marks of a project. Returning means done; throwing keeps the marks for another try. */
  readonly run: (run: ProjectRun) => Promise<void>;
  readonly events?: ProjectJobsEvents;
  readonly prefix?: string;
  /** Projects worked on side by side in this process. Default 4. */
  readonly concurrency?: number;
  /** How often dirty projects without a job are looked for. Default 1,000 ms. */
  readonly sweepMs?: number;
  readonly random?: () => number;
  /**
   * Longest time a request to ftrack or AYON can take, after which a project taken over from a dead process is looked at once more.
   * Default 70,000 ms.
   */
  readonly longestRequestMs?: number;
}

const RETRY = { firstMs: 500, maxMs: 30_000 };

interface ProjectData {
  readonly projectId: string;
}

/**
 * One job per dirty project: its lock is the right to write to that project, in ftrack and in AYON.
 *
 * The job carries nothing but the project's id; what is to be done stands in the dirty marks, and the job ends only when there are
 * none. So an add that BullMQ drops because the job is there already loses nothing, and a job lost with its process is made again
 * by the sweep.
 */
export class ProjectJobs {
  readonly marks: DirtyMarks;
  readonly #options: ProjectJobsOptions;
  readonly #queue: Queue<ProjectData>;
  readonly #worker: Worker<ProjectData>;
  readonly #stop = new AbortController();
  readonly #lost = new Map<string, AbortController>();
  readonly #takeovers: Takeovers;
  readonly #failures = new Map<string, number>();
  #sweep: NodeJS.Timeout | null = null;

  constructor(options: ProjectJobsOptions) {
    this.#options = options;
    this.marks = new DirtyMarks(options.redis, options.prefix);
    this.#takeovers = new Takeovers(options.redis, options.prefix);
    const { redis, prefix, concurrency } = options;
    this.#queue = new Queue<ProjectData>(QUEUES.sync, queueOptions(redis, prefix));
    this.#worker = new Worker<ProjectData>(
      QUEUES.sync,
      (job, token) => this.#work(job, token ?? ''),
      leaseWorkerOptions(redis, prefix, concurrency ?? 4),
    );
    this.#queue.on('error', (error) => options.events?.onError?.(error));
    this.#worker.on('error', (error) => options.events?.onError?.(error));
    this.#worker.on('lockRenewalFailed', (jobIds) => {
      for (const jobId of jobIds) this.#lost.get(jobId)?.abort();
    });
  }

  async start(): Promise<void> {
    await this.#addDirty();
    this.#sweep = setInterval(() => {
      // While Redis is away commands would only queue up.
      if (this.#options.redis.status !== 'ready') return;
      this.#addDirty().catch((error: unknown) => this.#options.events?.onError?.(error));
    }, this.#options.sweepMs ?? 1_000);
    this.#worker.run().catch((error: unknown) => this.#options.events?.onError?.(error));
  }

  /** Asks for a run of these projects, whose marks are stored already. */
  async request(projectIds: Iterable<string>): Promise<void> {
    const jobs = [...projectIds].map((projectId) => ({
      name: 'sync',
      data: { projectId },
      opts: {
        deduplication: { id: projectId, keepLastIfActive: true },
        removeOnComplete: true,
        removeOnFail: true,
      },
    }));
    if (jobs.length > 0) await this.#queue.addBulk(jobs);
  }

  /** Lets runs end at their next check and gives the projects back. */
  async stop(): Promise<void> {
    if (this.#sweep !== null) clearInterval(this.#sweep);
    this.#stop.abort();
    await this.#worker.close();
    await this.#queue.close();
  }

  async #work(job: Job<ProjectData>, token: string): Promise<void> {
    const { projectId } = job.data;
    const jobId = job.id ?? '';
    const lost = new AbortController();
    this.#lost.set(jobId, lost);
    try {
      const takenOver = await this.#takeovers.begin(projectId, token);
      if (takenOver) await this.#recheckLater(projectId);
      await this.#workOff(projectId, leaseOfJob(this.#queue.toKey(jobId), token), lost.signal);
      if (lost.signal.aborted) return;
      await this.#takeovers.end(projectId);
      this.#failures.delete(projectId);
    } catch (error) {
      if (error instanceof LeaseLostError) return;
      await this.#takeovers.end(projectId);
      if (this.#stop.signal.aborted) return;
      const failures = (this.#failures.get(projectId) ?? 0) + 1;
      this.#failures.set(projectId, failures);
      const retryMs = backoffDelay(RETRY, failures, (this.#options.random ?? Math.random)());
      this.#options.events?.onFailed?.({ projectId, error, failures, retryMs });
      await job.moveToDelayed(Date.now() + retryMs, token);
      throw new DelayedError();
    } finally {
      this.#lost.delete(jobId);
    }
  }

  /** Everything the last holder may have been writing is still marked: it is settled only after its run. */
  async #recheckLater(projectId: string): Promise<void> {
    const at = Date.now() + (this.#options.longestRequestMs ?? 70_000);
    await this.#takeovers.recheck(projectId, await this.marks.take(projectId), at);
  }

  async #workOff(projectId: string, lease: JobLease, lost: AbortSignal): Promise<void> {
    const signal = AbortSignal.any([this.#stop.signal, lost]);
    const assertHeld = async (): Promise<void> => {
      if (signal.aborted) throw new LeaseLostError(`project ${projectId}`);
      await remainingLease(this.#options.redis, lease, `project ${projectId}`);
    };
    while (!signal.aborted) {
      const marks = await this.marks.take(projectId);
      const kept: TakenMark[] = [];
      const keep = async (entityIds: readonly string[]): Promise<void> => {
        await assertHeld();
        const sequence = marks.at(-1)?.sequence ?? 0;
        const added = entityIds.map((entityId) => ({ entityId, sequence }));
        await this.marks.keep(projectId, added);
        kept.push(...added);
      };
      if (marks.length > 0) await this.#options.run({ projectId, marks, signal, assertHeld, keep });
      if (signal.aborted) return;
      if ((await this.marks.settle(lease, projectId, [...marks, ...kept])) === 0) return;
    }
  }

  async #addDirty(): Promise<void> {
    await this.#takeovers.moveDue(Date.now());
    await this.request(await this.marks.projects());
  }
}
