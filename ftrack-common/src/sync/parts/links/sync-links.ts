import type { PlannedOperation } from '../../plan/planned-operation.ts';
import type { Problem } from '../../plan/plan.ts';
import { confirmAbsent } from '../confirm-absent.ts';
import type { PartRun, SyncPart } from '../part.ts';
import { removalRulesOf } from '../removal-limit.ts';
import type { AyonLink } from './ayon-links.port.ts';
import { type LinkPlan, type LinkSides, planLinks } from './plan-links.ts';
import { type FtrackLink, readLinksAt, readProjectLinks } from './read-ftrack-links.ts';
import { writeLinks } from './write-links.ts';

/**
 * Links between folders: AYON's links of the chosen type are those of ftrack, and those people made in AYON. Marks name the ftrack
 * entities the links begin or end at.
 */
export const linksPart: SyncPart = {
  name: 'links',
  isOn: ({ linkType }) => linkType !== null,
  reconcile: async (run) => {
    const { project, settings, apply, dryRun } = run;
    const type = settings.linkType ?? '';
    const types = await project.links.listTypes();
    if (!types.includes(type)) return { part: 'links', operations: [], problems: [missingType(run, type)] };
    const others = types.filter((other) => other !== type);
    const sides = await readSides(run, { type, others });
    const plan = planLinks(sides, removalRulesOf(run));
    const paths = new Map([
      ...sides.activeEnds,
      ...[...sides.twins.values()].map(({ id, path }) => [id, path] as const),
    ]);
    const pathOf = (folderId: string) => paths.get(folderId) ?? folderId;
    if (!dryRun) await writeLinks(plan, { links: project.links, type, pathOf, context: apply });
    return { part: 'links', operations: describeLinks(plan, pathOf), problems: plan.problems };
  },
};

interface LinkTypes {
  /** The one that is synced. */
  readonly type: string;
  readonly others: readonly string[];
}

type ListedSides = Pick<LinkSides, 'ftrack' | 'ayon' | 'ofOtherTypes' | 'twins'>;

async function readSides(run: PartRun, types: LinkTypes): Promise<LinkSides> {
  const { scope } = run;
  const { type } = types;
  const sides = scope === 'all' ? await readAll(run, types) : await readAround(run, { type, ...scope });
  const known = [...sides.ayon, ...sides.ofOtherTypes];
  const listed = new Set(sides.ftrack.map(({ id }) => id));
  const absent = await confirmAbsent(run.session, {
    entityType: 'TypedContextLink',
    ids: known.flatMap(({ ftrackId }) => (ftrackId === null || listed.has(ftrackId) ? [] : [ftrackId])),
    projectId: run.ftrackProject.id,
  });
  return { ...sides, absent, activeEnds: await readActiveEnds(run, known, absent) };
}

async function readAll(
  { session, project, ftrackProject, twins }: PartRun,
  { type, others }: LinkTypes,
): Promise<ListedSides> {
  const [ftrack, ayon, ...further] = await Promise.all([
    readProjectLinks(session, ftrackProject.id),
    project.links.read(type),
    ...others.map((other) => project.links.read(other)),
  ]);
  const ofOtherTypes = further.flat().filter(({ ftrackId }) => ftrackId !== null);
  return { ftrack, ayon, ofOtherTypes, twins: await twins.find(endsOf(ftrack)) };
}

interface LinksAround {
  readonly type: string;
  readonly marked: ReadonlySet<string>;
  readonly fresh: ReadonlySet<string>;
}

async function readAround(
  { session, project, twins }: PartRun,
  { type, marked, fresh }: LinksAround,
): Promise<ListedSides> {
  const ids = new Set([...marked, ...fresh]);
  const ftrack = await readLinksAt(session, ids);
  const found = await twins.find([...ids, ...endsOf(ftrack)]);
  const folders = new Set([
    ...[...ids]
      .flatMap((id) => found.get(id) ?? [])
      .flatMap(({ kind, id }) => (kind === 'folder' ? [id] : [])),
    ...twins.formerFolders(ids),
  ]);
  const ayon = folders.size === 0 ? [] : await project.links.read(type, [...folders]);
  // Another type is chosen for all of a project at once: then all of it is looked at.
  return { ftrack, ayon, ofOtherTypes: [], twins: found };
}

async function readActiveEnds(
  { project, twins }: PartRun,
  links: readonly AyonLink[],
  absent: ReadonlySet<string>,
): Promise<Map<string, string>> {
  const gone = links.filter(({ ftrackId }) => absent.has(ftrackId ?? ''));
  if (gone.length === 0) return new Map();
  const ends = new Set(gone.flatMap(({ inputId, outputId }) => [inputId, outputId]));
  const found = await project.readEntities([...ends]);
  return new Map(
    [...found].flatMap(([id, { active, path }]) => (active && !twins.isLeaving(id) ? [[id, path]] : [])),
  );
}

function endsOf(links: readonly FtrackLink[]): string[] {
  return links.flatMap(({ fromId, toId }) => [fromId, toId]);
}

function describeLinks(
  { create, replaced, gone }: LinkPlan,
  pathOf: (folderId: string) => string,
): PlannedOperation[] {
  const describe =
    (type: 'create' | 'delete') =>
    ({ id, inputId, outputId, ftrackId }: AyonLink): PlannedOperation => ({
      system: 'ayon',
      type,
      entityType: 'link',
      path: pathOf(inputId),
      id,
      ftrackId,
      data: { to: pathOf(outputId) },
    });
  return [...[...replaced, ...gone].map(describe('delete')), ...create.map(describe('create'))];
}

function missingType({ project, ftrackProject }: PartRun, type: string): Problem {
  return {
    code: 'link_type_missing',
    ftrackId: ftrackProject.id,
    path: ftrackProject.name,
    message: `The AYON project "${project.name}" has no link type "${type}" between folders, so links are not synced. Add it to the project's anatomy, or choose another one in the settings.`,
  };
}
