import type { FolderType, ProjectStatus } from '@ynput/ayon-api';
import { FTRACK_ID_ATTRIBUTE } from '../../attributes/index.ts';
import type { AnatomyPatch, AyonWrite } from '../ayon-project.port.ts';
import { assignPlaces, finalPaths } from './assign-places.ts';
import { matchHierarchy, type Matching, type PlanNode } from './match-hierarchy.ts';
import { paced } from './paced.ts';
import { orderWrites } from './order-writes.ts';
import type { PlanInput, PlannedWrite, Problem, RemovalCandidate, SyncPlan, WriteBack } from './plan.ts';
import {
  type AnatomyNames,
  changedFields,
  changedProjectAttributes,
  type FieldContext,
  fieldsOfNew,
} from './plan-fields.ts';
import { type Usage, usageOf } from './usage.ts';
import { findUnknownUsers } from './plan-assignees.ts';
import { PRIORITY_ATTRIBUTE, planPriorities } from './plan-priorities.ts';
import { planProject } from './plan-project.ts';
import { planRemovals, removalWrite } from './plan-removal.ts';
import { planStatuses } from './plan-statuses.ts';
import { planTagNames, type TagNames } from './plan-tags.ts';
import { planFolderTypes, planTaskTypes } from './plan-types.ts';
import { WriteBackPlanner } from './plan-write-back.ts';
import type { Twin } from '../parts/twins.ts';
import { ayonThumbnailId } from '../thumbnails/thumbnail-id.ts';

/** Computes all changes that make AYON say what ftrack says. Pure: asks and writes nothing. */
export function planSync(input: PlanInput): SyncPlan {
  const steps = planSteps(input);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}

export interface SliceOptions {
  /** Longest time one slice may take, in milliseconds. */
  readonly budgetMs?: number;
  /** Milliseconds of any clock that only goes forward. */
  readonly now?: () => number;
  /** Lets everything else that is waiting run. */
  readonly pause?: () => Promise<void>;
  readonly signal?: AbortSignal;
}

