import { setTimeout as sleep } from 'node:timers/promises';
import { healthFileOf, readHealthFile } from '@ynput/ftrack-common/service';
import { ManagedProcess, ProcessError, type ProcessOptions } from './managed-process.ts';

export interface ServiceOptions extends ProcessOptions {
  readonly name: 'leecher' | 'processor';
  readonly stateFolder: string;
}

const READY_LIMIT_MS = 30_000;
const LOOK_EVERY_MS = 25;

/** A service of the addon as a process that can be killed and started again. */
export class Service {
  readonly #options: ServiceOptions;
  #process: ManagedProcess | null = null;
  #url: string | null = null;
  #stopped = false;

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  get name(): ServiceOptions['name'] {
    return this.#options.name;
  }

  /** Address of the health pages; null while it is not ready. */
  get url(): string | null {
    return this.#url;
  }

  get logFile(): string {
    return this.#options.logFile;
  }

  /**
   * Starts it and waits until it says that it is ready.
   * @returns milliseconds this took.
   * @throws {ProcessError} it ended, was not ready within 30 s (the message says what it waits for), or was stopped before.
   */
  async start(): Promise<number> {
    if (this.#stopped) throw new ProcessError(this.name, 'was stopped.');
    const began = performance.now();
    const started = ManagedProcess.start(this.#options);
    this.#process = started;
    let waitsFor = 'it serves no health page';
    while (performance.now() - began < READY_LIMIT_MS) {
      if (!started.running) throw await started.failure();
      const answer = await this.#askReady(started.pid);
      if (answer === null) return performance.now() - began;
      waitsFor = answer;
      await sleep(LOOK_EVERY_MS);
    }
    throw new ProcessError(
      this.name,
      `was not ready after ${READY_LIMIT_MS / 1_000} s: ${firstLineOf(waitsFor)}`,
    );
  }

  /** Ends it as a crash does. */
  async kill(): Promise<void> {
    this.#url = null;
    await this.#process?.kill();
  }

  /** Stops it in order, for good. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#url = null;
    await this.#process?.stop();
  }

  /** The last lines it wrote, over all its processes. */
  async tail(): Promise<string> {
    return (await this.#process?.tail()) ?? '';
  }

  /** Null when it is ready, else why not. */
  async #askReady(pid: number): Promise<string | null> {
    const address = await readHealthFile(healthFileOf(this.#options.stateFolder, this.name));
    if (address === null || address.pid !== pid) return 'it serves no health page';
    try {
      const response = await fetch(`${address.url}/ready`, { signal: AbortSignal.timeout(2_000) });
      if (response.ok) {
        this.#url = address.url;
        return null;
      }
      const { waitingFor = [] } = (await response.json()) as {
        waitingFor?: { name: string; message?: string }[];
      };
      return waitingFor.map(({ name, message }) => `${name}: ${message ?? 'not ready'}`).join('; ');
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  }
}

function firstLineOf(text: string): string {
  return text.split('\n')[0] ?? '';
}
