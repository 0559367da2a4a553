import { describe, expect, it } from 'vitest';
import { createFakeClock, settle } from '../event-hub/testing/fake-clock.ts';
import type { LogEntry } from '../event-log/index.ts';
import type { EventRow } from '../ftrack/index.ts';
import { Backfill, type BackfillOptions } from './backfill.ts';

const PAGE = 10;

function setUp(options: Partial<BackfillOptions> = {}) {
  const clock = createFakeClock();
  const world = { newest: 0, away: false, heardAt: clock.now(), logged: true };
  const written: LogEntry[] = [];
  const marks: number[] = [];
  const failures: unknown[] = [];
  const rowOf = (id: number): EventRow => ({
    id,
    action: null,
    insert: null,
    createdAt: null,
    parentId: null,
    parentType: null,
    projectId: null,
    userId: null,
    data: null,
  });
  const backfill = new Backfill({
    table: {
      newestId: async () => {
        if (world.away) throw new Error('ftrack is away');
        return world.newest === 0 ? null : world.newest;
      },
      async *rowsAfter(afterId) {
        for (let from = afterId + 1; from <= world.newest; from += PAGE) {
          if (world.away) throw new Error('ftrack is away');
          const count = Math.min(PAGE, world.newest - from + 1);
          yield Array.from({ length: count }, (_, index) => rowOf(from + index));
        }
      },
    },
    serverUrl: 'https://studio.test',
    write: (entry) => written.push(entry),
    whenLogged: async () => world.logged,
    heardAt: () => world.heardAt,
    onMark: async (eventId) => {
      marks.push(eventId);
    },
    onFailed: (error) => failures.push(error),
    onRecovered: () => failures.push('recovered'),
    overlap: 3,
    clock,
    random: () => 0,
    ...options,
  });
  const rows = (): number[] => written.map(({ id }) => Number(id.split(':').at(-1)));
  return { backfill, clock, world, marks, failures, rows };
}

const running = new AbortController().signal;

describe('filling', () => {
  it('begins at the newest row when nothing is known', async () => {
    const { backfill, world, rows, marks } = setUp();
    world.newest = 40;
    expect(await backfill.fill(running)).toBe(0);
    expect(rows()).toEqual([]);
    expect(marks).toEqual([40]);
  });

  it('reads from a little before the mark to the end', async () => {
    const { backfill, world, rows, marks } = setUp();
    backfill.rewind(20);
    world.newest = 42;
    expect(await backfill.fill(running)).toBe(25);
    expect(rows()).toEqual(Array.from({ length: 25 }, (_, index) => 18 + index));
    expect(marks.at(-1)).toBe(42);
    expect(backfill.mark).toBe(42);
  });

  it('goes on when ftrack is back', async () => {
    const { backfill, world, clock, failures } = setUp();
    backfill.rewind(20);
    world.newest = 22;
    world.away = true;
    const filled = backfill.fill(running);
    await clock.advance(5_000);
    expect(failures.length).toBeGreaterThan(1);
    world.away = false;
    await clock.advance(30_000);
    expect(await filled).toBe(5);
    expect(failures.at(-1)).toBe('recovered');
  });

  it('moves no mark past what the log did not take', async () => {
    const { backfill, world, marks } = setUp();
    backfill.rewind(20);
    world.newest = 42;
    world.logged = false;
    expect(await backfill.fill(running)).toBeNull();
    expect(marks).toEqual([]);
  });

  it('begins anew when the log was replaced meanwhile', async () => {
    const { backfill, world, clock, rows } = setUp({
      whenLogged: async () => {
        if (rows().length === PAGE) backfill.rewind(5);
        return true;
      },
    });
    backfill.rewind(20);
    world.newest = 60;
    const filled = backfill.fill(running);
    await clock.advance(5_000);
    await filled;
    expect(Math.min(...rows())).toBe(3);
    expect(backfill.mark).toBe(60);
  });
});

describe('following', () => {
  async function setUpFollowing() {
    const parts = setUp();
    parts.backfill.rewind(10);
    void parts.backfill.poll(running);
    parts.backfill.follow();
    return parts;
  }

  it('moves the mark once the hub was heard for a while after the id was read', async () => {
    const { backfill, world, clock } = await setUpFollowing();
    world.newest = 15;
    await clock.advance(5_000);
    expect(backfill.mark).toBe(10);
    world.heardAt = clock.now() + 4_000;
    await clock.advance(5_000);
    expect(backfill.mark).toBe(15);
  });

  it('does not move it while the connection may be dead', async () => {
    const { backfill, world, clock } = await setUpFollowing();
    world.newest = 15;
    await clock.advance(60_000);
    expect(backfill.mark).toBe(10);
  });

  it('does not move it after the connection was lost', async () => {
    const { backfill, world, clock } = await setUpFollowing();
    world.newest = 15;
    await clock.advance(5_000);
    backfill.pause();
    world.heardAt = clock.now() + 60_000;
    await clock.advance(60_000);
    await settle();
    expect(backfill.mark).toBe(10);
  });
});
