import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openRedisEventLog, partitionOf } from '../event-log/index.ts';
import { testEntry } from '../event-log/testing/open-test-log.ts';
import { connectRedis, startDisposableRedis } from '../redis/index.ts';
import { IntakeState } from './intake-state.ts';
import { LogKeeper, type OpenedLog } from './log-keeper.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ayon-ftrack-keeper-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function setUp(append: 'always' | 'none') {
  const server = await startDisposableRedis({ append });
  const redis = connectRedis({ url: server.url, role: 'commands', whenOffline: 'fail' });
  const opened: OpenedLog[] = [];
  const keeper = new LogKeeper({
    redis,
    openLog: () => openRedisEventLog({ redis }),
    state: new IntakeState({ redis, folder }),
    serverUrl: 'https://studio.test',
    onOpened: (log) => opened.push(log),
    timeoutMs: 300,
  });
  await vi.waitFor(() => keeper.open());
  return {
    server,
    redis,
    keeper,
    opened,
    [Symbol.asyncDispose]: async () => {
      await keeper.close();
      redis.disconnect();
      await server[Symbol.asyncDispose]();
    },
  };
}

describe('the keeper of a log', () => {
  it('rejects while Redis is away, and goes on after it is back', async () => {
    await using test = await setUp('always');
    const { keeper, server, opened } = test;
    expect(await keeper.append([testEntry('1')])).toMatchObject({ appended: 1, lastSequence: 1 });
    await server.kill();
    await expect(keeper.append([testEntry('2')])).rejects.toThrow();
    await server.start();
    await vi.waitFor(async () => expect((await keeper.append([testEntry('2')])).lastSequence).toBe(2));
    expect(opened.map(({ judgement }) => judgement.replaced)).toEqual([null, null]);
  });

  it('appends to the new log of an emptied Redis, and tells it', async () => {
    await using test = await setUp('always');
    const { keeper, redis, opened } = test;
    await keeper.append([testEntry('1')]);
    await redis.flushall();
    expect(await keeper.append([testEntry('2')])).toMatchObject({ appended: 1, lastSequence: 1 });
    expect(opened.map(({ judgement }) => judgement.replaced)).toEqual([null, 'emptied']);
    expect(opened[1]?.description.epoch).not.toBe(opened[0]?.description.epoch);
  });

  it('gives a Redis that forgets in a crash the last seconds again, before anything new', async () => {
    await using test = await setUp('none');
    const { keeper, server, redis } = test;
    await keeper.append([testEntry('1'), testEntry('2')]);
    await server.kill();
    await server.start();
    await vi.waitFor(async () => expect((await keeper.append([testEntry('3')])).lastSequence).toBe(3));
    const log = await openRedisEventLog({ redis });
    const partition = partitionOf('project-a', log.description.partitions);
    const records = await log.read({ partition, after: 0, limit: 10 });
    expect(records.map(({ id }) => id)).toEqual(['1', '2', '3']);
  });

  it('connects anew when Redis does not answer in time', async () => {
    await using test = await setUp('always');
    const { keeper, server } = test;
    process.kill(server.pid, 'SIGSTOP');
    await expect(keeper.append([testEntry('1')])).rejects.toThrow('did not answer within 300 ms');
    process.kill(server.pid, 'SIGCONT');
    await vi.waitFor(async () => expect((await keeper.append([testEntry('1')])).lastSequence).toBe(1), 5_000);
  });
});
