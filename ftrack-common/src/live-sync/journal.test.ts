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

function entry(projectId: string, ms = 1, message = ''): JournalEntry {
  return {
    at: '2026-01-01T00:00:00.000Z',
    projectId,
    projectName: null,
    requestedBy: null,
    scope: 1,
    causes: [{ entityId: 'task', sequence: 3, kind: 'event', author: null }],
    causeCount: 1,
    operations: [],
    operationCount: 0,
    skipped: message === '' ? [] : [{ code: 'refused', ftrackId: null, path: '', message, author: null }],
    skippedCount: message === '' ? 0 : 1,
    failed: [],
    failedCount: 0,
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

it('keeps the newest entries, as many as fit by number', async () => {
  const journal = new Journal(redis, { keptEntries: 50 });
  for (let ms = 1; ms <= 70; ms += 1) await journal.add(entry('a', ms));
  const kept = await journal.readAfter('0', 1_000);
  expect(kept.map((placed) => placed.entry.ms)).toEqual(Array.from({ length: 50 }, (_, index) => 21 + index));
});

it('keeps as many as fit by size, and the newest one always', async () => {
  const journal = new Journal(redis, { keptBytes: 10_000 });
  const long = 'x'.repeat(2_000);
  for (let ms = 1; ms <= 20; ms += 1) await journal.add(entry('a', ms, long));
  const kept = await journal.readAfter('0', 1_000);
  expect(kept.map((placed) => placed.entry.ms)).toEqual([17, 18, 19, 20]);
  await journal.add(entry('a', 21, 'x'.repeat(50_000)));
  expect((await journal.readAfter('0')).map((placed) => placed.entry.ms)).toEqual([21]);
  await journal.add(entry('a', 22));
  expect((await journal.readAfter('0')).map((placed) => placed.entry.ms)).toEqual([22]);
});

it('finds the newest runs of a project, and one by its place', async () => {
  const journal = new Journal(redis);
  for (let ms = 1; ms <= 450; ms += 1) await journal.add(entry(ms % 100 === 0 ? 'b' : 'a', ms));
  const newest = await journal.readNewest(3, ({ projectId }) => projectId === 'b');
  expect(newest.map((placed) => placed.entry.ms)).toEqual([400, 300, 200]);
  expect(await journal.readNewest(10, ({ projectId }) => projectId === 'c')).toEqual([]);
  expect((await journal.readNewest(1_000)).length).toBe(450);
  const [first] = newest;
  expect(await journal.readAt(first?.place ?? '')).toEqual(first);
  expect(await journal.readAt('1-1')).toBeNull();
  expect(await journal.readAt('no place')).toBeNull();
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
  await new Journal(redis, { prefix: 'one' }).add(entry('a'));
  expect(await new Journal(redis, { prefix: 'two' }).readAfter('0')).toEqual([]);
});
