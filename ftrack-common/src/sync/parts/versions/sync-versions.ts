import { AYON_ID_KEY } from '../../../attributes/index.ts';
import { ayonIdOf } from '../../ayon-id.ts';
import { attributeId } from '../../plan/match-hierarchy.ts';
import { slugify } from '../../plan/slugify.ts';
import { describeWrite, describeWriteBack } from '../../plan/planned-operation.ts';
import { confirmAbsent } from '../confirm-absent.ts';
import type { PartRun, SyncPart } from '../part.ts';
import { removalRulesOf } from '../removal-limit.ts';
import type { Twin } from '../twins.ts';
import type { AyonPublishes, AyonVersion } from './ayon-versions.port.ts';
import { planVersions, type VersionSides } from './plan-versions.ts';
import { type FtrackVersion, readFtrackVersions } from './read-ftrack-versions.ts';
import { writeVersions } from './write-versions.ts';

/** Statuses of versions, and products and versions made of what was published in ftrack. Marks name asset versions. */
export const versionsPart: SyncPart = {
  name: 'versions',
  isOn: ({ versions }) => versions.statuses || versions.create,
  reconcile: async (run) => {
    const { session, project, catalog, settings, apply, dryRun } = run;
    const idAttribute = attributeId(catalog.attributes, AYON_ID_KEY);
    const sides = await readSides(run, idAttribute);
    const plan = planVersions(sides, {
      statuses: run.statuses,
      users: run.users,
      syncStatuses: settings.versions.statuses,
      create: settings.versions.create,
      // AYON takes no blanks and the like in the name of a type.
      productTypeOf: (assetType) =>
        settings.versions.productTypes.get(assetType) ?? (slugify(assetType) || 'render'),
      removals: removalRulesOf(run),
    });
    if (!dryRun)
      await writeVersions(plan, { versions: project.versions, session, idAttribute, context: apply });
    const operations = [
      ...plan.writes.map(describeWrite),
      ...plan.writeBacks.map(({ ayonId, ...back }) =>
        describeWriteBack({ ...back, values: { ayon_id: ayonId } }),
      ),
    ];
    const { problems, thumbnails } = plan;
    const looked = run.scope === 'all' ? [] : sides.ftrack.map(({ id }) => id);
    return { part: 'versions', operations, problems, thumbnails, looked };
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
  const ayon =
    scope === 'all'
      ? await project.versions.read()
      : await readMarked(run, { ftrack, marked: scope.marked, contexts: found });
  const { absent, withFiles } = await readGone(run, { ftrack, versions: ayon.versions });
  return { ftrack, ayon, twins: found, absent, withFiles };
}

interface MarkedVersions {
  readonly ftrack: readonly FtrackVersion[];
  readonly marked: ReadonlySet<string>;
  readonly contexts: ReadonlyMap<string, Twin>;
}

/**
 * What there is in the folders of some versions, and what stands for them or was made for them, wherever it is: an asset may have
 * been moved, and a version that is gone in ftrack has no folder any more.
 */
async function readMarked(
  { project }: PartRun,
  { ftrack, marked, contexts }: MarkedVersions,
): Promise<AyonPublishes> {
  const folders = [...contexts.values()].flatMap(({ kind, id }) => (kind === 'folder' ? [id] : []));
  const { products, versions } = await project.versions.read(folders);
  const known = new Set([...products, ...versions].map(({ id }) => id));
  const unknown = (ids: Iterable<string>) => [...new Set(ids)].filter((id) => !known.has(id));
  const stored = ftrack.flatMap(({ ayonId }) => ayonId ?? []);
  const made = [...marked, ...ftrack.map(({ id }) => id)].map(ayonIdOf);
  const elsewhere = await project.versions.readVersions(unknown([...stored, ...made]));
  const owners = [
    ...elsewhere.map(({ productId }) => productId),
    ...ftrack.map(({ asset }) => ayonIdOf(asset.id)),
  ];
  const more = await project.versions.readProducts(unknown(owners));
  return { products: [...products, ...more], versions: [...versions, ...elsewhere] };
}

interface KnownVersions {
  readonly ftrack: readonly FtrackVersion[];
  readonly versions: readonly AyonVersion[];
}

/** Which of the asset versions that AYON speaks of are gone: of all, or of those that are marked or have a number another one needs. */
async function readGone(
  { session, project, ftrackProject, scope }: PartRun,
  { ftrack, versions }: KnownVersions,
): Promise<Pick<VersionSides, 'absent' | 'withFiles'>> {
  const listed = new Set(ftrack.map(({ id }) => id));
  const known = new Set(versions.map(({ ftrackId }) => ftrackId));
  const needed = new Set(ftrack.flatMap(({ id, version }) => (known.has(id) ? [] : [version])));
  const ids = versions.flatMap(({ ftrackId: id, version }) => {
    if (id === null || listed.has(id)) return [];
    return scope === 'all' || scope.marked.has(id) || needed.has(version) ? [id] : [];
  });
  const absent = await confirmAbsent(session, {
    entityType: 'AssetVersion',
    ids,
    projectId: ftrackProject.id,
  });
  const candidates = [...absent].map(ayonIdOf);
  const withFiles = candidates.length > 0 ? await project.versions.withFiles(candidates) : new Set<string>();
  return { absent, withFiles };
}
