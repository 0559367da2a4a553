import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findRedisServer, type PrivateRedis, startPrivateRedis } from '@ynput/ftrack-common/redis';
import { Redis } from 'ioredis';
import { findBuiltModule } from '../chaos/built-module.ts';
import { ADDON_NAME, ADDON_VERSION, installedAddon, SECRETS } from './addon.ts';
import type { AyonAccess, FtrackAccess } from './checker/index.ts';
import { ayonUsers } from './people.ts';
import { Guard } from './processes/guard.ts';
import { ManagedProcess, ProcessError } from './processes/managed-process.ts';
import { Service } from './processes/service.ts';

export interface WorldOptions {
  /** Whether the leecher looks into ftrack's Event table after it was away. */
  readonly backfill: boolean;
  /** Run the services as their images do, from `bundle/`, which `npm run bundle` makes. Default: from `dist/`. */
  readonly bundled?: boolean;
}

/** Settings of people's own shells that must not reach the services of the demo. */
const FOREIGN_VARIABLE = /^(?:AYON|FTRACK|OPENPYPE)_/;

/**
 * Everything the demo runs, each in a process of its own: Redis, both simulators, leecher and processor. All of its files are in
 * one temporary folder, so that nothing of an earlier run matters.
 */
export class World {
  readonly folder: string;
  readonly #options: WorldOptions;
  readonly #guard: Guard;
  readonly #simulators: ManagedProcess[] = [];
  #redis: PrivateRedis | null = null;
  #ftrack: FtrackAccess | null = null;
  #ayon: AyonAccess | null = null;
  #leecher: Service | null = null;
  #processor: Service | null = null;
  #starting: Promise<unknown> = Promise.resolve();
  #closed = false;

  private constructor(folder: string, options: WorldOptions) {
    this.folder = folder;
    this.#options = options;
    this.#guard = new Guard();
    this.#guard.watchFolder(folder);
  }

  static async open(options: WorldOptions): Promise<World> {
    const folder = await mkdtemp(join(tmpdir(), 'ayon-ftrack-demo-'));
    const world = new World(folder, options);
    await mkdir(world.logFolder);
    return world;
  }

  get logFolder(): string {
    return join(this.folder, 'logs');
  }

