import type { AyonEntity } from '../ayon-project.port.ts';
import { ftrackIdOf, keepPlace, type Matching, type PlanNode, refusePlace } from './match-hierarchy.ts';
import { paced } from './paced.ts';
import type { PlanInput } from './plan.ts';
import { placeKey } from './siblings.ts';

/**
 * Decides under which name and parent every entity stands in the end. Names are unique below a parent: who has the name keeps it,
 * then parents and lower positions in ftrack come first. Who cannot get its place keeps the one it has; an entity that has none is
 * left out. A locked folder never changes name, parent or activity.
 *
 * @param leaving Ids of AYON entities that are removed by this plan and so free their place.
 */
export function* assignPlaces(
  matching: Matching,
  input: PlanInput,
  leaving: ReadonlySet<string>,
): Generator<void> {
  yield* paced(matching.nodes, (node) => {
    if (!node.skipped && node.twin?.locked) keepLocked(node, { twin: node.twin, matching, input });
  });
  let settled = false;
  while (!settled) {
    yield* refuseOrphans(matching);
    settled = yield* tryPlaces(matching, yield* holdersOf(matching, input, leaving));
    if (settled) settled = yield* keepCircles(matching, input);
  }
}

interface Locked {
  readonly twin: AyonEntity;
  readonly matching: Matching;
  readonly input: PlanInput;
}

function keepLocked(node: PlanNode, { twin, matching, input }: Locked): void {
  const problem = { ftrackId: node.context.id, path: node.ftrackPath };
  const undo: { name?: string; parent_id?: string } = {};
  if (node.name.toLowerCase() !== twin.name.toLowerCase()) {
    node.failed = true;
    undo.name = twin.label ?? twin.name;
    matching.problems.push({
      ...problem,
      code: 'locked_renamed',
      message: `It has published products, so AYON keeps the name "${twin.name}". Rename it back in ftrack.`,
    });
  }
  if (node.parentAyonId !== twin.parentId) {
    node.failed = true;
    const parentId = ftrackParentOf(twin, input);
    if (parentId !== null) undo.parent_id = parentId;
    matching.problems.push({
      ...problem,
      code: 'locked_moved',
      message: `It has published products, so AYON keeps it at "${twin.path}". Move it back in ftrack.`,
    });
  }
  if (Object.keys(undo).length > 0) matching.undos.push({ ...problem, data: undo });
  keepPlace(node, twin);
}

/** Id in ftrack of what a twin stands below; null when that is in AYON alone. */
function ftrackParentOf({ parentId }: AyonEntity, { ayon, ftrack }: PlanInput): string | null {
  if (parentId === null) return ftrack.project.id;
  const parent = ayon.entities.get(parentId);
  const id = parent === undefined ? null : ftrackIdOf(parent);
  return id === null || ftrack.absent.has(id) ? null : id;
}

function* refuseOrphans(matching: Matching): Generator<void> {
  yield* paced(matching.nodes, (node) => {
    if (node.skipped || !node.parent?.skipped || node.keepsPlace) return;
    refusePlace(matching, node, {
      code: 'parent_not_synced',
      message: 'What it stands below in ftrack is not in AYON.',
    });
  });
}

/** Places that are not to be had: of AYON entities that this plan does not move. */
function* holdersOf(
  { byAyonId }: Matching,
  { ayon }: PlanInput,
  leaving: ReadonlySet<string>,
): Generator<void, Map<string, string>> {
  const holders = new Map<string, string>();
  yield* paced(ayon.entities.values(), (entity) => {
    if (!entity.active || leaving.has(entity.id)) return;
    const node = byAyonId.get(entity.id);
    if (!node || node.skipped || node.keepsPlace) holders.set(placeKey(entity), entity.id);
  });
  return holders;
}

/** One attempt. False when somebody did not get its place: then its old place is taken after all, and all is tried anew. */
function* tryPlaces(matching: Matching, places: Map<string, string>): Generator<void, boolean> {
  const movers: PlanNode[] = [];
  yield* paced(matching.nodes, (node) => {
    if (node.skipped || node.keepsPlace || node.ayonId === null) return;
    const key = placeOf(node);
    const stays = node.twin?.active === true && placeKey(node.twin) === key;
    if (stays && !places.has(key)) places.set(key, node.ayonId);
    else movers.push(node);
  });
  let settled = true;
  yield* paced(movers, (node) => {
    if (node.skipped || node.parent?.skipped || node.ayonId === null) return;
    const key = placeOf(node);
    const holder = places.get(key);
    if (holder === undefined || holder === node.ayonId) {
      places.set(key, node.ayonId);
      return;
    }
    settled = false;
    refusePlace(matching, node, {
      code: 'name_taken',
      message: `AYON has another ${node.context.kind} "${node.name}" at this place. Rename one of them.`,
    });
  });
  return settled;
}

/**
 * Somebody who keeps its place may stand below somebody who is to move below it. The latter stays, too. False when there was such a
 * circle.
 */
function* keepCircles(matching: Matching, { ayon }: PlanInput): Generator<void, boolean> {
  const { byAyonId } = matching;
  const parentOf = (id: string) => {
    const node = byAyonId.get(id);
    return node && !node.skipped ? node.parentAyonId : (ayon.entities.get(id)?.parentId ?? null);
  };
  let settled = true;
  yield* paced(matching.nodes, (node) => {
    if (node.skipped || node.keepsPlace || !node.twin || node.twin.parentId === node.parentAyonId) return;
    const seen = new Set([node.twin.id]);
    let id = node.parentAyonId;
    while (id !== null && !seen.has(id)) {
      seen.add(id);
      id = parentOf(id);
    }
    if (id === null) return;
    settled = false;
    refusePlace(matching, node, {
      code: 'parent_not_synced',
      message: 'What it stands below in ftrack stands below it in AYON and cannot be moved.',
    });
  });
  return settled;
}

function placeOf(node: PlanNode): string {
  return placeKey({ kind: node.context.kind, parentId: node.parentAyonId, name: node.name });
}

/** Answers the path an AYON entity has in the end. Places are free of circles by then. */
export function finalPaths({ byAyonId }: Matching, { ayon }: PlanInput): (ayonId: string) => string {
  const paths = new Map<string, string>();
  const pathOf = (ayonId: string): string => {
    const known = paths.get(ayonId);
    if (known !== undefined) return known;
    const node = byAyonId.get(ayonId);
    const entity = ayon.entities.get(ayonId);
    const place = node && !node.skipped ? { parentId: node.parentAyonId, name: node.name } : entity;
    if (!place) return '';
    const parentIsKnown =
      place.parentId === null || byAyonId.has(place.parentId) || ayon.entities.has(place.parentId);
    const path =
      parentIsKnown || !entity
        ? `${place.parentId === null ? '' : pathOf(place.parentId)}/${place.name}`
        : entity.path;
    paths.set(ayonId, path);
    return path;
  };
  return pathOf;
}
