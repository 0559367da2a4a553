import type { BenchReport, BenchRow, MissedGoal } from './report.ts';

/** One time that was measured, and the longest it may be; null where nothing was promised. */
export interface Timing {
  readonly name: string;
  readonly milliseconds: number;
  readonly atMost: number | null;
}

/** The report of measured times. */
export function reportTimings(timings: readonly Timing[]): BenchReport {
  const rows: BenchRow[] = timings.map(({ name, milliseconds, atMost }) => ({
    name,
    milliseconds: round(milliseconds),
    ...(atMost !== null && { atMost }),
  }));
  const missed: MissedGoal[] = timings.flatMap(({ name, milliseconds, atMost }) =>
    atMost !== null && milliseconds > atMost
      ? [{ name, goal: `at most ${atMost} ms`, measured: `${round(milliseconds)} ms` }]
      : [],
  );
  return { ok: missed.length === 0, rows, missed };
}

function round(milliseconds: number): number {
  return Number(milliseconds.toPrecision(3));
}
