import type { AyonClient, Service } from '@ynput/ayon-api';
import { type Clock, systemClock } from '../clock/index.ts';

/** The part of the AYON client that is used here. */
export interface WriterGuardSource {
  readonly listServices: AyonClient['listServices'];
  readonly events: Pick<AyonClient['events'], 'list'>;
}

export interface WriterGuardOptions {
  readonly client: WriterGuardSource;
  /** Addon whose services write, `ftrack`. */
  readonly addonName: string;
  /** Our own version of it. */
  readonly addonVersion: string;
  /** Names of the services that share our log, ourselves included. */
  readonly ours: () => Promise<readonly string[]>;
  /** A conflict began, or is over (`null`). */
  readonly onChange?: (conflict: WriterConflictError | null) => void;
  readonly clock?: Clock;
  /** How long an answer of AYON is trusted. Default 10,000 ms. */
  readonly trustMs?: number;
}

/** Somebody else writes to the same projects. Nothing is written until it has stopped. */
export class WriterConflictError extends Error {
  readonly code = 'second_writer';

  constructor(others: readonly string[]) {
    super(
      `Nothing is written: ${others.join(' and ')} also sync${others.length === 1 ? 's' : ''} ftrack and AYON, and two would work against each other. ` +
        'Stop the one you do not want (AYON > Services); this service goes on by itself a minute later.',
    );
    this.name = 'WriterConflictError';
  }
}

/** A service seen this recently counts as running. */
const SEEN_WITHIN_SECONDS = 60;
const JOB_TOPIC = 'ftrack.proc';
const JOB_WITHIN_MS = 5 * 60_000;
const TRUST_MS = 10_000;

/**
 * Keeps two syncs from writing at once: this one and any other service of the addon that does not share our log, of whatever
 * version, or upstream's processor, which shows by its jobs in AYON's events.
 */
export class WriterGuard {
  readonly #options: WriterGuardOptions;
  readonly #clock: Clock;
  #checkedAt = Number.NEGATIVE_INFINITY;
  #conflict: WriterConflictError | null = null;

  constructor(options: WriterGuardOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  /**
   * To be called before writing. Asks AYON anew when the last answer is no longer trusted.
   * @throws {WriterConflictError} another writer is there.
   */
  async assertAlone(): Promise<void> {
    if (this.#clock.now() - this.#checkedAt > (this.#options.trustMs ?? TRUST_MS)) {
      const conflict = await this.#look();
      this.#checkedAt = this.#clock.now();
      if (conflict?.message !== this.#conflict?.message) this.#options.onChange?.(conflict);
      this.#conflict = conflict;
    }
    if (this.#conflict !== null) throw this.#conflict;
  }

  async #look(): Promise<WriterConflictError | null> {
    const ours = new Set(await this.#options.ours());
    const [services, jobs] = await Promise.all([this.#runningServices(ours), this.#foreignJobs(ours)]);
    const others = [...services, ...jobs];
    return others.length === 0 ? null : new WriterConflictError(others);
  }

  async #runningServices(ours: ReadonlySet<string>): Promise<string[]> {
    const services = await this.#options.client.listServices();
    return services
      .filter((service) => service.addonName === this.#options.addonName && !ours.has(service.name))
      .filter((service) => !this.#isOwnLeecher(service))
      .filter(
        ({ isRunning, lastSeenSeconds }) => isRunning && (lastSeenSeconds ?? Infinity) < SEEN_WITHIN_SECONDS,
      )
      .map(({ name, addonVersion, hostname }) => `service '${name}' (${addonVersion}, on ${hostname})`);
  }

  /** A leecher of our version writes to neither side, and is not among ours before it has reached Redis. One of another version comes with a processor. */
  #isOwnLeecher({ service, addonVersion }: Service): boolean {
    return service === 'leecher' && addonVersion === this.#options.addonVersion;
  }

  async #foreignJobs(ours: ReadonlySet<string>): Promise<string[]> {
    const newerThan = new Date(this.#clock.now() - JOB_WITHIN_MS).toISOString();
    const jobs = await this.#options.client.events.list({
      topics: [JOB_TOPIC],
      newerThan,
      limit: 20,
      newestFirst: true,
    });
    const senders = new Set(jobs.map((job) => job.sender ?? 'unknown').filter((sender) => !ours.has(sender)));
    return [...senders].map((sender) => `the processor '${sender}' of an older ftrack addon`);
  }
}
