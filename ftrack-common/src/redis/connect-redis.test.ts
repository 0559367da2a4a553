import type { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import {
  checkRedis,
  connectRedis,
  type ConnectRedisOptions,
  describeRedisError,
  type DisposableRedis,
  readDurability,
  type RedisConnectionState,
  startDisposableRedis,
} from './index.ts';

let server: DisposableRedis;
const opened: Redis[] = [];

beforeEach(async () => {
  server = await startDisposableRedis();
});

afterEach(async () => {
  for (const redis of opened.splice(0)) redis.disconnect();
  await server[Symbol.asyncDispose]();
});

function connect(options: Partial<ConnectRedisOptions> = {}): Redis {
  const redis = connectRedis({ url: server.url, role: 'commands', random: () => 0, ...options });
  opened.push(redis);
  return redis;
}

describe('connectRedis', () => {
  test('a command waits for a server that comes back, and the states tell why', async () => {
    const states: RedisConnectionState[] = [];
    const redis = connect({ onState: (state) => states.push(state) });
    await redis.set('kept', '1');
    await server.kill();
    await vi.waitFor(() => expect(states.some((s) => s.state === 'waiting' && s.error)).toBe(true));
    const answer = redis.get('kept');
    await server.start();
    expect(await answer).toBe('1');
    expect(states.map((s) => s.state).slice(0, 2)).toEqual(['connecting', 'ready']);
    expect(states.at(-1)).toEqual({ state: 'ready' });

    await redis.quit();
    await vi.waitFor(() => expect(states.at(-1)).toEqual({ state: 'closed' }));
  });

  test('with whenOffline "fail" a command is refused at once', async () => {
    const redis = connect({ whenOffline: 'fail' });
    await vi.waitFor(() => expect(redis.status).toBe('ready'));
    await server.kill();
    await vi.waitFor(() => expect(redis.status).not.toBe('ready'));
    await expect(redis.get('a')).rejects.toThrow();
  });

  test('a subscriber hears again after the server came back', async () => {
    const heard: string[] = [];
    const subscriber = connect({ role: 'subscriber' });
    subscriber.on('message', (_, message) => heard.push(message));
    await subscriber.subscribe('news');
    await server.kill();
    await server.start();
    const redis = connect();
    await vi.waitFor(async () => {
      await redis.publish('news', 'again');
      expect(heard).toContain('again');
    });
  });

  test('a wrong password is told in words, retried, and healed', async () => {
    const admin = connect();
    await admin.config('SET', 'requirepass', 'right');
    const states: RedisConnectionState[] = [];
    connect({ onState: (state) => states.push(state) });
    await vi.waitFor(() => expect(states.filter((s) => s.state === 'waiting').length).toBeGreaterThan(1));
    const last = states.findLast((s) => s.state === 'waiting');
    expect(describeRedisError(last?.error ?? new Error(''))).toMatch(/refuses the user name or password/);
    await admin.config('SET', 'requirepass', '');
    await vi.waitFor(() => expect(states.at(-1)).toEqual({ state: 'ready' }));
  });

  test('an address of another kind is refused without showing it', () => {
    expect(() => connect({ url: 'http://user:hunter2@host' })).toThrow(TypeError);
    expect(() => connect({ url: 'http://user:hunter2@host' })).not.toThrow(/hunter2/);
  });
});

describe('readDurability', () => {
  test.each([
    ['yes', 'always', 'always'],
    ['yes', 'everysec', 'everysec'],
    ['yes', 'no', 'none'],
    ['no', 'always', 'none'],
  ])('appendonly %s, appendfsync %s: %s', async (appendOnly, appendFsync, expected) => {
    const redis = connect();
    await redis.config('SET', 'appendonly', appendOnly);
    await redis.config('SET', 'appendfsync', appendFsync);
    expect(await readDurability(redis)).toBe(expected);
  });

  test('a server that forbids CONFIG is unknown', async () => {
    const redis = connect();
    await redis.call('ACL', 'SETUSER', 'default', '-config');
    expect(await readDurability(redis)).toBe('unknown');
  });
});

describe('checkRedis', () => {
  test('a private server has no problem', async () => {
    expect(await checkRedis(connect())).toEqual([]);
  });

  test('a server that evicts is an error that says what to set', async () => {
    const redis = connect();
    await redis.config('SET', 'maxmemory-policy', 'allkeys-lru');
    expect(await checkRedis(redis)).toEqual([
      {
        code: 'REDIS_EVICTS',
        message: expect.stringMatching(/maxmemory-policy noeviction/),
      },
    ]);
  });

  test('a replica is an error', async () => {
    const redis = connect();
    await redis.call('REPLICAOF', '127.0.0.1', '1');
    expect((await checkRedis(redis)).map((problem) => problem.code)).toEqual(['REDIS_READ_ONLY']);
  });
});
