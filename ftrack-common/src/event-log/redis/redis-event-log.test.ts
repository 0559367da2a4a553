import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LogReplacedError, StaleLeaseError } from '../errors.ts';
import { partitionOf } from '../partitions.ts';
import { openTestLog, testEntry } from '../testing/open-test-log.ts';
import { openRedisEventLog } from './redis-event-log.ts';

describe('append', () => {
  it('gives growing sequences and keeps bodies byte for byte', async () => {
    await using test = await openTestLog();
    const body = JSON.stringify({ text: 'ünï\u0000 "x" \\ \u2028 💥', long: 'x'.repeat(1_000_000) });
    const first = await test.log.append([testEntry('a', { body }), testEntry('b')]);
    expect(first).toEqual({ appended: 2, duplicates: 0, lastSequence: 2 });
    const partition = partitionOf('project-a', 4);
    const records = await test.log.read({ partition, after: 0, limit: 10 });
    expect(records.map((record) => [record.sequence, record.id, record.partition])).toEqual([
      [1, 'a', partition],
      [2, 'b', partition],
    ]);
    expect(records[0]?.body).toBe(body);
    expect(records[0]?.value).toEqual(JSON.parse(body));
  });

  it('takes an id once, within a call and over calls', async () => {
    await using test = await openTestLog();
    await test.log.append([testEntry('a'), testEntry('a')]);
    const second = await test.log.append([testEntry('b'), testEntry('a')]);
    expect(second).toEqual({ appended: 1, duplicates: 1, lastSequence: 2 });
  });

  it('puts what has no project into the global partition', async () => {
    await using test = await openTestLog();
    await test.log.append([testEntry('a', { projectId: null, topic: 'ftrack.action.discover' })]);
    const records = await test.log.read({ partition: 4, after: 0, limit: 10 });
    expect(records).toMatchObject([{ id: 'a', projectId: null }]);
  });

  it('keeps a body that is no JSON and gives null as its value', async () => {
    await using test = await openTestLog();
    await test.log.append([testEntry('a', { projectId: null, body: '{broken' })]);
    const [record] = await test.log.read({ partition: 4, after: 0, limit: 1 });
    expect(record?.body).toBe('{broken');
    expect(record?.value).toBeNull();
  });

  it('refuses to go on in a log that was emptied meanwhile', async () => {
    await using test = await openTestLog();
    await test.log.append([testEntry('a')]);
    await test.redis.flushall();
    await expect(test.log.append([testEntry('b')])).rejects.toBeInstanceOf(LogReplacedError);
    const fresh = await openRedisEventLog({ redis: test.redis, partitions: 4 });
    expect(fresh.description.epoch).not.toBe(test.log.description.epoch);
  });

  it('keeps every id once and in order, whatever is appended in which batches', async () => {
    await using test = await openTestLog(3);
    const batches = fc.array(fc.array(fc.tuple(fc.nat(20), fc.nat(5)), { maxLength: 8 }), { maxLength: 8 });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(batches, async (script) => {
        run += 1;
        const expected = new Map<string, string[]>();
        const seen = new Set<string>();
        const before = await test.log.lastSequence();
        for (const batch of script) {
          const entries = batch.map(([id, project]) =>
            testEntry(`${run}-${id}`, { projectId: `p${project}` }),
          );
          await test.log.append(entries);
          for (const entry of entries) {
            if (seen.has(entry.id)) continue;
            seen.add(entry.id);
            const project = entry.projectId ?? '';
            expected.set(project, [...(expected.get(project) ?? []), entry.id]);
          }
        }
        const found = new Map<string, string[]>();
        for (let partition = 0; partition <= 3; partition += 1) {
          const records = await test.log.read({ partition, after: before, limit: 1_000 });
          for (const record of records) {
            const project = record.projectId ?? '';
            found.set(project, [...(found.get(project) ?? []), record.id]);
          }
        }
        expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
      }),
      { numRuns: 40 },
    );
  });
});

