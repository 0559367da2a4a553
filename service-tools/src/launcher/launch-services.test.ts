import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type AyonSimulator, startAyonSimulator } from '@ynput/ayon-simulator';
import { type Clock, systemClock } from '@ynput/ftrack-common/clock';
import { connectRedis, type DisposableRedis, startDisposableRedis } from '@ynput/ftrack-common/redis';
import { ForeignServicesError, PresenceBoard, VERSION } from '@ynput/ftrack-common/service';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { InputError } from '../input-error.ts';
import { type LaunchOptions, launchServices } from './launch-services.ts';

/** Writes down what it was told, then waits to be stopped; the first run of a `crash` file's owner ends by itself. */
const STAND_IN = `
import { appendFileSync, existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
const folder = process.env.AYON_FTRACK_STATE_FOLDER;
const tell = (line) => appendFileSync(join(folder, 'told'), JSON.stringify(line) + '\\n');
writeFileSync(join(folder, 'leecher.health.json'), JSON.stringify({ url: 'http://127.0.0.1:1', pid: process.pid }));
tell({ started: process.pid, name: process.env.AYON_SERVICE_NAME, redis: process.env.AYON_FTRACK_REDIS_URL });
process.on('SIGTERM', () => { tell({ stopped: process.pid }); process.exit(0); });
if (existsSync(join(folder, 'crash'))) { renameSync(join(folder, 'crash'), join(folder, 'crashed')); process.exit(7); }
setInterval(() => {}, 1000);
`;

/** Real time, delays a hundredth as long. */
const fastClock: Clock = { ...systemClock, setTimeout: (callback, ms) => setTimeout(callback, ms / 100) };

let redis: DisposableRedis;
let folder = '';
let said: string[] = [];

beforeAll(async () => {
  redis = await startDisposableRedis();
});
afterAll(() => redis[Symbol.asyncDispose]());
beforeEach(async () => {
  said = [];
  folder = await mkdtemp(join(tmpdir(), 'ayon-ftrack-launcher-'));
  await writeFile(join(folder, 'stand-in.mjs'), STAND_IN);
});
afterEach(() => rm(folder, { recursive: true }));

function startAyon(settings: Record<string, string> = {}, port = 0): Promise<AyonSimulator> {
  return startAyonSimulator({
    port,
    addons: [{ name: 'ftrack', version: '1.6.3', settings: { redis: settings } }],
  });
}

interface Given extends Partial<LaunchOptions> {
  readonly ayon: { readonly url: string; readonly apiKey: string };
  readonly redisUrl?: string;
}

/** Launches the stand-in as leecher. */
function launch({ ayon, redisUrl, ...rest }: Given) {
  const stopping = new AbortController();
  const program = join(folder, 'stand-in.mjs');
  const env: NodeJS.ProcessEnv = {
    AYON_SERVER_URL: ayon.url,
    AYON_API_KEY: ayon.apiKey,
    AYON_ADDON_NAME: 'ftrack',
    AYON_ADDON_VERSION: '1.6.3',
    AYON_SERVICE_NAME: 'stand-in',
    ...(redisUrl === undefined ? {} : { AYON_FTRACK_REDIS_URL: redisUrl }),
  };
  const ended = launchServices(
    {
      services: ['leecher'],
      env,
      join: false,
      stateFolder: folder,
      say: (line) => said.push(line),
      programs: { leecher: program, processor: program },
      clock: fastClock,
      ...rest,
    },
    stopping.signal,
  );
  ended.catch(() => undefined);
  return {
    ended,
    stop: async () => {
      stopping.abort();
      await ended;
    },
  };
}

