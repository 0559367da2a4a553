import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { identityOf } from '../auth/identity.ts';
import { makeUser } from '../auth/users.ts';
import { Call } from '../http/call.ts';
import { startAyonSimulator } from '../launcher.ts';
import { callApi } from '../testing/client.ts';
import { costOf, type RequestWork } from './formula.ts';
import { SingleWorker } from './single-worker.ts';

const TIMES = fileURLToPath(new URL('../../../../../shared/data/ayon/server-times.json', import.meta.url));

type Changes = Omit<RequestWork & { is: 'entities' }, 'is' | 'folders'>;

const NOTHING: Changes = { folderCreates: 0, otherCreates: 0, updates: 0, rebuilds: 'nothing' };
const COLUMNS: Readonly<Record<string, Changes>> = {
  '1 folder create': { ...NOTHING, folderCreates: 1, rebuilds: 'folders' },
  '20 folder creates': { ...NOTHING, folderCreates: 20, rebuilds: 'folders' },
  'folder status update': { ...NOTHING, updates: 1, rebuilds: 'folder-values' },
  'task create': { ...NOTHING, otherCreates: 1, rebuilds: 'tasks' },
  'task status update': { ...NOTHING, updates: 1 },
};

interface Growth {
  columns: string[];
  rows: number[][];
}

describe.skipIf(!existsSync(TIMES))('the formula against a real server', () => {
  for (const [column, changes] of Object.entries(COLUMNS)) {
    it(`gives the sum of "${column}" within a factor of two`, () => {
      const { growth } = JSON.parse(readFileSync(TIMES, 'utf8')) as { growth: Growth };
      const index = growth.columns.indexOf(column);
      const measured = growth.rows.reduce((sum, row) => sum + (row[index] ?? 0), 0);
      const modelled = growth.rows.reduce(
        (sum, [folders = 0]) => sum + costOf({ is: 'entities', folders, ...changes }),
        0,
      );
      expect(modelled / measured).toBeGreaterThan(0.5);
      expect(modelled / measured).toBeLessThan(2);
    });
  }
});

describe('a simulator at the cost of a real server', () => {
  const folder = (name: string) => ({
    type: 'create',
    entityType: 'folder',
    data: { name, folderType: 'Folder' },
  });

  it('takes the time of the formula for each request', async () => {
    const slept: number[] = [];
    const sleep = async (ms: number) => void slept.push(ms);
    await using ayon = await startAyonSimulator({ cost: 'ayon-1.16', sleep });
    await callApi(ayon, 'POST /api/projects', { name: 'demo', code: 'dm' });
    const batch = (name: string) =>
      callApi(ayon, 'POST /api/projects/demo/operations', { operations: [folder(name)] });
    slept.length = 0;
    await batch('a');
    expect(slept).toEqual([25]);
    slept.length = 0;
    await callApi(ayon, 'GET /api/projects/demo/folders');
    expect(slept).toEqual([5.03]);
    slept.length = 0;
    await callApi(ayon, 'POST /api/projects/demo/folders/search', {});
    expect(slept).toEqual([5]);
  });

  it('works on one request at a time, and twice as long on batches that come side by side', async () => {
    await using ayon = await startAyonSimulator();
    await callApi(ayon, 'POST /api/projects', { name: 'demo', code: 'dm' });
    const slept: number[] = [];
    let atWork = 0;
    const worker = new SingleWorker(ayon.state, async (ms) => void slept.push(ms));
    const answer = async () => {
      atWork += 1;
      expect(atWork).toBe(1);
      await Promise.resolve();
      atWork -= 1;
      return { status: 200 };
    };
    const body = Buffer.from(JSON.stringify({ operations: [folder('a')] }));
    const path = '/api/projects/demo/operations';
    const batch = () =>
      new Call(
        { method: 'POST', path, query: new URLSearchParams(), headers: {}, body, remoteAddress: '' },
        () => identityOf(makeUser({ name: 'x' }, '')),
      );
    await Promise.all([worker.run(batch(), answer), worker.run(batch(), answer)]);
    expect(slept).toEqual([25, 25, 25, 25]);
    slept.length = 0;
    await worker.run(batch(), answer);
    expect(slept).toEqual([25]);
  });

  it('runs out of locks after a minute when a batch creates more than 2,500 folders', async () => {
    const slept: number[] = [];
    const sleep = async (ms: number) => void slept.push(ms);
    await using ayon = await startAyonSimulator({ cost: 'ayon-1.16', sleep });
    await callApi(ayon, 'POST /api/projects', { name: 'demo', code: 'dm' });
    slept.length = 0;
    const operations = Array.from({ length: 2501 }, (_, index) => folder(`f${index}`));
    expect(await callApi(ayon, 'POST /api/projects/demo/operations', { operations })).toMatchObject({
      status: 500,
      body: { detail: expect.stringContaining('out of shared memory') },
    });
    expect(slept).toEqual([60_000]);
    expect((await callApi(ayon, 'GET /api/projects/demo/folders')).body).toMatchObject({ folders: [] });
  });
});
