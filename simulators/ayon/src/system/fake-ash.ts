import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';

/** How a service's image is started instead of a container. */
export interface ServiceCommand {
  command: string;
  args: readonly string[];
  cwd?: string;
  env?: Readonly<Record<string, string>>;
}

/** How a service host is started. */
export interface FakeAshOptions {
  /** The AYON server and the key of its service user; services get the same. */
  url: string;
  apiKey: string;
  hostname?: string;
  /** What to start for an image; an image without a command is left alone, as one that cannot be pulled. */
  commands: Readonly<Record<string, ServiceCommand>>;
  /** Between two heartbeats; the real one takes 2,000 ms. */
  intervalMs?: number;
  /** From SIGTERM to SIGKILL; the real one takes 10,000 ms. */
  stopMs?: number;
}

/** A process of a service. */
export interface RunningService {
  readonly name: string;
  readonly pid: number | undefined;
  /** How often it was started by this host. */
  readonly starts: number;
}

interface WantedService {
  name: string;
  addonName: string;
  addonVersion: string;
  service: string;
  data: { image?: string | null; env?: Record<string, string> | null };
}

interface Entry {
  wanted: WantedService;
  child: ChildProcess;
  hasEnded: boolean;
}

/**
 * A service host: asks the server by heartbeat what it shall run, starts it, starts it again at the next heartbeat when
 * it has ended, and stops what is wanted no more. While the server cannot be reached everything keeps running.
 */
export class FakeAsh implements AsyncDisposable {
  readonly #options: FakeAshOptions;
  readonly #entries = new Map<string, Entry>();
  readonly #starts = new Map<string, number>();
  readonly #stopping = new AbortController();
  readonly #loop: Promise<void>;

  constructor(options: FakeAshOptions) {
    this.#options = options;
    this.#loop = this.#run();
  }

  /** The services whose processes run now. */
  list(): RunningService[] {
    return [...this.#entries.values()]
      .filter(({ hasEnded }) => !hasEnded)
      .map(({ wanted: { name }, child }) => ({ name, pid: child.pid, starts: this.#starts.get(name) ?? 0 }));
  }

  /** Stops all services and the host. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#loop;
    await Promise.all([...this.#entries.keys()].map((name) => this.#end(name)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      const wanted = await this.#beat();
      if (wanted && !signal.aborted) await this.#follow(wanted);
      await sleep(this.#options.intervalMs ?? 2000, undefined, { signal }).catch(() => undefined);
    }
  }

  /** Tells the server what runs; what it wants, or undefined when it cannot be asked. */
  async #beat(): Promise<WantedService[] | undefined> {
    const { url, apiKey, hostname = 'fake-ash' } = this.#options;
    const services = this.list().map(({ name }) => name);
    try {
      const response = await fetch(`${url}/api/hosts/heartbeat`, {
        method: 'POST',
        headers: { 'x-api-key': apiKey, 'content-type': 'application/json' },
        body: JSON.stringify({ hostname, health: { cpu: 1, mem: 1 }, services }),
        signal: this.#stopping.signal,
      });
      if (!response.ok) return undefined;
      return ((await response.json()) as { services: WantedService[] }).services;
    } catch {
      return undefined;
    }
  }

  async #follow(wanted: readonly WantedService[]): Promise<void> {
    for (const [name, { wanted: running }] of this.#entries) {
      const still = wanted.find((service) => service.name === name);
      const isSame =
        still?.addonName === running.addonName &&
        still.addonVersion === running.addonVersion &&
        still.service === running.service;
      if (!isSame) await this.#end(name);
    }
    for (const service of wanted) {
      const known = this.#entries.get(service.name);
      if (!known || known.hasEnded) this.#start(service);
    }
  }

  #start(wanted: WantedService): void {
    const how = this.#options.commands[wanted.data.image ?? ''];
    if (!how) return;
    const child = spawn(how.command, [...how.args], {
      cwd: how.cwd,
      stdio: 'ignore',
      env: {
        ...process.env,
        ...how.env,
        AYON_SERVER_URL: this.#options.url,
        AYON_API_KEY: this.#options.apiKey,
        AYON_ADDON_NAME: wanted.addonName,
        AYON_ADDON_VERSION: wanted.addonVersion,
        AYON_SERVICE_NAME: wanted.name,
        ...wanted.data.env,
      },
    });
    const entry: Entry = { wanted, child, hasEnded: false };
    const end = (): void => {
      entry.hasEnded = true;
    };
    child.once('exit', end);
    child.once('error', end);
    this.#entries.set(wanted.name, entry);
    this.#starts.set(wanted.name, (this.#starts.get(wanted.name) ?? 0) + 1);
  }

  async #end(name: string): Promise<void> {
    const entry = this.#entries.get(name);
    this.#entries.delete(name);
    if (!entry || entry.hasEnded) return;
    const { child } = entry;
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
    });
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), this.#options.stopMs ?? 10_000);
    await ended;
    clearTimeout(timer);
  }
}

/** Starts a service host. `await using` stops it with all its services. */
export function startFakeAsh(options: FakeAshOptions): FakeAsh {
  return new FakeAsh(options);
}
