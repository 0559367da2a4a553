import { startFtrackSimulator } from '@ynput/ftrack-simulator';
import { type BenchReport, median } from './report.ts';
import { benchAyonSimulator } from './simulators-ayon.bench.ts';
import { reportTimings } from './timed-goals.ts';

const RUNS = 3;

/** A simulated server that must be there quickly, however much it holds. */
interface Contestant {
  readonly name: string;
  /** The longest it may take to be ready, in milliseconds. */
  readonly atMost: number;
  readonly start: () => Promise<AsyncDisposable>;
}

const CONTESTANTS: readonly Contestant[] = [
  {
    name: 'ftrack with 100,000 entities, ready',
    atMost: 10_000,
    start: () => startFtrackSimulator({ profile: 'generated:100000' }),
  },
];

/** Measures how long the simulators take from the call to the first request they can answer. */
export async function benchSimulators(onProgress: (line: string) => void): Promise<BenchReport> {
  const timings = [];
  for (const { name, atMost, start } of CONTESTANTS) {
    const times: number[] = [];
    for (let run = 1; run <= RUNS; run += 1) {
      const started = performance.now();
      await using _server = await start();
      times.push(performance.now() - started);
      onProgress(`${name}: run ${run}/${RUNS} ${Math.round(times.at(-1) ?? 0)} ms`);
    }
    timings.push({ name, atMost, milliseconds: median(times) });
  }
  timings.push(...(await benchAyonSimulator(onProgress)));
  return reportTimings(timings);
}
