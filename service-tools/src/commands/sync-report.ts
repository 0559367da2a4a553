import type { Command } from 'commander';
import type { JournalEntry } from '@ynput/ftrack-common/live-sync';
import { InputError } from '../input-error.ts';
import { result, resultJson } from '../output.ts';
import { addStudioOptions, inStudio, type StudioFlags } from './in-studio.ts';
import { describeReport, lineOf, rowOf, summaryOf } from './sync-report-text.ts';

interface ReportFlags extends StudioFlags {
  readonly project?: string;
  readonly run?: string;
  readonly last: string;
}

/** Adds `sync report`: what was done, left out and refused, run by run. */
export function addReportCommand(sync: Command): void {
  addStudioOptions(sync.command('report'))
    .description('what the newest syncs did, and for whom; with --run, everything about one of them')
    .option('--project <name>', 'only those of this project: name in AYON, or id in ftrack')
    .option('--run <id>', "one run of the list; 'last' for the newest")
    .option('--last <count>', 'how many are listed', '20')
    .action(async (flags: ReportFlags) => {
      const count = readCount(flags.last);
      await inStudio(flags, async ({ journal }) => {
        const fits = (entry: JournalEntry) => isOf(entry, flags.project);
        if (flags.run === undefined) {
          const runs = await journal.readNewest(count, fits);
          if (flags.json === true) resultJson({ runs: runs.map(rowOf) });
          else if (runs.length === 0)
            result(`No sync${flags.project ? ` of '${flags.project}'` : ''} is on record.`);
          else for (const { place, entry } of runs) result(`${place}  ${entry.at}  ${lineOf(entry)}`);
          return;
        }
        const found =
          flags.run === 'last' ? (await journal.readNewest(1, fits))[0] : await journal.readAt(flags.run);
        if (!found) {
          throw new InputError(
            `There is no report of a run '${flags.run}' (any more). 'sync report' lists those that are kept.`,
          );
        }
        if (flags.json === true)
          resultJson({ run: found.place, ...found.entry, summary: summaryOf(found.entry) });
        else for (const line of describeReport(found.entry)) result(line);
      });
    });
}

function isOf({ projectId, projectName }: JournalEntry, wanted: string | undefined): boolean {
  if (wanted === undefined || projectId === wanted) return true;
  return projectName !== null && projectName.toLowerCase() === wanted.toLowerCase().replaceAll(/\s+/g, '_');
}

function readCount(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new InputError(`--last wants a number above zero, not '${text}'.`);
}
