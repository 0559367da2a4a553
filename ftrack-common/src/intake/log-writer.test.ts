import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AppendResult, LogEntry } from '../event-log/index.ts';
import { openSpool } from '../spool/index.ts';
import { LogWriter } from './log-writer.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ayon-ftrack-writer-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const entryOf = (id: number, body = '{}'): LogEntry => ({
  id: String(id),
  kind: 'event',
  topic: 't',
  projectId: null,
  body,
});

/** A log in memory that takes entries while `takes` says so. */
function createLog(takes: () => boolean) {
  const ids: string[] = [];
  const batches: number[] = [];
  return {
    ids,
    batches,
    append: async (entries: readonly LogEntry[]): Promise<AppendResult> => {
      await Promise.resolve();
      if (!takes()) throw new Error('the log is away');
      ids.push(...entries.map(({ id }) => id));
      batches.push(entries.length);
      return { appended: entries.length, duplicates: 0, lastSequence: ids.length };
    },
  };
}

const firstOf = (ids: readonly string[]): string[] => [...new Set(ids)];
const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => String(index));

describe('a writer', () => {
  it('gathers what arrives while an append is under way', async () => {
    await using spool = await openSpool({ folder, maxBytes: 1_000_000 });
    const log = createLog(() => true);
    const writer = new LogWriter({ append: log.append, spool });
    for (let id = 0; id < 1_200; id += 1) writer.write(entryOf(id));
    expect(await writer.whenLogged()).toBe(true);
    expect(log.ids).toEqual(numbers(1_200));
    expect(log.batches).toEqual([500, 500, 200]);
    await writer.close();
  });

  it('does not put megabytes of text into one append', async () => {
    await using spool = await openSpool({ folder, maxBytes: 1_000_000 });
    const log = createLog(() => true);
    const writer = new LogWriter({ append: log.append, spool });
    for (let id = 0; id < 5; id += 1) writer.write(entryOf(id, 'x'.repeat(1_500_000)));
    await writer.whenLogged();
    expect(log.batches).toEqual([1, 1, 1, 1, 1]);
    await writer.close();
  });

  it('says when what was written is in the log, and not while it is on disk', async () => {
    let takes = false;
    await using spool = await openSpool({ folder, maxBytes: 1_000_000 });
    const log = createLog(() => takes);
    const writer = new LogWriter({ append: log.append, spool, retryMs: 5 });
    writer.write(entryOf(0));
    const logged = vi.fn();
    void writer.whenLogged().then(logged);
    await vi.waitUntil(() => spool.records === 1);
    expect(logged).not.toHaveBeenCalled();
    takes = true;
    await vi.waitFor(() => expect(logged).toHaveBeenCalledWith(true));
    expect(log.ids).toEqual(['0']);
    await writer.close();
  });

  it('leaves to the next one what the log does not take while it is closed', async () => {
    {
      await using spool = await openSpool({ folder, maxBytes: 1_000_000 });
      const writer = new LogWriter({ append: createLog(() => false).append, spool });
      for (let id = 0; id < 3; id += 1) writer.write(entryOf(id));
      const logged = writer.whenLogged();
      await writer.close();
      expect(await logged).toBe(false);
      expect(await writer.whenLogged()).toBe(false);
    }
    await using spool = await openSpool({ folder, maxBytes: 1_000_000 });
    const log = createLog(() => true);
    const writer = new LogWriter({ append: log.append, spool });
    writer.write(entryOf(3));
    await writer.whenLogged();
    expect(log.ids).toEqual(numbers(4));
    await writer.close();
  });

  it('keeps the oldest in memory and tells the loss when the disk is full too', async () => {
    let takes = false;
    await using spool = await openSpool({ folder, maxBytes: 400, segmentBytes: 100 });
    const log = createLog(() => takes);
    const lost = vi.fn();
    const events = { onLost: lost };
    const writer = new LogWriter({ append: log.append, spool, retryMs: 5, memoryLimit: 10, events });
    for (let id = 0; id < 50; id += 1) {
      writer.write(entryOf(id));
      await new Promise(setImmediate);
    }
    await vi.waitFor(() => expect(lost).toHaveBeenCalled());
    takes = true;
    await writer.whenLogged();
    const kept = firstOf(log.ids).map(Number);
    expect(kept).toEqual([...kept].sort((a, b) => a - b));
    expect(kept.slice(0, 10)).toEqual(numbers(10).map(Number));
    const told = lost.mock.calls.reduce((sum, [count]) => sum + Number(count), 0);
    expect(kept.length + told).toBe(50);
    await writer.close();
  });

  it('brings everything into the log in order, however the log comes and goes', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ writes: fc.nat(8), takes: fc.boolean(), turns: fc.nat(4) }), { maxLength: 12 }),
        fc.integer({ min: 0, max: 2_000_000 }),
        async (rounds, run) => {
          let takes = true;
          await using spool = await openSpool({
            folder: join(folder, String(run), String(Math.random())),
            maxBytes: 1_000_000,
            segmentBytes: 300,
            fsync: false,
          });
          const log = createLog(() => takes);
          const writer = new LogWriter({ append: log.append, spool, retryMs: 1 });
          let next = 0;
          for (const round of rounds) {
            takes = round.takes;
            for (let left = round.writes; left > 0; left -= 1) writer.write(entryOf(next++));
            for (let left = round.turns; left > 0; left -= 1) await new Promise(setImmediate);
          }
          takes = true;
          writer.retryNow();
          expect(await writer.whenLogged()).toBe(true);
          await writer.close();
          expect(firstOf(log.ids)).toEqual(numbers(next));
        },
      ),
      { numRuns: 60 },
    );
  });
});
