import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createFakeClock, type FakeClock } from '../event-hub/testing/fake-clock.ts';
import type { EventLog } from '../event-log/index.ts';
import { openTestLog, type TestLog } from '../event-log/testing/open-test-log.ts';
import { scheduleReconcile } from './reconcile-schedule.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const zone = process.env['TZ'];

/** A log that only counts, so that a year passes at once. */
function countingLog() {
  const asked: { id: string; at: number }[] = [];
  const state = { away: false };
  const logFor = (clock: FakeClock, createdAt = clock.now()): Pick<EventLog, 'append' | 'description'> => ({
    description: { epoch: 'e', format: 1, partitions: 1, createdAt },
    append: async (entries) => {
      if (state.away) throw new Error('Redis is away');
      const fresh = entries.filter(({ id }) => !asked.some((known) => known.id === id));
      asked.push(...fresh.map(({ id }) => ({ id, at: clock.now() })));
      return {
        appended: fresh.length,
        duplicates: entries.length - fresh.length,
        lastSequence: asked.length,
      };
    },
  });
  return { asked, state, logFor };
}

function hoursOf(asked: readonly { at: number }[]): number[] {
  return asked.map(({ at }) => new Date(at).getHours());
}

describe('the daily comparison', () => {
  beforeEach(() => {
    process.env['TZ'] = 'Europe/Prague';
  });
  afterEach(() => {
    if (zone === undefined) delete process.env['TZ'];
    else process.env['TZ'] = zone;
  });

  function start(
    local: [number, number, number, number, number],
    { at = '02:00', createdAt }: { at?: string; createdAt?: Date } = {},
  ) {
    const clock = createFakeClock(new Date(...local).getTime());
    const log = countingLog();
    const errors: unknown[] = [];
    const end = scheduleReconcile({
      log: log.logFor(clock, createdAt?.getTime()),
      at,
      onError: (error) => errors.push(error),
      clock,
    });
    return { ...log, clock, errors, end };
  }

  it('is asked for once a day, at its time', async () => {
    const { asked, clock } = start([2026, 5, 10, 12, 0]);
    await clock.advance(13 * HOUR);
    expect(asked).toEqual([]);
    await clock.advance(72 * HOUR);
    expect(asked.map(({ id }) => id)).toEqual([
      'reconcile:2026-6-11',
      'reconcile:2026-6-12',
      'reconcile:2026-6-13',
    ]);
    expect(asked.map(({ at }) => new Date(at).toTimeString().slice(0, 5))).toEqual([
      '02:00',
      '02:00',
      '02:00',
    ]);
  });

  it('is asked for on the day of the start if its time is still to come', async () => {
    const { asked, clock } = start([2026, 5, 10, 1, 59]);
    await clock.advance(2 * MINUTE);
    expect(asked).toHaveLength(1);
  });

  it('is asked for at the start when it came due while no process was there', async () => {
    const createdAt = new Date(2026, 5, 1);
    const { asked, clock } = start([2026, 5, 10, 12, 0], { createdAt });
    await clock.advance(0);
    expect(asked.map(({ id }) => id)).toEqual(['reconcile:2026-6-10']);
    await clock.advance(24 * HOUR);
    expect(asked.map(({ id }) => id)).toEqual(['reconcile:2026-6-10', 'reconcile:2026-6-11']);
    const early = start([2026, 5, 10, 1, 0], { createdAt });
    await early.clock.advance(0);
    expect(early.asked.map(({ id }) => id)).toEqual(['reconcile:2026-6-9']);
  });

  it('comes a minute after a log that was away is back', async () => {
    const { asked, state, errors, clock } = start([2026, 5, 10, 1, 0]);
    state.away = true;
    await clock.advance(3 * HOUR);
    expect(asked).toEqual([]);
    expect(errors.length).toBeGreaterThan(100);
    state.away = false;
    await clock.advance(MINUTE);
    expect(asked).toHaveLength(1);
  });

  it('comes once on the days on which the clock is put forward and back', async () => {
    // 2026-03-29: 02:00 does not exist. 2026-10-25: 02:30 comes twice.
    const spring = start([2026, 2, 28, 12, 0]);
    await spring.clock.advance(48 * HOUR);
    expect(spring.asked.map(({ id }) => id)).toEqual(['reconcile:2026-3-29', 'reconcile:2026-3-30']);
    expect(hoursOf(spring.asked)).toEqual([3, 2]);
    const autumn = start([2026, 9, 24, 12, 0], { at: '02:30' });
    await autumn.clock.advance(48 * HOUR);
    expect(autumn.asked.map(({ id }) => id)).toEqual(['reconcile:2026-10-25', 'reconcile:2026-10-26']);
  });

  it('is not asked for without a time, nor after the end', async () => {
    const never = start([2026, 5, 10, 1, 0], { at: '' });
    await never.clock.advance(48 * HOUR);
    expect(never.asked).toEqual([]);
    expect(never.clock.pending).toBe(0);
    const { asked, end, clock } = start([2026, 5, 10, 1, 0]);
    end();
    await clock.advance(48 * HOUR);
    expect(asked).toEqual([]);
    expect(clock.pending).toBe(0);
  });
});

describe('a restart', () => {
  it('asks again for nothing that was asked for', async () => {
    await using test: TestLog = await openTestLog();
    const begin = test.log.description.createdAt;
    const clock = createFakeClock(begin + 26 * HOUR);
    const options = { log: test.log, at: '02:00', onError: () => undefined, clock };
    const end = scheduleReconcile(options);
    await expect.poll(() => test.log.lastSequence()).toBe(1);
    end();
    const again = scheduleReconcile(options);
    await clock.advance(MINUTE);
    again();
    expect(await test.log.lastSequence()).toBe(1);
  });
});

describe('several processes', () => {
  it('ask once', async () => {
    await using test: TestLog = await openTestLog();
    const clock = createFakeClock(new Date(2026, 5, 10, 1, 59).getTime());
    const options = { log: test.log, at: '02:00', onError: () => undefined, clock };
    const ends = [scheduleReconcile(options), scheduleReconcile(options), scheduleReconcile(options)];
    await clock.advance(2 * MINUTE);
    await expect.poll(() => test.log.lastSequence()).toBe(1);
    for (const end of ends) end();
  });
});
