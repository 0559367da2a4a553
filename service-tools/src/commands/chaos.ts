import { type Command, InvalidArgumentError } from 'commander';
import { runLogChaos } from '../chaos/log-chaos.ts';
import { formatTable, note, result, resultJson } from '../output.ts';

/** Adds `chaos`: kills readers of the log under load, and proves that nothing was lost. */
export function addChaosCommand(program: Command): void {
  program
    .command('chaos')
    .description(
      'kill and stop readers of the event log under load; everything runs on this machine and ends by itself',
    )
    .option('--kills <number>', 'processes ended with SIGKILL, one after the other', readCount, 100)
    .option('--stops <number>', 'processes suspended for longer than a lease lasts', readCount, 10)
    .option('--handlers <number>', 'handlers in each process', readCount, 3)
    .option('--rate <number>', 'events appended per second', readCount, 400)
    .option('--json', 'print one JSON object')
    .action(
      async (options: { kills: number; stops: number; handlers: number; rate: number; json?: true }) => {
        const report = await runLogChaos({ ...options, onProgress: note });
        if (options.json === true) resultJson(report);
        else result(formatTable(Object.entries(report).map(([name, value]) => [name, String(value)])));
        if (!report.ok) process.exitCode = 1;
      },
    );
}

function readCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 0 && count <= 10_000) return count;
  throw new InvalidArgumentError('A whole number from 0 to 10,000.');
}
