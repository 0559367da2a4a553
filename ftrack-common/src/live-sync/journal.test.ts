import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { connectRedis, type DisposableRedis, startDisposableRedis } from '../redis/index.ts';
import { Journal, type JournalEntry } from './journal.ts';

let server: DisposableRedis;
let redis: Redis;

beforeAll(async () => {
  server = await startDisposableRedis({ append: 'none' });
  redis = connectRedis({ url: server.url, role: 'commands' });
});
beforeEach(() => redis.flushall());
afterAll(async () => {
  redis.disconnect();
  await server[Symbol.asyncDispose]();
});

function entry(projectId: string, ms = 1): JournalEntry {
  return {
    at: '2026-01-01T00:00:00.000Z',
    projectId,
    projectName: null,
    causes: [{ entityId: 'task', sequence: 3, kind: 'event' }],
    causeCount: 1,
    operations: [],
    operationCount: 0,
    skipped: [],
    failed: [],
    note: null,
    ms,
    requests: { ftrack: 2, ayon: 1 },
    error: null,
  };
}

it('is read from a place on, oldest first, page by page', async () => {
  const journal = new Journal(redis);
  expect(await journal.newestPlace()).toBe('0');
  expect(await journal.readAfter('0')).toEqual([]);
  for (const id of ['a', 'b', 'c']) await journal.add(entry(id));
  const [first, ...none] = await journal.readAfter('0', 1);
  expect(none).toEqual([]);
  expect(first?.entry).toEqual(entry('a'));
  const rest = await journal.readAfter(first?.place ?? '');
  expect(rest.map((placed) => placed.entry.projectId)).toEqual(['b', 'c']);
  expect(await journal.newestPlace()).toBe(rest.at(-1)?.place);
  expect(await journal.readAfter(await journal.newestPlace())).toEqual([]);
});

it('keeps about the newest 5,000 entries', async () => {
  const journal = new Journal(redis);
  await Promise.all(Array.from({ length: 5_300 }, (_, index) => journal.add(entry('a', index))));
  const kept = await redis.xlen('{ayon-ftrack}:journal');
  expect(kept).toBeGreaterThanOrEqual(5_000);
  expect(kept).toBeLessThan(5_200);
  const entries = await journal.readAfter('0', 10_000);
  expect(entries.at(-1)?.entry.ms).toBe(5_299);
});

it('tells how far a run is until it has ended, and for a minute at most', async () => {
  const journal = new Journal(redis);
  expect(await journal.progressOf('a')).toBeNull();
  await journal.setProgress('a', { phase: 'read', done: 1, total: 9 });
  await journal.setProgress('a', { phase: 'write', done: 2, total: 9 });
  expect(await journal.progressOf('a')).toEqual({ phase: 'write', done: 2, total: 9 });
  expect(await journal.progressOf('b')).toBeNull();
  const life = await redis.pttl('{ayon-ftrack}:progress:a');
  expect(life).toBeGreaterThan(0);
  expect(life).toBeLessThanOrEqual(60_000);
  await journal.add(entry('a'));
  expect(await journal.progressOf('a')).toBeNull();
});

it('keeps journals of two logs apart', async () => {
  await new Journal(redis, 'one').add(entry('a'));
  expect(await new Journal(redis, 'two').readAfter('0')).toEqual([]);
});
