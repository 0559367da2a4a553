import type { Command } from 'commander';
import { requestComparison } from '@ynput/ftrack-common/live-sync';
import { noteMissingProcessor, requestProjectSync } from '../launcher/request-project-sync.ts';
import { note, result, resultJson } from '../output.ts';
import { addStudioOptions, inStudio, type StudioFlags } from './in-studio.ts';
import { addSyncReadCommands } from './sync-plan.ts';
import { addReportCommand } from './sync-report.ts';
import { describeReport, lineOf, summaryOf } from './sync-report-text.ts';

/** Adds the commands about syncing: those that only read, and those that ask the services of a checkout. */
export function addSyncCommands(program: Command): void {
  const sync = program
    .command('sync')
    .description('plan, ask for and verify a sync, and see what was synced');
  addSyncReadCommands(sync);
  addRequestCommand(sync, {
    name: 'request',
    description:
      'ask the processor for a full sync of one project and follow it; exit 1 when something failed',
    repairPairs: false,
  });
  addRequestCommand(sync, {
    name: 'apply',
    description:
      'have the processor carry out what sync plan shows, and follow it; exit 1 when something failed',
    repairPairs: false,
  });
  addRequestCommand(sync, {
    name: 'repair',
    description: 'like apply; AYON entities that carry the ftrack id of another one lose it',
    repairPairs: true,
  });
  addStudioOptions(sync.command('all'))
    .description('have the processor compare every project with auto-sync, as it does once a day')
    .action(async (flags: StudioFlags) => {
      await inStudio(flags, async (studio) => {
        await requestComparison(studio.log);
        if (flags.json === true) resultJson({ requested: true });
        else result("Every project with auto-sync is compared; 'sync status' shows the runs.");
        await noteMissingProcessor(studio, note);
      });
    });
  addStudioOptions(sync.command('status'))
    .description('who is at work here, and the newest runs')
    .action(async (flags: StudioFlags) => {
      await inStudio(flags, async (studio) => {
        const services = await studio.presence.list();
        const runs = (await studio.journal.readNewest(10)).map(({ entry }) => entry).toReversed();
        if (flags.json === true) {
          resultJson({ services, runs });
          return;
        }
        for (const { service, name, version, host } of services)
          result(`${service} ${name} ${version} on ${host}`);
        if (services.length === 0) result('No service is at work here.');
        for (const run of runs) result(`${run.at}  ${lineOf(run)}`);
      });
    });
  addReportCommand(sync);
}

interface RequestCommand {
  readonly name: string;
  readonly description: string;
  readonly repairPairs: boolean;
}

/** These write through the processor alone: it has the right to write to a project, one run at a time. */
function addRequestCommand(sync: Command, { name, description, repairPairs }: RequestCommand): void {
  addStudioOptions(sync.command(name))
    .description(description)
    .requiredOption('--project <name>', 'full name or code of the ftrack project')
    .option('--scope <path>', 'only what is at this path of ftrack names and below it, such as sq010/sh010')
    .option('--create', 'make the AYON project when there is none, and switch live sync on')
    .option('--confirm', 'carry out the removals that wait for a person')
    .action(async (flags: StudioFlags & RequestFlags) => {
      await inStudio(flags, async (studio, signal) => {
        const { project, scope, create = false, confirm: confirmRemovals = false } = flags;
        const request = { project, scope, create, confirmRemovals, repairPairs, say: note };
        const entry = await requestProjectSync(studio, request, signal);
        if (entry === null) return;
        if (entry.error !== null || entry.failedCount > 0) process.exitCode = 1;
        if (flags.json === true) resultJson({ ...entry, summary: summaryOf(entry) });
        else for (const line of describeReport(entry, { most: MOST_CHANGES })) result(line);
      });
    });
}

/** Changes that a person who waited for a sync is shown. */
const MOST_CHANGES = 40;

interface RequestFlags {
  readonly project: string;
  readonly scope?: string;
  readonly create?: true;
  readonly confirm?: true;
}
