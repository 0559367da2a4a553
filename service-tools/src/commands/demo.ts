import { type Command, InvalidArgumentError } from 'commander';
import { runDemo } from '../demo/run-demo.ts';
import { resultJson } from '../output.ts';

/** Adds `demo`: everything on simulated servers, with killed services and a check that nothing is lost. */
export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description('sync a simulated ftrack with a simulated AYON, live, and kill services amid it')
    .option('--once', 'end after the last step, with exit code 0 only if everything arrived')
    .option('--json', 'show progress on stderr, and print one JSON object on stdout; implies --once')
    .option('--no-backfill', 'leave out what happened while the leecher was dead: the check must then fail')
    .option('--entities <number>', 'about how many folders and tasks the project has', readEntities, 2_000)
    .action(async (options: { once?: true; json?: true; backfill: boolean; entities: number }) => {
      const json = options.json === true;
      const { report, interrupted } = await runDemo({
        entities: options.entities,
        once: options.once === true || json,
        backfill: options.backfill,
        terminal: json ? process.stderr : process.stdout,
      });
      if (json) resultJson(report);
      // What was interrupted is not waited for: its connections would keep the process for ever.
      if (interrupted) process.stdout.write('', () => process.exit(130));
      else if (!report.ok) process.exitCode = 1;
    });
}

function readEntities(text: string): number {
  const entities = Number(text);
  if (Number.isInteger(entities) && entities >= 200 && entities <= 100_000) return entities;
  throw new InvalidArgumentError('A whole number from 200 to 100,000.');
}
