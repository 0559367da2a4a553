import { FTRACK_ID_ATTRIBUTE, REMOVED_FTRACK_ID } from '../../attributes/index.ts';
import type { AyonEntity, AyonWrite } from '../ayon-project.port.ts';
import { isOverRemovalLimit } from '../settings.ts';
import { ftrackIdOf, type Matching } from './match-hierarchy.ts';
import { paced } from './paced.ts';
import type { PlanInput, Problem, RemovalCandidate } from './plan.ts';

export interface RemovalPlan {
  readonly candidates: readonly RemovalCandidate[];
  /** Ids of AYON entities that free their place. */
  readonly leaving: ReadonlySet<string>;
  readonly problems: readonly Problem[];
}

/**
 * What happens to AYON entities whose ftrack entity is gone: asked for by itself and not there, never just missing from a list.
 * Entities that only AYON has are candidates of a full sync when the setting says so. A locked folder stays and is marked. A folder that holds entities which stay is
 * deactivated even when the policy says delete. More than the limit: nothing is removed.
 */
export function* planRemovals(matching: Matching, input: PlanInput): Generator<void, RemovalPlan> {
  const gone = yield* findGone(matching, input);
  const ayonOnly = yield* findAyonOnly(matching, input, gone);
  const problems: Problem[] = [];
  const limited = !input.ftrack.project.isActive
    ? 'project_archived'
    : !input.orders?.confirmRemovals && overLimit([...gone, ...ayonOnly], input)
      ? 'removal_over_limit'
      : null;
  const staying =
    input.settings.deletePolicy === 'delete'
      ? foldersThatStay(gone, { matching, input, holdsInactive: true })
      : new Set<string>();
  const candidates = gone.map((entity): RemovalCandidate => {
    const candidate = {
      ayonId: entity.id,
      kind: entity.kind,
      ftrackId: ftrackIdOf(entity) ?? '',
      path: entity.path,
    };
    if (limited !== null) return { ...candidate, action: 'none' };
    if (entity.locked) return { ...candidate, action: 'unlink' };
    if (input.settings.deletePolicy === 'ask') {
      if (input.orders?.confirmRemovals === true) return { ...candidate, action: 'deactivate' };
      problems.push(
        problemOf(entity, 'removal_waits', 'It is gone in ftrack; removing it waits for an admin.'),
      );
      return { ...candidate, action: 'none' };
    }
    if (input.settings.deletePolicy === 'deactivate') return { ...candidate, action: 'deactivate' };
    if (!staying.has(entity.id)) return { ...candidate, action: 'delete' };
    problems.push(
      problemOf(
        entity,
        'holds_ayon_entities',
        'It holds entities that are only in AYON, so it is deactivated instead of deleted.',
      ),
    );
    return { ...candidate, action: 'deactivate' };
  });
  for (const { id: ayonId, kind, path } of ayonOnly) {
    const action = limited === null ? 'deactivate' : 'none';
    candidates.push({ ayonId, kind, ftrackId: null, path, action });
  }
  const effective = candidates.filter(({ action, ayonId }) =>
    changes(action, input.ayon.entities.get(ayonId)),
  );
  if (limited !== null && effective.length > 0) problems.push(limitProblem(limited, effective.length, input));
  const leaving = new Set(
    effective.flatMap(({ action, ayonId }) =>
      action === 'deactivate' || action === 'delete' ? [ayonId] : [],
    ),
  );
  return { candidates: effective, leaving, problems };
}

/** Active entities no ftrack entity belongs to, apart from locked folders and those that hold something which stays. */
function* findAyonOnly(
  matching: Matching,
  input: PlanInput,
  gone: readonly AyonEntity[],
): Generator<void, AyonEntity[]> {
  const found: AyonEntity[] = [];
  if (input.settings.ayonOnly !== 'deactivate' || input.ftrack.scope !== 'project') return found;
  yield* paced(input.ayon.entities.values(), (entity) => {
    const isTwin = matching.byAyonId.has(entity.id);
    if (entity.active && !entity.locked && !isTwin && ftrackIdOf(entity) === null) found.push(entity);
  });
  const staying = foldersThatStay([...gone, ...found], { matching, input, holdsInactive: false });
  return found.filter(({ id }) => !staying.has(id));
}

