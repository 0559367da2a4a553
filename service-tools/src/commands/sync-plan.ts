import { createPublicAyonServer, reconcileProject, type SyncReport } from '@ynput/ftrack-common/sync';
import { verifyProject } from '@ynput/ftrack-common/sync-verify';
import type { Command } from 'commander';
import { result, resultJson } from '../output.ts';
import { counted } from './counted.ts';
import { describePlan, operationsOf, problemsOf, summaryOf } from './sync-plan-text.ts';
import { openSides, type Sides, type SidesFlags } from './sync-sides.ts';

type Flags = SidesFlags & { readonly json?: true };

/** Adds `sync plan` and `sync verify`, which only read: neither Redis nor a service has to be there. */
export function addSyncReadCommands(sync: Command): void {
  addSideOptions(sync.command('plan'))
    .description('print what a sync would change; writes nothing')
    .action(async (flags: Flags) => {
      const { setUp, plan, parts, projectName } = await planProject(await openSides(flags));
      if (plan === null) return;
      const run = { setUp, plan, parts, projectName };
      if (flags.json === true) {
        resultJson({ operations: operationsOf(run), summary: summaryOf(run), problems: problemsOf(run) });
        return;
      }
      const colours = process.stdout.isTTY && process.env['NO_COLOR'] === undefined;
      for (const line of describePlan(run, { colours })) result(line);
    });
  addSideOptions(sync.command('verify'))
    .description('compare both sides by other means than those of sync; exit 1 when they differ')
    .action(async (flags: Flags) => {
      const { session, client, settings, projectId, scope } = await openSides(flags);
      const report = await verifyProject({
        session,
        client,
        projectId,
        mapping: settings.attributesMapping,
        linkType: settings.linkType,
        versions: settings.versions,
        priorities: settings.priority,
        thumbnails: settings.thumbnails,
      });
      const differences = report.differences.filter(
        ({ ftrackId }) => scope === 'project' || (ftrackId !== null && scope.has(ftrackId)),
      );
      const { ftrackProject, ayonProject, compared } = report;
      if (differences.length > 0) process.exitCode = 1;
      if (flags.json === true) {
        const summary = { ftrackProject, ayonProject, compared, differences: differences.length };
        resultJson({ operations: [], differences, summary });
        return;
      }
      for (const { path, code, field, wanted, found } of differences)
        result(`${path}: ${field ?? code}: ftrack ${JSON.stringify(wanted)}, AYON ${JSON.stringify(found)}`);
      result(
        `${counted(compared, 'entity', 'entities')} of '${ftrackProject}' compared with AYON: ${counted(differences.length, 'difference')}.`,
      );
    });
}

/** The options of both commands. */
function addSideOptions(command: Command): Command {
  return command
    .requiredOption('--project <name>', 'full name or code of the ftrack project')
    .option('--scope <path>', 'only what is at this path of ftrack names and below it, such as sq010/sh010')
    .option('--env <file>', 'file with the variables, in place of service-tools/.env')
    .option('--variant <name>', 'settings to use: production, staging or a dev bundle')
    .option('--json', 'print one JSON object');
}

/** A project that AYON does not have yet is planned as a first sync would make it. */
async function planProject({ session, client, settings, projectId, scope }: Sides): Promise<SyncReport> {
  return await reconcileProject({
    session,
    ayon: createPublicAyonServer(client),
    settings,
    projectId,
    scope,
    lease: { assertHeld: () => Promise.reject(new Error('A plan writes nothing.')) },
    createProject: true,
    dryRun: true,
  });
}