async function told(): Promise<Record<string, unknown>[]> {
  const text = await readFile(join(folder, 'told'), 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

const started = (count: number) =>
  vi.waitFor(
    async () => expect((await told()).filter((line) => 'started' in line)).toHaveLength(count),
    10_000,
  );

test('a service gets the Redis of the environment, its health page is told, and it is stopped in order', async () => {
  await using ayon = await startAyon({ url: 'redis://127.0.0.1:1' });
  const launcher = launch({ ayon, redisUrl: redis.url });
  await vi.waitFor(() => expect(said).toContain('leecher: http://127.0.0.1:1 shows how it is.'), 10_000);
  await launcher.stop();
  const [first, last] = await told();
  expect(first).toMatchObject({ name: 'stand-in', redis: redis.url });
  expect(last).toEqual({ stopped: first?.['started'] });
});

test('without a variable the setting in AYON names the Redis', async () => {
  await using ayon = await startAyon({ url: redis.url });
  const launcher = launch({ ayon });
  await started(1);
  await launcher.stop();
  expect((await told())[0]).toMatchObject({ redis: redis.url });
  expect(said).toContain('Redis: the setting redis/url in AYON.');
});

test('a crashed service is started again, and that is told', async () => {
  await writeFile(join(folder, 'crash'), '');
  const launcher = launch({ ayon: { url: 'http://127.0.0.1:1', apiKey: 'k' }, redisUrl: redis.url });
  await started(2);
  await launcher.stop();
  expect(said.join('\n')).toMatch(/leecher ended \(exit code 7\); it is started again in [\d.]+ s\./);
});

test('while AYON is away the launcher waits, says so once, and goes on when it is back', async () => {
  const first = await startAyon();
  await first.close();
  const launcher = launch({ ayon: first });
  await vi.waitFor(() => expect(said.join('\n')).toContain('AYON cannot be reached'), 10_000);
  await using _ayon = await startAyon({ url: redis.url }, Number(new URL(first.url).port));
  await started(1);
  await launcher.stop();
  expect(said.filter((line) => line.includes('cannot be reached'))).toHaveLength(1);
});

test('a launcher that waits can be stopped', async () => {
  const launcher = launch({ ayon: { url: 'http://127.0.0.1:1', apiKey: 'k' } });
  await vi.waitFor(() => expect(said.join('\n')).toContain('Waiting'), 10_000);
  await launcher.stop();
  const away = launch({ ayon: { url: 'http://127.0.0.1:1', apiKey: 'k' }, redisUrl: 'redis://127.0.0.1:1' });
  await vi.waitFor(
    () => expect(said.join('\n')).toContain('Nothing answers at the address of Redis'),
    10_000,
  );
  await away.stop();
  expect(await told()).toEqual([]);
});

test('what is plainly wrong ends the start with what to correct', async () => {
  await using ayon = await startAyon();
  const wrongKey = launch({ ayon: { url: ayon.url, apiKey: 'wrong' } }).ended;
  await expect(wrongKey).rejects.toThrow(InputError);
  await expect(wrongKey).rejects.toThrow('AYON_API_KEY');
  const wrongAddress = launch({ ayon, redisUrl: 'localhost:6379' }).ended;
  await expect(wrongAddress).rejects.toThrow(InputError);
  await expect(wrongAddress).rejects.toThrow('AYON_FTRACK_REDIS_URL');
  await using other = await startAyonSimulator({ addons: [{ name: 'ftrack', version: '2.0.0' }] });
  const wrongVersion = launch({ ayon: other }).ended;
  await expect(wrongVersion).rejects.toThrow(InputError);
  await expect(wrongVersion).rejects.toThrow('has no addon ftrack 1.6.3');
  expect(await told()).toEqual([]);
});

test('a Redis that services of another machine or version use is joined only on purpose', async () => {
  await using own = await startDisposableRedis();
  const connection = connectRedis({ url: own.url, role: 'commands' });
  const board = new PresenceBoard(connection);
  const common = { name: 'studio-leecher', service: 'leecher', pid: 1, since: 0 };
  await board.announce({ ...common, version: VERSION, host: 'farm-1' });
  const ayon = { url: 'http://127.0.0.1:1', apiKey: 'k' };
  const refused = launch({ ayon, redisUrl: own.url }).ended;
  await expect(refused).rejects.toThrow(ForeignServicesError);
  await expect(refused).rejects.toThrow('studio-leecher');

  const joined = launch({ ayon, redisUrl: own.url, join: true });
  await started(1);
  await joined.stop();
  await board.leave();

  await board.announce({ ...common, version: VERSION, host: hostname() });
  const like = launch({ ayon, redisUrl: own.url });
  await started(2);
  await like.stop();
  await board.leave();
  connection.disconnect();
});
