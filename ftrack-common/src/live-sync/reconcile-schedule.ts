import { type Clock, systemClock } from '../clock/index.ts';
import type { EventLog } from '../event-log/index.ts';
import { RECONCILE_TOPIC } from './requests.ts';

export interface ReconcileScheduleOptions {
  readonly log: Pick<EventLog, 'append' | 'description'>;
  /** Time of day on this machine's clock, `HH:MM`; empty for never. */
  readonly at: string;
  readonly onError: (error: unknown) => void;
  readonly clock?: Clock;
}

/**
 * Once a day asks for a comparison of every project, by a notice in the log. Its id is the day, so it is asked once however many
 * processes do it, and a log that was away at the time gets it a minute later. One that came due while no process was there is asked
 * for at the next start: the log knows the ids of more than a day, so it takes it only if nobody has asked.
 * @returns a function that ends it.
 */
export function scheduleReconcile(options: ReconcileScheduleOptions): () => void {
  const { log, at, onError, clock = systemClock } = options;
  const [hour, minute] = at.split(':').map(Number);
  if (at === '' || hour === undefined || minute === undefined) return () => undefined;
  let timer: unknown = null;
  let ended = false;
  const wait = (): void => {
    if (ended) return;
    const now = clock.now();
    timer = clock.setTimeout(() => void ask(), Math.min(60_000, nextOccurrence(now, hour, minute) - now));
  };
  const first = lastOccurrence(clock.now(), hour, minute);
  // A log that is younger has missed nothing.
  let asked = first < log.description.createdAt ? dayOf(first) : '';
  const ask = async (): Promise<void> => {
    const due = dayOf(lastOccurrence(clock.now(), hour, minute));
    if (asked !== due) {
      try {
        await log.append([
          { id: `reconcile:${due}`, kind: 'notice', topic: RECONCILE_TOPIC, projectId: null, body: '{}' },
        ]);
        asked = due;
      } catch (error) {
        onError(error);
      }
    }
    wait();
  };
  void ask();
  return () => {
    ended = true;
    clock.clearTimeout(timer);
  };
}

/** The next moment of this time of day after `now`, milliseconds since 1970. */
function nextOccurrence(now: number, ...[hour, minute]: [number, number]): number {
  const today = new Date(now).setHours(hour, minute, 0, 0);
  return today > now ? today : dayBeside(today, 1);
}

/** The newest moment of this time of day that is not after `now`. */
function lastOccurrence(now: number, ...[hour, minute]: [number, number]): number {
  const today = new Date(now).setHours(hour, minute, 0, 0);
  return today <= now ? today : dayBeside(today, -1);
}

/** The same time of day some days later, or earlier. */
function dayBeside(time: number, days: number): number {
  return new Date(time).setDate(new Date(time).getDate() + days);
}

function dayOf(time: number): string {
  const date = new Date(time);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}
