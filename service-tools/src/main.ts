/** The command line of the project: `npm run -s cli -- <command>`. */
import { Command } from 'commander';
import { addBenchCommand } from './commands/bench.ts';
import { addChaosCommand } from './commands/chaos.ts';
import { addSimulateCommands } from './commands/simulate.ts';
import { note } from './output.ts';

const program = new Command('ayon-ftrack')
  .description('tools of the ftrack addon for AYON')
  .configureOutput({ writeOut: (text) => process.stderr.write(text) });
addSimulateCommands(program);
addBenchCommand(program);
addChaosCommand(program);

try {
  await program.parseAsync();
} catch (error) {
  note(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
