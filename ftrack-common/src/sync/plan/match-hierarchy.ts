import { AYON_ID_KEY, FTRACK_ID_ATTRIBUTE, REMOVED_FTRACK_ID } from '../../attributes/index.ts';
import { readAyonId } from '../ayon-id.ts';
import type { AyonEntity } from '../ayon-project.port.ts';
import { type FtrackContext, storedValue } from '../snapshot/ftrack-snapshot.ts';
import { paced } from './paced.ts';
import { Siblings } from './siblings.ts';
import type { PlanInput, Problem, Undo } from './plan.ts';
import { ftrackPathOf } from './ftrack-path.ts';
import { ayonLabelOf, ayonNameOf } from './slugify.ts';

/** One ftrack entity on its way into AYON. The later rules fill in what the earlier ones leave open. */
export interface PlanNode {
  readonly context: FtrackContext;
  /** Names in ftrack below the project, joined by `/`. */
  readonly ftrackPath: string;
  /** The name it is to have; ends up as the name it gets. */
  name: string;
  readonly label: string;
  /** The AYON entity that stands for it already. */
  twin: AyonEntity | null;
  /** Id of the twin, or the one chosen for it; null while or when it gets none. */
  ayonId: string | null;
  /** The node it stands below; null below the project or below an entity that is not in scope. */
  parent: PlanNode | null;
  /** AYON id of the parent folder; null below the project. */
  parentAyonId: string | null;
  /** It stays where it is in AYON, under its name there and as active as it is. */
  keepsPlace: boolean;
  /** It cannot be in AYON now, nor can what stands below it. */
  skipped: boolean;
  /** Shown on the ftrack entity: not, or not fully, as ftrack says. */
  failed: boolean;
}

export interface Matching {
  /** Parents before children. */
  readonly nodes: PlanNode[];
  readonly byFtrackId: Map<string, PlanNode>;
  /** Nodes by the AYON id they have or will have. */
  readonly byAyonId: Map<string, PlanNode>;
  /** Folders of AYON by ftrack id, for parents that are not in scope. */
  readonly folders: Map<string, AyonEntity>;
  readonly siblings: Siblings;
  readonly problems: Problem[];
  /** AYON entities that carry the ftrack id of a node they are not the twin of. */
  readonly surplus: AyonEntity[];
  readonly undos: Undo[];
}

/**
 * Finds the twin of every ftrack entity in scope: by the ftrack id stored in AYON, then by the AYON id stored in ftrack, then by
 * name below the twin of its parent. A stored AYON id that belongs to another living entity was copied with it and does not count.
 */
export function* matchHierarchy(input: PlanInput): Generator<void, Matching> {
  const matching: Matching = {
    nodes: [],
    byFtrackId: new Map(),
    byAyonId: new Map(),
    folders: new Map(),
    siblings: new Siblings(),
    problems: [],
    surplus: [],
    undos: [],
  };
  yield* paced(yield* parentsFirst(input), (context) => {
    const node = createNode(context, input);
    matching.nodes.push(node);
    matching.byFtrackId.set(context.id, node);
  });
  yield* paced(input.ayon.entities.values(), (entity) => {
    matching.siblings.add(entity);
    const id = ftrackIdOf(entity);
    if (id === null || entity.kind !== 'folder') return;
    if (entity.active || !matching.folders.has(id)) matching.folders.set(id, entity);
  });
  yield* claimByFtrackId(matching, input);
  yield* claimByAyonId(matching, input);
  yield* placeAndAdopt(matching, input);
  return matching;
}

function createNode(context: FtrackContext, { ftrack }: PlanInput): PlanNode {
  return {
    context,
    ftrackPath: ftrackPathOf(context, ftrack),
    name: ayonNameOf(context),
    label: ayonLabelOf(context.name),
    twin: null,
    ayonId: null,
    parent: null,
    parentAyonId: null,
    keepsPlace: false,
    skipped: false,
    failed: false,
  };
}

/** Entities whose chain of parents is a circle are left out: ftrack cannot hold such a thing, a torn listing could. */
function* parentsFirst({ ftrack }: PlanInput): Generator<void, FtrackContext[]> {
  const children = new Map<string, FtrackContext[]>();
  const ordered: FtrackContext[] = [];
  yield* paced(ftrack.contexts.values(), (context) => {
    const siblings = ftrack.contexts.has(context.parentId) ? children.get(context.parentId) : ordered;
    if (siblings) siblings.push(context);
    else children.set(context.parentId, [context]);
  });
  // The list grows while it is walked: an array's iterator goes on to what was added.
  yield* paced(ordered, (context) => {
    for (const child of children.get(context.id) ?? []) ordered.push(child);
  });
  return ordered;
}

/** The value of `ftrackId` on an AYON entity when it names a ftrack entity. */
export function ftrackIdOf(entity: AyonEntity): string | null {
  const id = entity.own[FTRACK_ID_ATTRIBUTE];
  return typeof id === 'string' && id !== '' && id !== REMOVED_FTRACK_ID ? id : null;
}

function claim(matching: Matching, node: PlanNode, twin: AyonEntity): void {
  node.twin = twin;
  node.ayonId = twin.id;
  matching.byAyonId.set(twin.id, node);
}

