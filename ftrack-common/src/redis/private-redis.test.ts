import { mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import {
  connectRedis,
  findRedisServer,
  type PrivateRedisState,
  startPrivateRedis,
  stopPrivateRedis,
} from './index.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'private-redis-'));
  await lendServer(folder);
});

afterEach(async () => {
  expect(await stopPrivateRedis({ stateFolder: folder })).toBe('not running');
  await rm(folder, { recursive: true, force: true });
});

/** Saves the new state folder an unpacking of its own. */
async function lendServer(stateFolder: string): Promise<void> {
  const found = await findRedisServer();
  if (found.source === 'unpacked') await symlink(dirname(found.binary), join(stateFolder, 'redis-server'));
}

async function readServer(url: string): Promise<{ pid: number; settings: string[] }> {
  const redis = connectRedis({ url, role: 'commands' });
  const pid = Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1]);
  const settings: string[] = [];
  for (const name of ['port', 'appendonly', 'appendfsync', 'maxmemory-policy', 'save']) {
    settings.push(String((await redis.config('GET', name))[1]));
  }
  redis.disconnect();
  return { pid, settings };
}

test('is durable, private, and has no port', async () => {
  await using redis = await startPrivateRedis({ stateFolder: folder });
  expect((await readServer(redis.url)).settings).toEqual(['0', 'yes', 'always', 'noeviction', '']);
  expect((await stat(dirname(redis.socketPath))).mode & 0o777).toBe(0o700);
});

test('a second user joins; the last one stops it, whoever started it', async () => {
  const first = await startPrivateRedis({ stateFolder: folder });
  const second = await startPrivateRedis({ stateFolder: folder });
  expect([first.joined, second.joined]).toEqual([false, true]);
  const { pid } = await readServer(first.url);
  await first.close();
  expect((await readServer(second.url)).pid).toBe(pid);
  expect(await stopPrivateRedis({ stateFolder: folder })).toBe('in use');
  await second.close();
});

test('users that come together share one server', async () => {
  const users = await Promise.all([1, 2, 3].map(() => startPrivateRedis({ stateFolder: folder })));
  expect(users.filter((user) => !user.joined)).toHaveLength(1);
  await Promise.all(users.map((user) => user.close()));
});

test('a dead server is started again with its data', async () => {
  const states: PrivateRedisState[] = [];
  await using user = await startPrivateRedis({ stateFolder: folder, onState: (state) => states.push(state) });
  await using other = await startPrivateRedis({ stateFolder: folder });
  const redis = connectRedis({ url: other.url, role: 'commands' });
  await redis.set('kept', '1');
  const { pid } = await readServer(user.url);
  process.kill(pid, 'SIGKILL');
  await vi.waitFor(() => expect(states.map((s) => s.state)).toEqual(['ready', 'restarting', 'ready']));
  expect(await redis.get('kept')).toBe('1');
  expect((await readServer(user.url)).pid).not.toBe(pid);
  redis.disconnect();
});

test('the mark of a killed user does not keep the server', async () => {
  const user = await startPrivateRedis({ stateFolder: folder });
  await writeFile(join(folder, 'redis', 'users', '999999999-1'), '');
  await user.close();
});

test('a long state folder gets a short private socket folder', async () => {
  const long = join(folder, 'x'.repeat(120));
  await mkdir(long);
  await lendServer(long);
  const redis = await startPrivateRedis({ stateFolder: long });
  expect(redis.socketPath.startsWith(join(tmpdir(), 'ayon-ftrack-'))).toBe(true);
  expect((await stat(dirname(redis.socketPath))).mode & 0o777).toBe(0o700);
  await redis.close();
  await expect(stat(dirname(redis.socketPath))).rejects.toThrow('ENOENT');
});

test('a server that cannot start says why', async () => {
  const data = join(folder, 'redis', 'data');
  await mkdir(data, { recursive: true });
  await writeFile(join(data, 'appendonly.aof'), 'not an append-only file');
  await expect(startPrivateRedis({ stateFolder: folder })).rejects.toThrow(
    /did not start: it ended with code 1[\s\S]*append only file/,
  );
});
