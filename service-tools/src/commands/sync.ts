import type { Command } from 'commander';
import { type JournalEntry, requestComparison } from '@ynput/ftrack-common/live-sync';
import { openStudio, type Studio } from '../launcher/open-studio.ts';
import { noteMissingProcessor, requestProjectSync } from '../launcher/request-project-sync.ts';
import { note, result, resultJson } from '../output.ts';
import { untilTerminated } from '../shutdown.ts';
import { addSyncReadCommands } from './sync-plan.ts';

interface StudioFlags {
  env?: string;
  variant?: string;
  join?: true;
  stateFolder?: string;
  json?: true;
}

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
        const runs = await newestRuns(studio, 10);
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
        if (entry.error !== null || entry.failed.length > 0) process.exitCode = 1;
        if (flags.json === true) resultJson({ ...entry, summary: summaryOf(entry) });
        else printReport(entry);
      });
    });
}

interface RequestFlags {
  readonly project: string;
  readonly scope?: string;
  readonly create?: true;
  readonly confirm?: true;
}

function summaryOf({ operationCount, failed, skipped, ms }: JournalEntry) {
  return { operations: operationCount, failed: failed.length, skipped: skipped.length, ms };
}

function addStudioOptions(command: Command): Command {
  return command
    .option('--env <file>', 'file with the variables, in place of service-tools/.env')
    .option('--variant <name>', 'settings to use: production, staging or a dev bundle')
    .option('--join', 'use a Redis that services of another version or machine use')
    .option('--state-folder <folder>', 'where the private Redis is')
    .option('--json', 'print one JSON object');
}

async function inStudio(
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

/** The newest entries of the journal, oldest first. */
async function newestRuns({ journal }: Studio, count: number): Promise<JournalEntry[]> {
  const runs: JournalEntry[] = [];
  for (let place: string | undefined = '0'; place !== undefined; ) {
    const page = await journal.readAfter(place, 500);
    runs.push(...page.map(({ entry }) => entry));
    runs.splice(0, runs.length - count);
    place = page.at(-1)?.place;
  }
  return runs;
}

function printReport(entry: JournalEntry): void {
  result(lineOf(entry));
  for (const problem of entry.failed) result(`failed: ${problem.message}`);
  for (const problem of entry.skipped) result(`skipped: ${problem.message}`);
}

function lineOf(entry: JournalEntry): string {
  const name = entry.projectName ?? entry.projectId;
  if (entry.error !== null) return `${name}: did not finish: ${entry.error.message}`;
  const { operationCount, failed, skipped, ms } = entry;
  return `${name}: ${operationCount} changes, ${failed.length} failed, ${skipped.length} skipped, ${(ms / 1_000).toFixed(1)} s`;
}
