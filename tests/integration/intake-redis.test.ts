import { rm } from 'node:fs/promises';
import { connectRedis } from '@ynput/ftrack-common/redis';
import { describe, expect, it, vi } from 'vitest';
import { type IntakeStudio, openIntakeStudio, tasksIn } from './intake-studio.ts';

const SOON = { timeout: 15_000 };

async function untilInLog(studio: IntakeStudio, wanted: readonly string[]): Promise<void> {
  await vi.waitFor(async () => {
    const { events, hints } = tasksIn(await studio.readLog());
    const found = new Set([...events, ...hints]);
    expect(wanted.filter((id) => !found.has(id))).toEqual([]);
  }, SOON);
}

async function flush(studio: IntakeStudio): Promise<void> {
  const redis = connectRedis({ url: studio.redis.url, role: 'commands' });
  await redis.flushall();
  redis.disconnect();
}

describe('Redis', () => {
  it('absent at the start: what is heard waits on disk and is in order afterwards', async () => {
    await using studio = await openIntakeStudio();
    await studio.redis.kill();
    await using running = await studio.startIntake();
    await running.untilSubscribed();
    const ids = Array.from({ length: 20 }, (_, index) => studio.createTask(`task-${index}`));
    await vi.waitUntil(() => running.intake.status.spooling, SOON);
    await studio.redis.start();
    await vi.waitFor(async () => expect(tasksIn(await studio.readLog()).events).toEqual(ids), SOON);
  });

  it('killed under load and back with its data: everything is there, in order', async () => {
    await using studio = await openIntakeStudio();
    await using running = await studio.startIntake();
    await running.untilSubscribed();
    const ids: string[] = [];
    for (let round = 0; round < 3; round += 1) {
      for (let index = 0; index < 30; index += 1) ids.push(studio.createTask(`task-${round}-${index}`));
      await studio.redis.kill();
      for (let index = 0; index < 30; index += 1) ids.push(studio.createTask(`late-${round}-${index}`));
      await studio.redis.start();
    }
    await vi.waitFor(async () => expect(tasksIn(await studio.readLog()).events).toEqual(ids), SOON);
  });

  it('killed with a loss of the newest writes: they are appended again', async () => {
    await using studio = await openIntakeStudio({ append: 'none' });
    await using running = await studio.startIntake();
    await vi.waitFor(async () => expect(await studio.readNotices()).toHaveLength(1), SOON);
    const ids = Array.from({ length: 20 }, (_, index) => studio.createTask(`task-${index}`));
    await vi.waitFor(async () => expect(tasksIn(await studio.readLog()).events).toEqual(ids), SOON);
    // Without an append-only file nothing is left.
    await studio.redis.kill();
    await studio.redis.start();
    await vi.waitUntil(() => studio.happenings.some(({ type }) => type === 'log_replaced'), SOON);
    await vi.waitFor(async () => expect(tasksIn(await studio.readLog()).events).toEqual(ids), SOON);
    expect(running.intake.status.spooling).toBe(false);
  });

  it('emptied while the leecher listens, and nothing happens: told and filled again', async () => {
    await using studio = await openIntakeStudio();
    await using running = await studio.startIntake();
    await vi.waitFor(async () => expect(await studio.readNotices()).toHaveLength(1), SOON);
    const ids = ['a', 'b'].map((name) => studio.createTask(name));
    await untilInLog(studio, ids);
    const before = running.intake.status.mark ?? 0;
    await vi.waitUntil(() => (running.intake.status.mark ?? 0) > before, SOON);
    await flush(studio);
    await untilInLog(studio, ids);
    await vi.waitFor(async () => {
      expect((await studio.readNotices()).map(({ reason }) => reason)).toEqual(['log_emptied']);
    }, SOON);
    expect(studio.happenings.filter(({ type }) => type === 'log_replaced')).toMatchObject([
      { how: 'emptied' },
    ]);
  });

  it('emptied while the leecher is down: told and filled again', async () => {
    await using studio = await openIntakeStudio();
    const first = await studio.startIntake();
    await vi.waitFor(async () => expect(await studio.readNotices()).toHaveLength(1), SOON);
    const ids = ['a', 'b'].map((name) => studio.createTask(name));
    await untilInLog(studio, ids);
    const before = first.intake.status.mark ?? 0;
    await vi.waitUntil(() => (first.intake.status.mark ?? 0) > before, SOON);
    await first.stop();
    await flush(studio);
    await using _second = await studio.startIntake();
    await untilInLog(studio, ids);
    await vi.waitFor(async () => {
      expect((await studio.readNotices()).map(({ reason }) => reason).sort()).toEqual([
        'log_emptied',
        'start',
      ]);
    }, SOON);
  });

  it('set back while the leecher is down: told and filled again', async () => {
    await using studio = await openIntakeStudio();
    const first = await studio.startIntake();
    await vi.waitFor(async () => expect(await studio.readNotices()).toHaveLength(1), SOON);
    const redis = connectRedis({ url: studio.redis.url, role: 'commands' });
    const keys = await redis.keys('*');
    const backup = await Promise.all(keys.map(async (key) => [key, await redis.dumpBuffer(key)] as const));
    const lost = studio.createTask('lost');
    const before = first.intake.status.mark ?? 0;
    await vi.waitUntil(() => (first.intake.status.mark ?? 0) > before, SOON);
    await first.stop();
    await redis.flushall();
    for (const [key, dump] of backup) if (dump !== null) await redis.restore(key, 0, dump);
    redis.disconnect();
    await using _second = await studio.startIntake();
    await untilInLog(studio, [lost]);
    expect(studio.happenings.filter(({ type }) => type === 'log_replaced')).toMatchObject([
      { how: 'set_back' },
    ]);
  });

  it('with a position and no file beside it: nothing is told, the gap is filled', async () => {
    await using studio = await openIntakeStudio();
    const first = await studio.startIntake();
    await vi.waitFor(async () => expect(await studio.readNotices()).toHaveLength(1), SOON);
    await first.stop();
    await rm(`${studio.folder}/intake-position.json`);
    const missed = studio.createTask('missed');
    await using _second = await studio.startIntake();
    await untilInLog(studio, [missed]);
    expect(studio.happenings.some(({ type }) => type === 'log_replaced')).toBe(false);
  });
});
