import { describe, expect, it, vi } from 'vitest';
import type { Clock } from '../../clock/index.ts';
import { systemClock } from '../../clock/index.ts';
import { StaleLeaseError } from '../errors.ts';
import { partitionOf } from '../partitions.ts';
import { openTestLog, type TestLog, testEntry } from '../testing/open-test-log.ts';
import type { LogHandler } from './log-handler.ts';
import { PartitionReader, type PartitionReaderEvents } from './partition-reader.ts';

const PARTITION = partitionOf('project-a', 4);

/** Real time, but waits are cut to a millisecond: backoff without waiting for it. */
const hurriedClock: Clock = { ...systemClock, setTimeout: (callback) => setTimeout(callback, 1) };

async function readWith(
  test: TestLog,
  handlers: readonly LogHandler[],
  events: PartitionReaderEvents = {},
): Promise<{ stop: () => Promise<void>; reader: PartitionReader }> {
  const stop = new AbortController();
  const reader = new PartitionReader({
    log: test.log,
    lease: await test.lease(PARTITION),
    handlers,
    signal: stop.signal,
    events,
    clock: hurriedClock,
  });
  const running = reader.run();
  running.catch(() => undefined);
  return {
    reader,
    stop: async () => {
      stop.abort();
      await running;
    },
  };
}

function recorder(name: string, overrides: Partial<LogHandler> = {}): LogHandler & { seen: string[] } {
  const seen: string[] = [];
  return {
    name,
    topics: ['ftrack.update'],
    startAt: 'oldest',
    handle: (record) => {
      seen.push(record.id);
    },
    ...overrides,
    seen,
  };
}

const entries = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => testEntry(`e${index + from}`));