describe('open', () => {
  it('refuses another number of partitions and says how to go on', async () => {
    await using test = await openTestLog(4);
    await expect(openRedisEventLog({ redis: test.redis, partitions: 8 })).rejects.toThrow(
      /made with 4 partitions, 8 are asked for/,
    );
  });

  it('refuses a format it does not know', async () => {
    await using test = await openTestLog();
    await test.redis.hset(test.keys.meta, 'format', '99');
    await expect(openRedisEventLog({ redis: test.redis })).rejects.toMatchObject({ code: 'log_format' });
  });
});

describe('commit', () => {
  const progress = { handler: 'sync', cursor: 5, settledAhead: [7, 9], marks: [], deadLetters: [] };
  const tenEntries = Array.from({ length: 10 }, (_, index) => testEntry(`e${index}`));

  it('stores cursor, sequences ahead, marks and dead letters in one step', async () => {
    await using test = await openTestLog();
    await test.log.append(tenEntries);
    const lease = await test.lease(1);
    await test.log.commit(lease, [
      {
        ...progress,
        marks: [{ projectId: 'p', entityId: 'e', sequence: 4 }],
        deadLetters: [{ sequence: 3, attempts: 5, error: 'boom' }],
      },
    ]);
    const positions = await test.log.positions(1, ['sync', 'other']);
    expect(positions.get('sync')).toEqual({ cursor: 5, settledAhead: new Set([7, 9]) });
    expect(positions.has('other')).toBe(false);
    expect(await test.redis.zrange(`${test.keys.dirty}p`, '0', '-1', 'WITHSCORES')).toEqual(['e', '4']);
    expect(await test.redis.smembers(test.keys.dirtyProjects)).toEqual(['p']);
    expect(await test.redis.xlen(test.keys.dead)).toBe(1);
  });

  it('forgets sequences ahead once the cursor has passed them, and never moves a cursor back', async () => {
    await using test = await openTestLog();
    await test.log.append(tenEntries);
    const lease = await test.lease(0);
    await test.log.commit(lease, [progress]);
    await test.log.commit(lease, [{ ...progress, cursor: 8, settledAhead: [] }]);
    await test.log.commit(lease, [{ ...progress, cursor: 6, settledAhead: [] }]);
    expect((await test.log.positions(0, ['sync'])).get('sync')).toEqual({
      cursor: 8,
      settledAhead: new Set([9]),
    });
  });

  it('writes nothing for a process whose lease has passed on', async () => {
    await using test = await openTestLog();
    await test.log.append(tenEntries);
    const lease = await test.lease(0);
    await test.lease(0, 'theirs');
    await expect(
      test.log.commit(lease, [{ ...progress, marks: [{ projectId: 'p', entityId: 'e', sequence: 1 }] }]),
    ).rejects.toBeInstanceOf(StaleLeaseError);
    expect((await test.log.positions(0, ['sync'])).size).toBe(0);
    expect(await test.redis.exists(`${test.keys.dirty}p`)).toBe(0);
  });

  it('writes nothing for a cursor beyond the log: the log was set back', async () => {
    await using test = await openTestLog();
    await test.log.append([testEntry('a')]);
    const lease = await test.lease(0);
    await expect(test.log.commit(lease, [{ ...progress, cursor: 2 }])).rejects.toBeInstanceOf(
      StaleLeaseError,
    );
    expect((await test.log.positions(0, ['sync'])).size).toBe(0);
  });
});

describe('trim', () => {
  it('drops what every handler has behind it, and nothing a handler still needs', async () => {
    await using test = await openTestLog(1);
    await test.log.append(Array.from({ length: 10 }, (_, index) => testEntry(`e${index}`)));
    const lease = await test.lease(0);
    const at = (handler: string, cursor: number) => ({ ...emptyProgress, handler, cursor });
    await test.log.commit(lease, [at('fast', 10), at('slow', 4)]);
    await test.log.commit(await test.lease(1), [at('fast', 10), at('slow', 10)]);
    const dropped = await test.log.trim({ handlers: ['fast', 'slow'], keepMs: 60_000, keepBytes: 1 });
    expect(dropped).toBe(4);
    const left = await test.log.read({ partition: 0, after: 0, limit: 20 });
    expect(left.map((record) => record.sequence)).toEqual([5, 6, 7, 8, 9, 10]);
  });
});

const emptyProgress = { settledAhead: [], marks: [], deadLetters: [] };
