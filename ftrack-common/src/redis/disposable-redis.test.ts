import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { expect, test } from 'vitest';
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
