import { AYON_ID_KEY } from '../../../attributes/index.ts';
import { attributeId } from '../../plan/match-hierarchy.ts';
import type { PlannedOperation } from '../../plan/planned-operation.ts';
import { confirmAbsent } from '../confirm-absent.ts';
import type { PartRun, SyncPart } from '../part.ts';
import type { AyonVersion } from './ayon-versions.port.ts';
import { ayonIdOf } from './match-versions.ts';
import {
  type PlannedVersionWrite,
  planVersions,
  type VersionSides,
  type VersionWriteBack,
} from './plan-versions.ts';
import { readFtrackVersions } from './read-ftrack-versions.ts';
import { writeVersions } from './write-versions.ts';

/** Statuses of versions, and products and versions made of what was published in ftrack. Marks name asset versions. */
export const versionsPart: SyncPart = {
  name: 'versions',
  isOn: ({ versions }) => versions.statuses || versions.create,
  reconcile: async (run) => {
    const { session, project, ftrackProject, catalog, settings, orders, apply, dryRun } = run;
    const idAttribute = attributeId(catalog.attributes, AYON_ID_KEY);
    const sides = await readSides(run, idAttribute);
    const plan = planVersions(sides, {
      statuses: run.statuses,
      schema: catalog.schema,
      users: run.users,
      syncStatuses: settings.versions.statuses,
      create: settings.versions.create,
      productTypeOf: (assetType) => settings.versions.productTypes.get(assetType) ?? (assetType || 'render'),
      removals: {
        policy: settings.deletePolicy,
        confirmed: orders.confirmRemovals === true,
        limit: settings.removalLimit,
        isProjectActive: ftrackProject.isActive,
      },
    });
    if (!dryRun)
      await writeVersions(plan, { versions: project.versions, session, idAttribute, context: apply });
    const operations = [...plan.writes.map(describeWrite), ...plan.writeBacks.map(describeWriteBack)];
    return { part: 'versions', operations, problems: plan.problems, thumbnails: plan.thumbnails };
  },
};

async function readSides(run: PartRun, idAttribute: string | undefined): Promise<VersionSides> {
  const { session, project, scope, twins } = run;
  const asked =
    scope === 'all'
      ? { ids: [], contextIds: twins.folders() }
      : { ids: scope.marked, contextIds: scope.fresh };
  const ftrack = await readFtrackVersions(session, { ...asked, idAttribute });
  const found = await twins.find(
    ftrack.flatMap(({ asset, taskId }) => [asset.contextId, ...(taskId ? [taskId] : [])]),
  );
  const ayon = await project.versions.read(
    scope === 'all'
      ? undefined
      : [...found.values()].flatMap(({ kind, id }) => (kind === 'folder' ? [id] : [])),
  );
  const gone = await readGone(run, { ftrack: new Set(ftrack.map(({ id }) => id)), versions: ayon.versions });
  return {
    ftrack,
    ayon: withVersions(ayon, gone.found),
    twins: found,
    absent: gone.absent,
    withFiles: gone.withFiles,
  };
}

function withVersions(ayon: VersionSides['ayon'], more: readonly AyonVersion[]): VersionSides['ayon'] {
  const known = new Set(ayon.versions.map(({ id }) => id));
  return { ...ayon, versions: [...ayon.versions, ...more.filter(({ id }) => !known.has(id))] };
}

/** AYON versions that were made for asset versions which are not there any more. A marked one that is gone is asked for by our id of it. */
async function readGone(
  { session, project, ftrackProject, scope }: PartRun,
  { ftrack, versions }: { readonly ftrack: ReadonlySet<string>; readonly versions: readonly AyonVersion[] },
) {
  const unlisted = scope === 'all' ? [] : [...scope.marked].filter((id) => !ftrack.has(id));
  const found = unlisted.length > 0 ? await project.versions.readVersions(unlisted.map(ayonIdOf)) : [];
  const ids = [...found, ...versions]
    .flatMap(({ ftrackId }) => ftrackId ?? [])
    .filter((id) => !ftrack.has(id));
  const absent = await confirmAbsent(session, {
    entityType: 'AssetVersion',
    ids: scope === 'all' ? ids : ids.filter((id) => scope.marked.has(id)),
    projectId: ftrackProject.id,
  });
  const candidates = [...absent].map(ayonIdOf);
  const withFiles = candidates.length > 0 ? await project.versions.withFiles(candidates) : new Set<string>();
  return { found, absent, withFiles };
}

function describeWrite({ write, ftrackId, path }: PlannedVersionWrite): PlannedOperation {
  const { type, entityType, entityId: id } = write;
  return {
    system: 'ayon',
    type,
    entityType,
    path,
    id,
    ftrackId,
    data: write.type === 'delete' ? {} : write.data,
  };
}

function describeWriteBack({ ftrackId, path, ayonId }: VersionWriteBack): PlannedOperation {
  const data = { ayon_id: ayonId };
  return { system: 'ftrack', type: 'update', entityType: 'value', path, id: ftrackId, ftrackId, data };
}
