import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rename, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { connectRedis, startDisposableRedis } from './index.ts';

test('is gone with its folder at the end of the block', async () => {
  let socketPath: string;
  {
    await using redis = await startDisposableRedis();
    socketPath = redis.socketPath;
    expect(existsSync(socketPath)).toBe(true);
  }
  expect(existsSync(dirname(socketPath))).toBe(false);
});

test.each(['kill', 'stop'] as const)('%s keeps what was acknowledged', async (how) => {
  await using server = await startDisposableRedis();
  const redis = connectRedis({ url: server.url, role: 'commands' });
  await redis.set('kept', 'yes');
  const { pid } = server;
  await server[how]();
  await server.start();
  expect(await redis.get('kept')).toBe('yes');
  expect(server.pid).not.toBe(pid);
  redis.disconnect();
});

test('without an append-only file nothing is kept', async () => {
  await using server = await startDisposableRedis({ append: 'none' });
  const redis = connectRedis({ url: server.url, role: 'commands' });
  await redis.set('lost', 'yes');
  await server.kill();
  await server.start();
  expect(await redis.get('lost')).toBeNull();
  redis.disconnect();
});

test('what a killed test process left is cleared at the next start, a stranger with the pid is not', async () => {
  const dead = spawnSync('true').pid;
  const leave = async (works: boolean): Promise<{ folder: string; left: ChildProcess }> => {
    // Renamed when complete: other test files clear leftovers too.
    const made = await mkdtemp(join(tmpdir(), 'left-redis-'));
    const left = spawn('sleep', ['30'], { cwd: works ? made : tmpdir() });
    await writeFile(join(made, 'pid'), String(left.pid));
    const folder = join(tmpdir(), `ayon-ftrack-redis-${dead}-${works}`);
    await rename(made, folder);
    return { folder, left };
  };
  const server = await leave(true);
  const stranger = await leave(false);
  await using _redis = await startDisposableRedis();
  await vi.waitFor(() => expect(server.left.signalCode).toBe('SIGKILL'));
  expect(stranger.left.signalCode).toBeNull();
  await vi.waitFor(() =>
    expect([existsSync(server.folder), existsSync(stranger.folder)]).toEqual([false, false]),
  );
  stranger.left.kill();
});
