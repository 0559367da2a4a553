import type { Clock } from '../../clock/index.ts';

export interface FakeClock extends Clock {
  /** Lets time pass: calls what is due, in order, each at its own moment, and lets promises settle in between. */
  advance(milliseconds: number): Promise<void>;
  /** Timers that have not run. */
  readonly pending: number;
}

interface FakeTimer {
  readonly at: number;
  readonly callback: () => void;
}

/** A clock that stands still until told. */
export function createFakeClock(start = Date.UTC(2026, 0, 1)): FakeClock {
  let now = start;
  const timers = new Set<FakeTimer>();
  return {
    now: () => now,
    setTimeout(callback, milliseconds) {
      const timer: FakeTimer = { at: now + milliseconds, callback };
      timers.add(timer);
      return timer;
    },
    clearTimeout(timer) {
      timers.delete(timer as FakeTimer);
    },
    async advance(milliseconds) {
      const until = now + milliseconds;
      await settle();
      for (;;) {
        const [due] = [...timers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at);
        if (due === undefined) break;
        timers.delete(due);
        now = Math.max(now, due.at);
        due.callback();
        await settle();
      }
      now = until;
    },
    get pending() {
      return timers.size;
    },
  };
}

/** Lets every promise that can settle do so. */
export function settle(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
