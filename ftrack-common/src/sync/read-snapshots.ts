import { FTRACK_ID_ATTRIBUTE, SYNC_FAILED_KEY } from '../attributes/index.ts';
import type { FtrackSession } from '../ftrack/index.ts';
import type { AyonProject, AyonSnapshot } from './ayon-project.port.ts';
import { SyncError } from './errors.ts';
import { attributeId, ftrackIdOf } from './plan/match-hierarchy.ts';
import { ayonScopeOf, wantsPlace, type Widening, widenScope } from './plan/widen-scope.ts';
import type { FtrackProject, FtrackSnapshot, SyncScope } from './snapshot/ftrack-snapshot.ts';
import { confirmAbsentContexts, tornListing } from './snapshot/confirm-absent-contexts.ts';
import { readFtrackProject } from './snapshot/read-ftrack-project.ts';
import { readAttributeValues, readFtrackSnapshot } from './snapshot/read-ftrack-snapshot.ts';
import { readChildren, readDescendantIds } from './snapshot/read-relatives.ts';
import type { ProjectMemory } from './sync-cache.ts';

/** A part of a project that keeps reaching further is read as a whole. */
const MOST_ROUNDS = 6;
/** From this many entities on, reading all of the project costs less than reading them one by one. */
const LARGEST_PART = 2_000;

export interface Snapshots {
  readonly ftrack: FtrackSnapshot;
  readonly ayon: AyonSnapshot;
  /** Ids of types, statuses, priorities, users and tags in use that the catalog does not have. */
  readonly unknown: readonly string[];
}

export interface SnapshotOptions {
  readonly session: FtrackSession;
  readonly project: AyonProject;
  readonly memory: ProjectMemory;
  readonly scope: SyncScope;
  readonly attributeIds: readonly string[];
  readonly signal: AbortSignal | undefined;
  /** The project as this run has read it a moment ago; null when it has to be read. Given once. */
  readonly takeProject: () => FtrackProject | null;
  /** Asked once the project's own values are known; false ends the reading. */
  readonly goOn: (ftrack: FtrackSnapshot) => boolean;
}

/** Reads both sides, as far as a plan for the scope needs them. */
export async function readSnapshots(options: SnapshotOptions): Promise<Snapshots | 'stopped'> {
  let { scope } = options;
  for (let round = 1; ; round += 1) {
    if (scope !== 'project' && (scope.size > LARGEST_PART || round > MOST_ROUNDS)) scope = 'project';
    if (scope === 'project') {
      const [first, whole] = await Promise.all([
        readFtrack(options, scope),
        options.project.readSnapshot('project'),
      ]);
      return options.goOn(first) ? await checkWhole(options, first, whole) : 'stopped';
    }
    const ftrack = await readFtrack(options, scope);
    if (!options.goOn(ftrack)) return 'stopped';
    const [ayon, flags] = await Promise.all([
      options.project.readSnapshot(ayonScopeOf(ftrack)),
      readInheritedFlags(options.session, ftrack),
    ]);
    assertPaired(ftrack, ayon);
    const { ids, below, vacated } = widenScope(ftrack, ayon);
    const unread = await readAround(options.session, ftrack, { below, vacated });
    if (ids.size === 0 && unread.length === 0) {
      return { ftrack: withFlags(ftrack, flags), ayon, unknown: unknownIds(ftrack) };
    }
    scope = new Set([...scope, ...ids, ...unread]);
  }
}

async function readFtrack(options: SnapshotOptions, scope: SyncScope): Promise<FtrackSnapshot> {
  const { session, memory, attributeIds, signal } = options;
  const [project, snapshot] = await Promise.all([
    options.takeProject() ?? readFtrackProject(session, memory.project.id),
    readFtrackSnapshot(session, {
      project: memory.project,
      catalog: memory.catalog,
      scope,
      attributeIds,
      signal,
    }),
  ]);
  return { ...snapshot, project };
}

/**
 * Ids that AYON has and the listing of ftrack has not are asked for by themselves. When some of them are there, or something listed
 * stands below something that is not, the listing was torn (a page was lost, entities came while it was read) and is read once more.
 *
 * @throws SyncError `ftrack_listing_torn` when it lacks entities that are there again: nothing can be planned on it.
 */