  get redisUrl(): string {
    return started(this.#redis, 'Redis').url;
  }

  get ftrack(): FtrackAccess {
    return started(this.#ftrack, 'the ftrack simulator');
  }

  get ayon(): AyonAccess {
    return started(this.#ayon, 'the AYON simulator');
  }

  get leecher(): Service {
    return started(this.#leecher, 'the leecher');
  }

  get processor(): Service {
    return started(this.#processor, 'the processor');
  }

  /**
   * Starts the private Redis that keeps every write before it answers.
   * @param onProgress told when a Redis has to be fetched first.
   * @returns its version.
   */
  startRedis(onProgress: (line: string) => void): Promise<string> {
    return this.#begin(() => this.#startRedis(onProgress));
  }

  /** Starts the ftrack server, and the AYON server with our addon installed and set up for it. */
  startSimulators(): Promise<void> {
    return this.#begin(() => this.#startSimulators());
  }

  /** Starts leecher and processor, and waits until both are ready. */
  startServices(): Promise<void> {
    return this.#begin(async () => {
      this.#leecher = this.#service('leecher', {
        AYON_FTRACK_BACKFILL: this.#options.backfill ? 'on' : 'off',
      });
      this.#processor = this.#service('processor', {});
      await Promise.all([this.#leecher.start(), this.#processor.start()]);
    });
  }

  /** The last lines the services wrote, and those of a simulator that has ended. */
  async tails(): Promise<{ name: string; lines: string }[]> {
    const processes = [
      this.#leecher,
      this.#processor,
      ...this.#simulators.filter((simulator) => !simulator.running),
    ].filter((process) => process !== null);
    return Promise.all(
      processes.map(async (process) => ({ name: process.name, lines: await process.tail() })),
    );
  }

  /** Stops everything, in the order in which it is used, and removes its files; logs stay when asked for. Nothing starts any more. */
  async close({ keepLogs }: { keepLogs: boolean }): Promise<void> {
    this.#closed = true;
    const stopServices = () => Promise.all([this.#leecher?.stop(), this.#processor?.stop()]);
    await stopServices();
    await this.#starting.catch(() => undefined);
    await stopServices();
    await Promise.all(this.#simulators.map((simulator) => simulator.stop()));
    await this.#redis?.close();
    await rm(keepLogs ? this.#stateFolder : this.folder, { recursive: true, force: true, maxRetries: 5 });
    await this.#guard.dismiss();
  }

  get #stateFolder(): string {
    return join(this.folder, 'state');
  }

  #begin<Result>(work: () => Promise<Result>): Promise<Result> {
    if (this.#closed) return Promise.reject(new ProcessError('the demo', 'is being stopped.'));
    const started = work();
    this.#starting = started;
    return started;
  }

  async #startRedis(onProgress: (line: string) => void): Promise<string> {
    const { binary, version } = await findRedisServer({ log: onProgress });
    const path = [dirname(binary), process.env['PATH'] ?? ''].join(delimiter);
    this.#redis = await startPrivateRedis({ stateFolder: this.#stateFolder, env: { PATH: path } });
    const redis = new Redis({ path: this.#redis.socketPath });
    const pid = /process_id:(\d+)/.exec(await redis.info('server'))?.[1];
    redis.disconnect();
    if (pid !== undefined) this.#guard.watch(Number(pid));
    return version;
  }

  async #startSimulators(): Promise<void> {
    const usersFile = await this.#writeJson('users.json', ayonUsers());
    this.#ftrack = readFtrackAccess(await this.#simulate('ftrack', []));
    const addonFile = await this.#writeJson('addon.json', installedAddon(this.#ftrack.url));
    this.#ayon = readAyonAccess(await this.#simulate('ayon', ['--addon', addonFile, '--users', usersFile]));
    await putSecret(this.#ayon, SECRETS.username, this.#ftrack.user);
    await putSecret(this.#ayon, SECRETS.apiKey, this.#ftrack.apiKey);
  }

  async #simulate(name: 'ftrack' | 'ayon', args: readonly string[]): Promise<unknown> {
    const { process: simulator, line } = await ManagedProcess.startSpeaking({
      name: `the ${name === 'ftrack' ? 'ftrack' : 'AYON'} simulator`,
      script: findBuiltModule(import.meta.url, '../main.js'),
      args: ['simulate', name, '--port', '0', ...args],
      env: process.env,
      logFile: join(this.logFolder, `${name}-simulator.log`),
      guard: this.#guard,
    });
    this.#simulators.push(simulator);
    return line;
  }

  #service(name: Service['name'], more: NodeJS.ProcessEnv): Service {
    const inherited = Object.entries(process.env).filter(([key]) => !FOREIGN_VARIABLE.test(key));
    const built = this.#options.bundled === true ? 'bundle' : 'dist';
    return new Service({
      name,
      script: fileURLToPath(new URL(`../../../services/${name}/${built}/main.js`, import.meta.url)),
      env: {
        ...Object.fromEntries(inherited),
        AYON_SERVER_URL: this.ayon.url,
        AYON_API_KEY: this.ayon.apiKey,
        AYON_ADDON_NAME: ADDON_NAME,
        AYON_ADDON_VERSION: ADDON_VERSION,
        AYON_SERVICE_NAME: `demo-${name}`,
        AYON_FTRACK_REDIS_URL: this.redisUrl,
        AYON_FTRACK_STATE_FOLDER: this.#stateFolder,
        AYON_FTRACK_HEALTH_PORT: '0',
        ...more,
      },
      stateFolder: this.#stateFolder,
      logFile: join(this.logFolder, `${name}.log`),
      guard: this.#guard,
    });
  }

  async #writeJson(name: string, value: unknown): Promise<string> {
    const file = join(this.folder, name);
    await writeFile(file, JSON.stringify(value, undefined, 2));
    return file;
  }
}

function started<Part>(part: Part | null, name: string): Part {
  if (part === null) throw new ProcessError(name, 'has not been started.');
  return part;
}

function readFtrackAccess(line: unknown): FtrackAccess {
  const { url, user, apiKey } = line as Partial<FtrackAccess>;
  if (typeof url === 'string' && typeof user === 'string' && typeof apiKey === 'string')
    return { url, user, apiKey };
  throw new ProcessError('the ftrack simulator', 'did not tell url, user and apiKey.');
}

function readAyonAccess(line: unknown): AyonAccess {
  const { url, apiKey } = line as Partial<AyonAccess>;
  if (typeof url === 'string' && typeof apiKey === 'string') return { url, apiKey };
  throw new ProcessError('the AYON simulator', 'did not tell url and apiKey.');
}

async function putSecret(access: AyonAccess, ...[name, value]: [string, string]): Promise<void> {
  const response = await fetch(`${access.url}/api/secrets/${name}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json', 'x-api-key': access.apiKey },
    body: JSON.stringify({ value }),
  });
  if (!response.ok)
    throw new ProcessError('the AYON simulator', `refused the secret ${name}: HTTP ${response.status}.`);
}