/** The same plan, made in slices, so that a large project does not hold up the process. */
export async function planInSlices(input: PlanInput, options: SliceOptions = {}): Promise<SyncPlan> {
  const { budgetMs = 10, now = () => performance.now(), pause = nextTurn, signal } = options;
  const steps = planSteps(input);
  let started = now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (now() - started < budgetMs) continue;
    await pause();
    signal?.throwIfAborted();
    started = now();
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** The rules of sync in their order. Yields where others may run. */
function* planSteps(input: PlanInput): Generator<void, SyncPlan> {
  const problems: Problem[] = [];
  const usage = yield* usageOf(input.ftrack);
  problems.push(...findUnknownUsers(usage.assigneeIds, input.ftrack.users, input.users));
  const anatomy = planAnatomy(input, usage, problems);
  const matching = yield* matchHierarchy(input);
  const removal = yield* planRemovals(matching, input);
  yield* assignPlaces(matching, input, removal.leaving);
  const context: FieldContext = {
    input,
    names: anatomy.names,
    attributes: input.mapping.ayonAttributes,
    priorities: prioritiesOf(input, usage, problems),
    tags: anatomy.tags,
    problems,
  };
  const { writes, writeBacks, twins, thumbnails } = yield* planEntities(matching, context);
  const ordered = yield* orderWrites(writes, matching, {
    entities: input.ayon.entities,
    leaving: new Map(
      removal.candidates.flatMap(({ ayonId, ftrackId }) =>
        removal.leaving.has(ayonId) ? [[ayonId, ftrackId] as const] : [],
      ),
    ),
    removals: [...removal.candidates.flatMap(plannedRemoval), ...repairWrites(matching, input)],
  });
  return {
    scope: input.ftrack.scope,
    anatomy: withAttributes(anatomy.patch, changedProjectAttributes(input.mapping, context)),
    writes: ordered,
    writeBacks,
    removals: removal.candidates,
    undos: matching.undos,
    problems: [...matching.problems, ...removal.problems, ...problems],
    thumbnails,
    statuses: [...anatomy.names.statuses.values()],
    twins,
  };
}

interface PlannedEntities {
  readonly writes: PlannedWrite[];
  readonly writeBacks: WriteBack[];
  readonly twins: Map<string, Twin | null>;
  readonly thumbnails: string[];
}

function* planEntities(matching: Matching, context: FieldContext): Generator<void, PlannedEntities> {
  const pathOf = finalPaths(matching, context.input);
  const writeBack = new WriteBackPlanner(context.input.ftrack);
  const writes: PlannedWrite[] = [];
  const writeBacks: WriteBack[] = [];
  const twins = new Map<string, Twin | null>();
  const thumbnails: string[] = [];
  yield* paced(matching.nodes, (node) => {
    const { id, kind } = node.context;
    const twinId = node.skipped ? null : node.ayonId;
    const path = twinId === null ? '' : pathOf(twinId);
    twins.set(id, twinId === null ? null : { kind, id: twinId, path });
    const write = planEntity(node, context);
    if (write) writes.push({ write, ftrackId: id, path, onlyIfGone: null });
    const back = writeBack.plan(node, path);
    if (back) writeBacks.push(back);
    if (twinId !== null && ayonThumbnailId(node.context.thumbnailId) !== (node.twin?.thumbnailId ?? null))
      thumbnails.push(id);
  });
  return { writes, writeBacks, twins, thumbnails };
}

function planEntity(node: PlanNode, context: FieldContext): AyonWrite | null {
  if (node.skipped || node.ayonId === null) return null;
  const target = { entityType: node.context.kind, entityId: node.ayonId };
  if (!node.twin) return { type: 'create', ...target, data: fieldsOfNew(node, context) };
  const data = changedFields(node, node.twin, context);
  return data === null ? null : { type: 'update', ...target, data };
}

function plannedRemoval(candidate: RemovalCandidate): PlannedWrite[] {
  const write = removalWrite(candidate);
  if (write === null) return [];
  return [{ write, ftrackId: candidate.ftrackId, path: candidate.path, onlyIfGone: candidate.ftrackId }];
}

/** Entities that share the ftrack id of a twin become AYON's own. They may be twins by an id stored in ftrack: then they are claimed. */
function repairWrites({ surplus, byAyonId }: Matching, { orders }: PlanInput): PlannedWrite[] {
  if (orders?.repairPairs !== true) return [];
  return surplus
    .filter(({ id }) => !byAyonId.has(id))
    .map(({ id, kind, path }) => ({
      write: {
        type: 'update',
        entityType: kind,
        entityId: id,
        data: { attrib: { [FTRACK_ID_ATTRIBUTE]: null } },
      },
      ftrackId: null,
      path,
      onlyIfGone: null,
    }));
}

/** Empty while nothing is to be said about priorities. */
function prioritiesOf(
  { ftrack, mapping, settings }: PlanInput,
  usage: Usage,
  problems: Problem[],
): FieldContext['priorities'] {
  const attribute = mapping.ayonAttributes.get(PRIORITY_ATTRIBUTE);
  if (!attribute || !settings.priority) return new Map();
  const plan = planPriorities(ftrack.schema, usage.priorityIds, attribute);
  problems.push(...plan.problems);
  return plan.values;
}

interface AnatomyPlan {
  readonly patch: AnatomyPatch | null;
  readonly names: AnatomyNames;
  readonly tags: TagNames;
}

function planAnatomy(input: PlanInput, usage: Usage, problems: Problem[]): AnatomyPlan {
  const { ftrack, ayon } = input;
  const { anatomy } = ayon;
  const project = planProject(input);
  const folderTypes = planFolderTypes(ftrack.schema, usage, anatomy.folderTypes);
  const taskTypes = planTaskTypes(ftrack.schema, usage, anatomy.taskTypes);
  const statuses = planStatuses(ftrack.schema, usage, anatomy.statuses);
  const tags = planTagNames(ftrack, anatomy.tags);
  problems.push(...project.problems, ...statuses.problems);
  const patch: AnatomyPatch = {
    ...project.patch,
    ...(folderTypes && { folderTypes }),
    ...(taskTypes && { taskTypes }),
    ...(statuses.statuses && { statuses: statuses.statuses }),
    ...(tags.projectTags && { tags: tags.projectTags }),
  };
  const finalTaskTypes = namesOf(taskTypes ?? anatomy.taskTypes);
  return {
    patch: Object.keys(patch).length > 0 ? patch : null,
    tags: tags.names,
    names: {
      folderTypes: namesOf(folderTypes ?? anatomy.folderTypes),
      taskTypes: finalTaskTypes,
      statuses: byName(statuses.statuses ?? anatomy.statuses),
      defaultTaskType: finalTaskTypes.get('generic') ?? [...finalTaskTypes.values()][0] ?? 'Generic',
    },
  };
}

function namesOf(types: readonly FolderType[]): Map<string, string> {
  return new Map(types.map(({ name }) => [name.toLowerCase(), name]));
}

/** Of names that differ only in case the first counts: those of ftrack stand before those that only AYON has. */
function byName(statuses: readonly ProjectStatus[]): Map<string, ProjectStatus> {
  return new Map(statuses.toReversed().map((status) => [status.name.toLowerCase(), status]));
}

function withAttributes(
  patch: AnatomyPatch | null,
  attrib: Record<string, unknown> | null,
): AnatomyPatch | null {
  return attrib === null ? patch : { ...patch, attrib };
}
