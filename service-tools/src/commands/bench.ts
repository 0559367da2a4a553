import type { Command } from 'commander';
import { benchEventLog } from '../bench/event-log.bench.ts';
import { benchLive } from '../bench/live.bench.ts';
import { benchMemory } from '../bench/memory.bench.ts';
import { benchQuery } from '../bench/query.bench.ts';
import type { BenchReport } from '../bench/report.ts';
import { benchSimulators } from '../bench/simulators.bench.ts';
import { benchSync } from '../bench/sync.bench.ts';
import { formatTable, note, result, resultJson } from '../output.ts';

interface BenchOptions {
  /** Size of the project, where a benchmark has several. */
  readonly entities?: number;
}

/** Every benchmark by the name it is called with. */
const BENCHMARKS: Readonly<
  Record<string, (onProgress: (line: string) => void, options: BenchOptions) => Promise<BenchReport>>
> = {
  'event-log': benchEventLog,
  live: benchLive,
  memory: benchMemory,
  query: benchQuery,
  simulators: benchSimulators,
  sync: benchSync,
};

/** Adds `bench <name>`. */
export function addBenchCommand(program: Command): void {
  const names = Object.keys(BENCHMARKS).join(', ');
  program
    .command('bench')
    .description(`measure, and compare with the goals: ${names}`)
    .argument('<name>', names)
    .option('--json', 'print one JSON object {ok, rows, missed}')
    .option('--entities <number>', 'sync: only the project of this size', Number)
    .action(async (name: string, options: { json?: true; entities?: number }) => {
      const run = Object.hasOwn(BENCHMARKS, name) ? BENCHMARKS[name] : undefined;
      if (run === undefined) throw new Error(`There is no benchmark '${name}'. Known: ${names}.`);
      const report = await run(note, options);
      if (options.json === true) resultJson(report);
      else printReport(report);
      if (!report.ok) process.exitCode = 1;
    });
}

function printReport(report: BenchReport): void {
  const figures = report.rows.map(({ name, ...rest }) => [
    name,
    ...Object.entries(rest).map(([key, value]) => `${key} ${String(value)}`),
  ]);
  result(formatTable(figures));
  for (const { name, goal, measured } of report.missed)
    result(`missed: ${name}: goal ${goal}, measured ${measured}`);
}
