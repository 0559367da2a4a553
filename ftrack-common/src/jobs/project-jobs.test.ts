import { describe, expect, it, vi } from 'vitest';
import { connectRedis, startDisposableRedis } from '../redis/index.ts';
import { LeaseLostError } from './lease.ts';
import { ProjectJobs, type ProjectJobsOptions, type ProjectRun } from './project-jobs.ts';

async function openJobs(run: (run: ProjectRun) => Promise<void>, options: Partial<ProjectJobsOptions> = {}) {
  const server = await startDisposableRedis({ append: 'none' });
  const redis = connectRedis({ url: server.url, role: 'blocking' });
  const jobs = new ProjectJobs({ redis, run, random: () => 0, sweepMs: 50, ...options });
  const mark = async (projectId: string, ...marks: [string, number][]): Promise<void> => {
    for (const [entityId, sequence] of marks)
      await redis.zadd(`{ayon-ftrack}:dirty:${projectId}`, sequence, entityId);
    await redis.sadd('{ayon-ftrack}:dirty', projectId);
  };
  await jobs.start();
  return {
    jobs,
    redis,
    url: server.url,
    mark,
    [Symbol.asyncDispose]: async () => {
      await jobs.stop();
      redis.disconnect();
      await server[Symbol.asyncDispose]();
    },
  };
}

const idsOf = (run: ProjectRun): string[] => run.marks.map((mark) => mark.entityId);

