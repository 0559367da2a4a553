import { type Clock, systemClock } from '../clock/index.ts';
import type { EventLog } from '../event-log/index.ts';
import { RECONCILE_TOPIC } from './requests.ts';

export interface ReconcileScheduleOptions {
  readonly log: EventLog;
  /** Time of day on this machine's clock, `HH:MM`; empty for never. */
  readonly at: string;
  readonly onError: (error: unknown) => void;
  readonly clock?: Clock;
}

/**
 * Once a day asks for a comparison of every project, by a notice in the log. Its id is the day, so it is asked once however many
 * processes do it, and a log that was away at the time gets it a minute later.
 * @returns a function that ends it.
 */
export function scheduleReconcile(options: ReconcileScheduleOptions): () => void {
  const clock = options.clock ?? systemClock;
  const [hour, minute] = options.at.split(':').map(Number);
  if (options.at === '' || hour === undefined || minute === undefined) return () => undefined;
  let timer: unknown = null;
  let ended = false;
  const wait = (): void => {
    if (ended) return;
    const now = clock.now();
    timer = clock.setTimeout(() => void ask(), Math.min(60_000, nextOccurrence(now, hour, minute) - now));
  };
  let asked = dayOf(clock.now());
  const ask = async (): Promise<void> => {
    const now = clock.now();
    const today = dayOf(now);
    const due = now >= new Date(now).setHours(hour, minute, 0, 0);
    if (due && asked !== today) {
      try {
        await options.log.append([
          { id: `reconcile:${today}`, kind: 'notice', topic: RECONCILE_TOPIC, projectId: null, body: '{}' },
        ]);
        asked = today;
      } catch (error) {
        options.onError(error);
      }
    }
    wait();
  };
  if (clock.now() < new Date(clock.now()).setHours(hour, minute, 0, 0)) asked = '';
  wait();
  return () => {
    ended = true;
    clock.clearTimeout(timer);
  };
}

/** The next moment of this time of day after `now`, milliseconds since 1970. */
function nextOccurrence(now: number, ...[hour, minute]: [number, number]): number {
  const today = new Date(now).setHours(hour, minute, 0, 0);
  return today > now ? today : new Date(today).setDate(new Date(today).getDate() + 1);
}

function dayOf(time: number): string {
  const date = new Date(time);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}
