/** One line of a benchmark: what was measured, in which unit, and what had to be reached. */
export interface BenchRow {
  readonly name: string;
  readonly [figure: string]: string | number | boolean;
}

/** A goal that this run did not reach. */
export interface MissedGoal {
  readonly name: string;
  readonly goal: string;
  readonly measured: string;
}

/** What every benchmark answers; its JSON is the last line on stdout. */
export interface BenchReport {
  readonly ok: boolean;
  readonly rows: readonly BenchRow[];
  readonly missed: readonly MissedGoal[];
}

/** The middle of the values; of an even number, the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

/** The value below which the given share of the values lies (nearest rank). */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}