/** A removal that was carried out before is no candidate any more. */
function changes(action: RemovalCandidate['action'], entity: AyonEntity | undefined): boolean {
  return entity !== undefined && (action === 'delete' || action === 'unlink' || entity.active);
}

function* findGone(
  { byAyonId, byFtrackId }: Matching,
  { ftrack, ayon }: PlanInput,
): Generator<void, AyonEntity[]> {
  const gone: AyonEntity[] = [];
  if (ftrack.absent.size === 0) return gone;
  yield* paced(ayon.entities.values(), (entity) => {
    const id = ftrackIdOf(entity);
    if (id === null || byAyonId.has(entity.id) || byFtrackId.has(id)) return;
    if (ftrack.absent.has(id)) gone.push(entity);
  });
  // Children first, so that a folder is empty when it is deleted.
  return gone.sort((left, right) => depth(right) - depth(left) || (left.path < right.path ? -1 : 1));
}

function depth(entity: AyonEntity): number {
  return entity.path.split('/').length;
}

/** In a part of a project its size is not known, so only the fixed number counts there. */
function overLimit(gone: readonly AyonEntity[], { settings, ayon, ftrack }: PlanInput): boolean {
  const count = gone.filter((entity) => entity.active || settings.deletePolicy === 'delete').length;
  const linked = ftrack.scope === 'project' ? linkedCount(ayon.entities.values()) : 0;
  return isOverRemovalLimit(settings.removalLimit, { count, linked });
}

function linkedCount(entities: Iterable<AyonEntity>): number {
  let count = 0;
  for (const entity of entities) if (entity.active && ftrackIdOf(entity) !== null) count += 1;
  return count;
}

interface Holding {
  readonly matching: Matching;
  readonly input: PlanInput;
  /** Inactive entities count, too: a deletion would take them along. */
  readonly holdsInactive: boolean;
}

/** Folders to be removed that hold, at any depth, something that is not removed itself. Products never are. */
function foldersThatStay(
  gone: readonly AyonEntity[],
  { matching: { byAyonId }, input: { ayon }, holdsInactive }: Holding,
): Set<string> {
  const ids = new Set(gone.map(({ id }) => id));
  const staying = new Set<string>();
  for (const entity of ayon.entities.values()) {
    const isRemoved = ids.has(entity.id) && !entity.locked;
    if (isRemoved && entity.holdsProducts !== true) continue;
    if (isRemoved) staying.add(entity.id);
    if (!holdsInactive && !entity.active) continue;
    const node = byAyonId.get(entity.id);
    let parentId = node && !node.skipped ? node.parentAyonId : entity.parentId;
    while (parentId !== null && !staying.has(parentId)) {
      if (ids.has(parentId)) staying.add(parentId);
      parentId = ayon.entities.get(parentId)?.parentId ?? null;
    }
  }
  return staying;
}

function problemOf(entity: AyonEntity, code: Problem['code'], message: string): Problem {
  return { code, ftrackId: ftrackIdOf(entity), path: entity.path, message };
}

function limitProblem(
  code: 'project_archived' | 'removal_over_limit',
  count: number,
  { ayon, settings }: PlanInput,
): Problem {
  const { entities, percent } = settings.removalLimit;
  const message =
    code === 'project_archived'
      ? `${count} entities are gone in ftrack, but the project is archived there: nothing is removed.`
      : `${count} entities are to be removed, more than the limit of ${entities} or ${percent} %: nothing is removed until an admin confirms.`;
  return { code, ftrackId: null, path: `/${ayon.anatomy.name}`, message };
}

/** The write a removal comes down to; null for none. */
export function removalWrite({ ayonId, kind, action }: RemovalCandidate): AyonWrite | null {
  switch (action) {
    case 'deactivate':
      return { type: 'update', entityType: kind, entityId: ayonId, data: { active: false } };
    case 'delete':
      return { type: 'delete', entityType: kind, entityId: ayonId };
    case 'unlink':
      return {
        type: 'update',
        entityType: kind,
        entityId: ayonId,
        data: { attrib: { [FTRACK_ID_ATTRIBUTE]: REMOVED_FTRACK_ID } },
      };
    case 'none':
      return null;
  }
}