function* claimByFtrackId(matching: Matching, input: PlanInput): Generator<void> {
  const candidates = new Map<PlanNode, AyonEntity[]>();
  yield* paced(input.ayon.entities.values(), (entity) => {
    const id = ftrackIdOf(entity);
    const node = id === null ? undefined : matching.byFtrackId.get(id);
    if (!node) return;
    const list = candidates.get(node);
    if (list) list.push(entity);
    else candidates.set(node, [entity]);
  });
  yield* paced(candidates, ([node, found]) => {
    const ofKind = found.filter(({ kind }) => kind === node.context.kind);
    const best = ofKind.length === 0 ? null : pickTwin(ofKind, storedAyonId(node, input));
    if (best) claim(matching, node, best);
    if (best && found.length === 1) return;
    matching.surplus.push(...found.filter((entity) => entity !== best));
    if (input.orders?.repairPairs === true) return;
    const carriers = found.map(({ path }) => path).join(', ');
    matching.problems.push({
      code: 'several_twins',
      ftrackId: node.context.id,
      path: node.ftrackPath,
      message: best
        ? `${found.length} AYON entities carry this ftrack id: ${carriers}. ${best.path} is kept up to date; 'sync repair' takes the id off the others.`
        : `It is a ${node.context.kind}, but its ftrack id is carried by ${carriers}, which is not. It gets a twin of its own; 'sync repair' takes the id off the other.`,
    });
  });
}

/** Of several entities with the same ftrack id: the one ftrack points to, else an active one, else the lowest id. */
function pickTwin(found: readonly AyonEntity[], storedId: string | null): AyonEntity {
  const rank = (entity: AyonEntity) => (entity.id === storedId ? 0 : entity.active ? 1 : 2);
  return found.reduce((best, entity) => {
    const difference = rank(entity) - rank(best) || (entity.id < best.id ? -1 : 1);
    return difference < 0 ? entity : best;
  });
}

/** The AYON id stored on the ftrack entity, when it has the form of one. */
function storedAyonId(node: PlanNode, { ftrack }: PlanInput): string | null {
  return readAyonId(storedValue(ftrack, attributeId(ftrack.attributes, AYON_ID_KEY), node.context.id));
}

/** Configuration id of one of our hierarchical attributes. */
export function attributeId(attributes: PlanInput['ftrack']['attributes'], key: string): string | undefined {
  return attributes.find((attribute) => attribute.key === key && attribute.isHierarchical)?.id;
}

function* claimByAyonId(matching: Matching, input: PlanInput): Generator<void> {
  const reserved = new Set<string>(matching.byAyonId.keys());
  yield* paced(matching.nodes, (node) => {
    if (node.twin) return;
    const id = storedAyonId(node, input);
    if (id === null) return;
    const entity = input.ayon.entities.get(id);
    const owner = entity ? ftrackIdOf(entity) : null;
    if (reserved.has(id) || (owner !== null && !input.ftrack.absent.has(owner))) {
      matching.problems.push({
        code: 'copied_ayon_id',
        ftrackId: node.context.id,
        path: node.ftrackPath,
        message: `The AYON id ${id} belongs to ${entity?.path ?? 'another ftrack entity'}; this entity gets its own.`,
      });
      return;
    }
    if (entity && entity.kind !== node.context.kind) return;
    reserved.add(id);
    if (entity) claim(matching, node, entity);
    else node.ayonId = id;
  });
}

function* placeAndAdopt(matching: Matching, input: PlanInput): Generator<void> {
  yield* paced(matching.nodes, (node) => {
    const problem = placeNode(node, matching, input);
    if (problem) {
      refusePlace(matching, node, problem);
      return;
    }
    if (node.twin) return;
    const sibling = matching.siblings
      .find({ kind: node.context.kind, parentId: node.parentAyonId, name: node.name })
      .find((entity) => canAdopt(entity, matching, input));
    if (sibling) {
      claim(matching, node, sibling);
      return;
    }
    node.ayonId ??= input.newId();
    matching.byAyonId.set(node.ayonId, node);
  });
}

/** An entity without a living ftrack twin may become the twin of one that stands at its place under its name. */
function canAdopt(entity: AyonEntity, { byAyonId }: Matching, { ftrack }: PlanInput): boolean {
  if (byAyonId.has(entity.id)) return false;
  const owner = ftrackIdOf(entity);
  return owner === null || ftrack.absent.has(owner);
}

/** Finds the AYON parent; returns why there is none. */
function placeNode(
  node: PlanNode,
  { byFtrackId, folders }: Matching,
  input: PlanInput,
): Pick<Problem, 'code' | 'message'> | null {
  const { parentId, kind } = node.context;
  if (parentId === input.ftrack.project.id) {
    if (kind === 'folder') return null;
    return { code: 'task_under_project', message: 'AYON has no tasks directly below a project.' };
  }
  const parent = byFtrackId.get(parentId);
  if (parent?.context.kind === 'task') {
    return {
      code: 'below_task',
      message: 'It stands below a task in ftrack; AYON has nothing below a task.',
    };
  }
  if (parent && !parent.skipped) {
    node.parent = parent;
    node.parentAyonId = parent.ayonId;
    return null;
  }
  if (!parent) {
    const folder = folders.get(parentId);
    if (folder) {
      node.parentAyonId = folder.id;
      return null;
    }
  }
  return { code: 'parent_not_synced', message: 'What it stands below in ftrack is not in AYON.' };
}

/**
 * Says why an entity cannot be where ftrack has it. One that has a twin stays where that is, and what stands below it is synced;
 * one that has none is left out, and what stands below it follows.
 */
export function refusePlace(
  { problems }: Pick<Matching, 'problems'>,
  node: PlanNode,
  { code, message }: Pick<Problem, 'code' | 'message'>,
): void {
  node.failed = true;
  problems.push({ code, message, ftrackId: node.context.id, path: node.ftrackPath });
  if (node.twin) keepPlace(node, node.twin);
  else node.skipped = true;
}

/** Lets an entity stand where its twin stands, under the same name. */
export function keepPlace(node: PlanNode, twin: AyonEntity): void {
  node.keepsPlace = true;
  node.name = twin.name;
  node.parentAyonId = twin.parentId;
}