describe('ProjectJobs', () => {
  it('works off all marks of a project in one run and forgets the project', async () => {
    const runs: string[][] = [];
    await using test = await openJobs(async (run) => {
      runs.push(idsOf(run));
    });
    await test.mark('p', ['a', 1], ['b', 2]);
    await test.jobs.request(['p']);
    await vi.waitFor(async () => expect(await test.jobs.marks.projects()).toEqual([]));
    expect(runs).toEqual([['a', 'b']]);
  });

  it('runs again for what was marked while it ran, also for the same entity', async () => {
    const runs: string[][] = [];
    await using test = await openJobs(async (run) => {
      runs.push(idsOf(run));
      if (runs.length === 1) await test.mark('p', ['a', 3], ['c', 4]);
    });
    await test.mark('p', ['a', 1], ['b', 2]);
    await test.jobs.request(['p']);
    await vi.waitFor(async () => expect(await test.jobs.marks.projects()).toEqual([]));
    expect(runs).toEqual([
      ['a', 'b'],
      ['a', 'c'],
    ]);
  });

  it('keeps the marks of a run that failed and tries again', async () => {
    let tries = 0;
    const onFailed = vi.fn<(failure: { failures: number }) => void>();
    await using test = await openJobs(
      async () => {
        tries += 1;
        if (tries === 1) throw new Error('AYON is away');
      },
      { events: { onFailed } },
    );
    await test.mark('p', ['a', 1]);
    await test.jobs.request(['p']);
    await vi.waitFor(async () => expect(await test.jobs.marks.projects()).toEqual([]), { timeout: 5_000 });
    expect(tries).toBe(2);
    expect(onFailed).toHaveBeenCalledOnce();
  });

  it('settles what a run keeps with its marks, and hands it to the next one when it broke off', async () => {
    const runs: string[][] = [];
    await using test = await openJobs(async (run) => {
      runs.push(idsOf(run));
      if (runs.length > 1) return;
      await run.keep(['kept']);
      throw new Error('AYON is away');
    });
    await test.mark('p', ['a', 1]);
    await test.jobs.request(['p']);
    await vi.waitFor(async () => expect(await test.jobs.marks.projects()).toEqual([]), { timeout: 5_000 });
    expect(runs).toEqual([['a'], ['a', 'kept']]);
  });

  it('runs again for what was added without a record while it ran, however the clocks of the processes differ', async () => {
    const runs: string[][] = [];
    await using test = await openJobs(async (run) => {
      runs.push(idsOf(run));
      if (runs.length === 1) await test.jobs.marks.add('p', ['a']);
    });
    await test.jobs.marks.add('p', ['a', 'b']);
    await test.jobs.request(['p']);
    await vi.waitFor(async () => expect(await test.jobs.marks.projects()).toEqual([]));
    expect(runs).toEqual([['a', 'b'], ['a']]);
  });

  it('finds dirty projects that nobody asked a run for', async () => {
    const runs: string[] = [];
    await using test = await openJobs(async (run) => {
      runs.push(run.projectId);
    });
    await test.mark('orphan', ['a', 1]);
    await vi.waitFor(() => expect(runs).toEqual(['orphan']));
  });

  it('never runs one project twice at a time, but several projects side by side', async () => {
    const active = new Map<string, number>();
    let together = 0;
    let overlaps = 0;
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    await using test = await openJobs(async ({ projectId }) => {
      const now = (active.get(projectId) ?? 0) + 1;
      active.set(projectId, now);
      if (now > 1) overlaps += 1;
      together = Math.max(together, [...active.values()].filter((count) => count > 0).length);
      await gate;
      active.set(projectId, (active.get(projectId) ?? 0) - 1);
    });
    await test.mark('p', ['a', 1]);
    await test.mark('q', ['a', 2]);
    for (let time = 0; time < 5; time += 1) await test.jobs.request(['p', 'q']);
    await vi.waitFor(() => expect(together).toBe(2));
    release();
    await vi.waitFor(async () => expect(await test.jobs.marks.projects()).toEqual([]));
    expect(overlaps).toBe(0);
  });

  it('never runs one project in two processes at a time', async () => {
    let active = 0;
    let most = 0;
    const seen: string[] = [];
    const run = async (name: string, { projectId }: ProjectRun): Promise<void> => {
      active += 1;
      most = Math.max(most, active);
      await new Promise((resolve) => setImmediate(resolve));
      active -= 1;
      seen.push(`${name} ${projectId}`);
    };
    await using test = await openJobs((given) => run('one', given));
    const redis = connectRedis({ url: test.url, role: 'blocking' });
    const other = new ProjectJobs({
      redis,
      run: (given) => run('other', given),
      random: () => 0,
      sweepMs: 5,
    });
    await other.start();
    for (let round = 1; round <= 30; round += 1) {
      await test.mark('p', [`e${round}`, round]);
      await Promise.all([test.jobs.request(['p']), other.request(['p'])]);
    }
    await vi.waitFor(async () => expect(await test.jobs.marks.projects()).toEqual([]));
    await other.stop();
    redis.disconnect();
    expect(most).toBe(1);
    expect(seen.length).toBeGreaterThan(0);
  });

  it('refuses to write, and to settle, once another process has the lease', async () => {
    const outcomes: unknown[] = [];
    await using test = await openJobs(async (run) => {
      await run.assertHeld();
      if (outcomes.length > 0) return;
      const [lock = ''] = await test.redis.keys('*:lock');
      await test.redis.set(lock, 'theirs', 'PX', 300);
      outcomes.push(await run.assertHeld().catch((error: unknown) => error));
    });
    await test.mark('p', ['a', 1]);
    await test.jobs.request(['p']);
    await vi.waitFor(() => expect(outcomes[0]).toBeInstanceOf(LeaseLostError));
    await vi.waitFor(async () => expect(await test.jobs.marks.projects()).toEqual([]), { timeout: 10_000 });
  });

  it('looks once more at a project taken over from a process that never let go of it', async () => {
    const runs: string[][] = [];
    await using test = await openJobs(
      async (run) => {
        runs.push(idsOf(run));
      },
      { longestRequestMs: 200 },
    );
    await test.redis.set('{ayon-ftrack}:in-hand:p', 'token of a dead process');
    await test.mark('p', ['a', 1]);
    await test.jobs.request(['p']);
    await vi.waitFor(() => expect(runs).toEqual([['a'], ['a']]), { timeout: 5_000 });
    await vi.waitFor(async () => expect(await test.redis.keys('*in-hand*')).toEqual([]));
    expect(await test.redis.zcard('{ayon-ftrack}:rechecks')).toBe(0);
  });
});
