import type { Command } from 'commander';
import { openStudio, type Studio } from '../launcher/open-studio.ts';
import { note } from '../output.ts';
import { untilTerminated } from '../shutdown.ts';

export interface StudioFlags {
  readonly env?: string;
  readonly variant?: string;
  readonly join?: true;
  readonly stateFolder?: string;
  readonly json?: true;
}

/** The options of commands that speak to the services of a checkout. */
export function addStudioOptions(command: Command): Command {
  return command
    .option('--env <file>', 'file with the variables, in place of service-tools/.env')
    .option('--variant <name>', 'settings to use: production, staging or a dev bundle')
    .option('--join', 'use a Redis that services of another version or machine use')
    .option('--state-folder <folder>', 'where the private Redis is')
    .option('--json', 'print one JSON object');
}

/** Does some work beside the services of a checkout, until it is done or the command is ended. */
export async function inStudio(
  flags: StudioFlags,
  work: (studio: Studio, signal: AbortSignal) => Promise<void>,
): Promise<void> {
  const { env: envFile, variant, join = false, stateFolder } = flags;
  const stopping = new AbortController();
  const stopped = untilTerminated().then((signal) => {
    note('Not followed any longer; what was requested stays.');
    process.exitCode = 130;
    stopping.abort(signal);
  });
  const options = { env: process.env, envFile, variant, join, stateFolder, say: note };
  await using studio = await openStudio(options, stopping.signal);
  // Commands wait for a Redis that is away, so the work itself may not notice that it shall end.
  if (studio !== null) await Promise.race([work(studio, stopping.signal), stopped]);
}
