import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { withProcessLock } from './process-lock.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'process-lock-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

test('only one task runs at a time, and nothing is left behind', async () => {
  let running = 0;
  let most = 0;
  const task = async (): Promise<void> => {
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    running -= 1;
  };
  const lock = join(folder, 'lock');
  await Promise.all(Array.from({ length: 5 }, () => withProcessLock(lock, task)));
  expect(most).toBe(1);
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  ['a dead process', () => spawnSync('true').pid],
  ['an earlier process with our pid', () => process.pid],
])('the lock of %s is taken over', async (_, owner) => {
  const lock = join(folder, 'lock');
  await mkdir(lock);
  await writeFile(join(lock, 'pid'), String(owner()));
  expect(await withProcessLock(lock, async () => 'done')).toBe('done');
});

test('an error of the task comes out and frees the lock', async () => {
  const lock = join(folder, 'lock');
  await expect(withProcessLock(lock, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  expect(await withProcessLock(lock, async () => 'free')).toBe('free');
});
