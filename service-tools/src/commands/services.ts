import type { Command } from 'commander';
import { stopPrivateRedis } from '@ynput/ftrack-common/redis';
import { launchServices, type ServiceName } from '../launcher/launch-services.ts';
import { note } from '../output.ts';
import { untilTerminated } from '../shutdown.ts';

interface LaunchFlags {
  env?: string;
  variant?: string;
  join?: true;
  stateFolder?: string;
}

const COMMANDS: readonly { name: string; about: string; services: readonly ServiceName[] }[] = [
  { name: 'leecher', about: 'run the leecher against the AYON of service-tools/.env', services: ['leecher'] },
  {
    name: 'processor',
    about: 'run the processor against the AYON of service-tools/.env',
    services: ['processor'],
  },
  { name: 'services', about: 'run leecher and processor', services: ['leecher', 'processor'] },
];

/** Adds `leecher`, `processor`, `services` and `stop-redis`: the services of a checkout against real servers. */
export function addServiceCommands(program: Command): void {
  for (const { name, about, services } of COMMANDS) {
    program
      .command(name)
      .description(about)
      .option('--env <file>', 'file with the variables, in place of service-tools/.env')
      .option('--variant <name>', 'settings to use: production, staging or a dev bundle')
      .option('--join', 'use a Redis that services of another version or machine use')
      .option('--state-folder <folder>', 'where the private Redis and the services keep files')
      .action(async (flags: LaunchFlags) => {
        const { env: envFile, variant, join = false, stateFolder } = flags;
        const stopping = new AbortController();
        void untilTerminated().then((signal) => {
          note('Stopping; Ctrl-C again ends at once.');
          stopping.abort(signal);
        });
        await launchServices(
          { services, env: process.env, envFile, variant, join, stateFolder, say: note },
          stopping.signal,
        );
      });
  }
  program
    .command('stop-redis')
    .description('stop the private Redis that a killed launcher left running')
    .option('--state-folder <folder>', 'whose Redis')
    .action(async ({ stateFolder }: { stateFolder?: string }) => {
      const outcome = await stopPrivateRedis(stateFolder === undefined ? {} : { stateFolder });
      note(`The private Redis is ${outcome === 'in use' ? 'in use and stays' : outcome}.`);
      if (outcome === 'in use') process.exitCode = 1;
    });
}
