import { backoffDelay, type Clock, delay, systemClock } from '../clock/index.ts';
import type { HealthReporter } from '../telemetry/index.ts';

/** What a service does while its configuration holds. */
export interface RunningCore {
  /** Ends it; finishes or hands back what is in hand within a few seconds. */
  stop(): Promise<void>;
  /** Resolves when the core cannot go on as it is and has to be started anew. Never rejects. */
  readonly ended?: Promise<void>;
}

export interface SupervisorOptions<Configuration> {
  /** Reads the configuration; rejects with a message for people while something is missing, wrong or away. */
  readonly configure: (signal: AbortSignal) => Promise<Configuration>;
  /** Equal keys mean that nothing changed which the core depends on. */
  readonly keyOf: (configuration: Configuration) => string;
  /** Starts the core; rejects with a message for people when it cannot work now. */
  readonly start: (configuration: Configuration, signal: AbortSignal) => Promise<RunningCore>;
  /** State of the configuration and the start, as shown on the health page. */
  readonly health: HealthReporter;
  /** A failure that is new, or `null` when one is over; not called again for the same message. */
  readonly onProblem: (error: unknown) => void;
  /** How often the configuration is read again while the core runs. Default 30,000 ms. */
  readonly recheckMs?: number;
  readonly clock?: Clock;
  readonly random?: () => number;
}

const RETRY = { firstMs: 1_000, maxMs: 30_000 };

/**
 * Keeps one core running: reads the configuration until it is complete, starts the core, looks again and again whether the
 * configuration has changed, and starts a new core with the new one. Every failure is told once, tried again with backoff, and
 * never ends the process: a container that exits is only started again at once, for ever.
 */
export class Supervisor<Configuration> {
  readonly #options: SupervisorOptions<Configuration>;
  readonly #clock: Clock;
  readonly #end = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #problem: string | null = null;

  constructor(options: SupervisorOptions<Configuration>) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** Stops the core and ends. */
  async stop(): Promise<void> {
    this.#end.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#end;
    while (!signal.aborted) {
      const begun = await this.#persist(() => this.#begin());
      if (begun === null) return;
      const over = new AbortController();
      const changed = this.#untilChanged(begun.key, AbortSignal.any([signal, over.signal]));
      await Promise.race([changed, begun.core.ended ?? changed]);
      over.abort();
      await begun.core.stop().catch((error: unknown) => this.#tell(error));
    }
  }

  /** Rejects at once when stopped: a server that does not answer must not keep the service from ending. */
  async #begin(): Promise<{ key: string; core: RunningCore }> {
    const { configure, keyOf, start } = this.#options;
    const { signal } = this.#end;
    const configuration = await unlessAborted(configure(signal), signal);
    const starting = start(configuration, signal);
    try {
      return { key: keyOf(configuration), core: await unlessAborted(starting, signal) };
    } catch (error) {
      // One that starts after all is not left running.
      starting.then((core) => core.stop()).catch(() => undefined);
      throw error;
    }
  }

  /** Tries until it succeeds; null when stopped first. */
  async #persist<T>(work: () => Promise<T>): Promise<T | null> {
    for (let attempt = 1; !this.#end.signal.aborted; attempt += 1) {
      try {
        const result = await work();
        this.#recover();
        return result;
      } catch (error) {
        if (this.#end.signal.aborted) return null;
        this.#tell(error);
        const random = (this.#options.random ?? Math.random)();
        await delay(this.#clock, backoffDelay(RETRY, attempt, random), this.#end.signal);
      }
    }
    return null;
  }

  /** A configuration that cannot be read now is no change: what runs goes on. */
  async #untilChanged(key: string, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await delay(this.#clock, this.#options.recheckMs ?? 30_000, signal);
      if (signal.aborted) return;
      try {
        if (this.#options.keyOf(await unlessAborted(this.#options.configure(signal), signal)) !== key) return;
        this.#recover();
      } catch (error) {
        if (!signal.aborted) this.#tell(error);
      }
    }
  }

  #tell(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    this.#options.health.failed(message);
    if (message === this.#problem) return;
    this.#problem = message;
    this.#options.onProblem(error);
  }

  #recover(): void {
    this.#options.health.ok();
    if (this.#problem === null) return;
    this.#problem = null;
    this.#options.onProblem(null);
  }
}

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const abort = (): void => reject(new Error('stopped'));
    if (signal.aborted) abort();
    signal.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