async function checkWhole(
  options: SnapshotOptions,
  first: FtrackSnapshot,
  ayon: AyonSnapshot,
): Promise<Snapshots> {
  const { session } = options;
  assertPaired(first, ayon);
  let ftrack = first;
  for (let attempt = 1; ; attempt += 1) {
    const missing = missingIds(ftrack, ayon);
    const absent = await confirmAbsentContexts(session, ftrack.project.id, missing);
    const lacking = missing.size - absent.size;
    if (lacking === 0 && (attempt > 1 || !hasOrphans(ftrack))) {
      return { ftrack: { ...ftrack, absent }, ayon, unknown: unknownIds(ftrack) };
    }
    if (attempt > 1) throw tornListing(ftrack.project.name, lacking);
    ftrack = await readFtrack(options, 'project');
  }
}

function missingIds(ftrack: FtrackSnapshot, ayon: AyonSnapshot): ReadonlySet<string> {
  const missing = new Set<string>();
  for (const entity of ayon.entities.values()) {
    const id = ftrackIdOf(entity);
    if (id !== null && !ftrack.contexts.has(id)) missing.add(id);
  }
  return missing;
}

function hasOrphans({ contexts, project }: FtrackSnapshot): boolean {
  for (const { parentId } of contexts.values()) {
    if (parentId !== project.id && !contexts.has(parentId)) return true;
  }
  return false;
}

/** The pairing may have been changed since it was found. */
function assertPaired({ project }: FtrackSnapshot, { anatomy }: AyonSnapshot): void {
  const id = anatomy.attrib[FTRACK_ID_ATTRIBUTE] ?? null;
  if (id === null || id === '' || id === project.id) return;
  throw new SyncError(
    'ayon_project_missing',
    `The AYON project "${anatomy.name}" does not belong to the ftrack project "${project.name}" any more.`,
  );
}

async function readAround(
  session: FtrackSession,
  ftrack: FtrackSnapshot,
  { below, vacated }: Pick<Widening, 'below' | 'vacated'>,
): Promise<string[]> {
  const [descendants, siblings] = await Promise.all([
    readDescendantIds(session, below),
    readChildren(session, new Set(vacated.map(({ parentId }) => parentId))),
  ]);
  const waiting = siblings.filter((entity) => wantsPlace(entity, vacated)).map(({ id }) => id);
  return [...descendants, ...waiting].filter((id) => !ftrack.contexts.has(id));
}

/** The failed flag is inherited in ftrack, so what is stored above counts. */
async function readInheritedFlags(
  session: FtrackSession,
  ftrack: FtrackSnapshot,
): Promise<ReadonlyMap<string, unknown>> {
  const attribute = attributeId(ftrack.attributes, SYNC_FAILED_KEY);
  if (attribute === undefined || ftrack.ancestors.size === 0) return new Map();
  return await readAttributeValues(session, attribute, ftrack.ancestors.keys());
}

function withFlags(ftrack: FtrackSnapshot, flags: ReadonlyMap<string, unknown>): FtrackSnapshot {
  const attribute = attributeId(ftrack.attributes, SYNC_FAILED_KEY);
  if (attribute === undefined || flags.size === 0) return ftrack;
  const values = new Map(ftrack.values);
  values.set(attribute, new Map([...(ftrack.values.get(attribute) ?? []), ...flags]));
  return { ...ftrack, values };
}

function unknownIds({ contexts, schema, assignees, users, tags, tagNames }: FtrackSnapshot): string[] {
  const unknown = new Set<string>();
  for (const { kind, objectTypeId, typeId, statusId, priorityId } of contexts.values()) {
    if (!schema.objectTypes.has(objectTypeId)) unknown.add(objectTypeId);
    if (kind === 'task' && typeId !== null && !schema.taskTypes.has(typeId)) unknown.add(typeId);
    if (statusId !== null && !schema.statuses.has(statusId)) unknown.add(statusId);
    if (priorityId !== null && !schema.priorities.has(priorityId)) unknown.add(priorityId);
  }
  for (const ids of assignees.values()) for (const id of ids) if (!users.has(id)) unknown.add(id);
  for (const ids of tags.values()) for (const id of ids) if (!tagNames.has(id)) unknown.add(id);
  return [...unknown];
}
