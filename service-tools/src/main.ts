/** The command line of the project: `npm run -s cli -- <command>`. */
import { Command } from 'commander';
import { addBenchCommand } from './commands/bench.ts';
import { addChaosCommand } from './commands/chaos.ts';
import { addServiceCommands } from './commands/services.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addIconsCommand } from './commands/icons.ts';
import { addSettingsCommands } from './commands/settings.ts';
import { addSimulateCommands } from './commands/simulate.ts';
import { addSyncCommands } from './commands/sync.ts';
import { InputError } from './input-error.ts';
import { endWithReader, note } from './output.ts';

const program = new Command('ayon-ftrack')
  .description('tools of the ftrack addon for AYON')
  .configureOutput({ writeOut: (text) => process.stderr.write(text) });
addServiceCommands(program);
addSyncCommands(program);
addSettingsCommands(program);
addSimulateCommands(program);
addBenchCommand(program);
addChaosCommand(program);
addDemoCommand(program);
addIconsCommand(program);

endWithReader();
try {
  await program.parseAsync();
} catch (error) {
  note(error instanceof Error ? error.message : String(error));
  process.exitCode = error instanceof InputError ? 2 : 1;
}