describe('PartitionReader', () => {
  it('delivers in order to every handler that wants a record, and goes on after a restart', async () => {
    await using test = await openTestLog();
    const all = recorder('all');
    const hints = recorder('hints', { topics: ['ftrack.*'], hints: true });
    await test.log.append([...entries(3), testEntry('h', { kind: 'hint', topic: 'ftrack.row' })]);
    const first = await readWith(test, [all, hints]);
    await vi.waitFor(() => expect(hints.seen).toEqual(['e0', 'e1', 'e2', 'h']));
    expect(all.seen).toEqual(['e0', 'e1', 'e2']);
    await first.stop();

    await test.log.append(entries(2, 3));
    const second = await readWith(test, [all, hints]);
    await vi.waitFor(() => expect(all.seen).toEqual(['e0', 'e1', 'e2', 'e3', 'e4']));
    await second.stop();
  });

  it('starts a new handler at the end of the log unless it asks for all', async () => {
    await using test = await openTestLog();
    await test.log.append(entries(2));
    const late = recorder('late', { startAt: 'newest' });
    const { stop } = await readWith(test, [late]);
    await vi.waitFor(async () =>
      expect((await test.log.positions(PARTITION, ['late'])).get('late')?.cursor).toBe(2),
    );
    await test.log.append(entries(1, 2));
    await vi.waitFor(() => expect(late.seen).toEqual(['e2']));
    await stop();
  });

  it('lets a fast handler go on while a slow one hangs, and lets the slow one catch up', async () => {
    await using test = await openTestLog();
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    const fast = recorder('fast');
    const slowSeen: string[] = [];
    const slow = recorder('slow', {
      handle: async (record) => {
        await gate;
        slowSeen.push(record.id);
      },
    });
    const onDetached = vi.fn<(handler: string, detached: boolean) => void>();
    const { stop } = await readWith(test, [fast, slow], { onDetached });
    for (let batch = 0; batch < 12; batch += 1) {
      await test.log.append(entries(500, batch * 500));
      await vi.waitFor(() => expect(fast.seen.length).toBe((batch + 1) * 500));
    }
    expect(slowSeen).toEqual([]);
    expect(onDetached).toHaveBeenCalledWith('slow', true);
    release();
    await vi.waitFor(() => expect(slowSeen.length).toBe(6_000));
    expect(slowSeen).toEqual(fast.seen);
    await vi.waitFor(() => expect(onDetached).toHaveBeenLastCalledWith('slow', false));
    await stop();
  });

  it('parks only the order key of a failed record and keeps its order', async () => {
    await using test = await openTestLog();
    let broken = true;
    const seen: string[] = [];
    const handler = recorder('h', {
      order: 'entity',
      attempts: 1_000,
      keyOf: (record) => record.id.split(':')[0] ?? '',
      handle: (record) => {
        if (record.id === 'bad:1' && broken) throw new Error('not now');
        seen.push(record.id);
      },
    });
    await test.log.append(['bad:1', 'good:1', 'bad:2', 'good:2'].map((id) => testEntry(id)));
    const { stop } = await readWith(test, [handler]);
    await vi.waitFor(() => expect(seen).toEqual(['good:1', 'good:2']));
    await vi.waitFor(async () =>
      expect((await test.log.positions(PARTITION, ['h'])).get('h')).toEqual({
        cursor: 0,
        settledAhead: new Set([2, 4]),
      }),
    );
    await stop();

    // Another process goes on: what was settled ahead of the cursor is not delivered again.
    const again = await readWith(test, [handler]);
    broken = false;
    await vi.waitFor(() => expect(seen).toEqual(['good:1', 'good:2', 'bad:1', 'bad:2']));
    await vi.waitFor(async () =>
      expect((await test.log.positions(PARTITION, ['h'])).get('h')?.cursor).toBe(4),
    );
    await again.stop();
  });

  it('makes a dead letter of a record that never succeeds, and goes on', async () => {
    await using test = await openTestLog();
    const onFailure = vi.fn<(failure: { attempt: number; final: boolean }) => void>();
    const handler = recorder('h', {
      attempts: 3,
      handle: (record) => {
        if (record.id === 'e0') throw new Error('never');
        handler.seen.push(record.id);
      },
    });
    await test.log.append(entries(2));
    const { stop } = await readWith(test, [handler], { onFailure });
    await vi.waitFor(() => expect(handler.seen).toEqual(['e1']));
    await vi.waitFor(async () =>
      expect((await test.log.positions(PARTITION, ['h'])).get('h')?.cursor).toBe(2),
    );
    expect(onFailure.mock.calls.map(([failure]) => [failure.attempt, failure.final])).toEqual([
      [1, false],
      [2, false],
      [3, true],
    ]);
    const [letter] = await test.redis.xrange(test.keys.dead, '-', '+');
    expect(letter?.[1]).toContain('3');
    expect(letter?.[1]?.join(' ')).toContain('Error: never');
    await stop();
  });

  it('commits marks with the record that made them, and not those of a failed attempt', async () => {
    await using test = await openTestLog();
    const onMarked = vi.fn<(projects: ReadonlySet<string>) => void>();
    let attempts = 0;
    const handler = recorder('h', {
      handle: (record, context) => {
        attempts += 1;
        context.mark('project-a', attempts === 1 ? 'half-done' : record.id);
        if (attempts === 1) throw new Error('once');
      },
    });
    await test.log.append(entries(1));
    const { stop } = await readWith(test, [handler], { onMarked });
    await vi.waitFor(() => expect(onMarked).toHaveBeenCalledWith(new Set(['project-a'])));
    expect(await test.redis.zrange(`${test.keys.dirty}project-a`, '0', '-1')).toEqual(['e0']);
    await stop();
  });

  it('ends with StaleLeaseError when another process has the lease', async () => {
    await using test = await openTestLog();
    const lease = await test.lease(PARTITION);
    const handler = recorder('h');
    const reader = new PartitionReader({
      log: test.log,
      lease,
      handlers: [handler],
      signal: new AbortController().signal,
      clock: hurriedClock,
    });
    const running = reader.run();
    const ended = expect(running).rejects.toBeInstanceOf(StaleLeaseError);
    await vi.waitFor(async () => expect((await test.log.positions(PARTITION, ['h'])).size).toBe(1));
    await test.lease(PARTITION, 'theirs');
    await test.log.append(entries(1));
    await ended;
    expect((await test.log.positions(PARTITION, ['h'])).get('h')?.cursor).toBe(0);
  });

  it('goes on after the store refused to answer for a while', async () => {
    await using test = await openTestLog();
    const onStoreError = vi.fn<(error: unknown) => void>();
    const handler = recorder('h');
    const { stop } = await readWith(test, [handler], { onStoreError });
    await vi.waitFor(async () => expect((await test.log.positions(PARTITION, ['h'])).size).toBe(1));
    const stream = test.keys.stream(PARTITION);
    await test.redis.set(stream, 'not a stream');
    await vi.waitFor(() => expect(onStoreError).toHaveBeenCalled());
    await test.redis.del(stream);
    await test.log.append(entries(1));
    await vi.waitFor(() => expect(handler.seen).toEqual(['e0']));
    await stop();
  });
});
