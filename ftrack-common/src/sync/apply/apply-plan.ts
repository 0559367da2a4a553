import type { FtrackSession } from '../../ftrack/index.ts';
import type { AyonProject } from '../ayon-project.port.ts';
import type { PlannedWrite, SyncPlan } from '../plan/plan.ts';
import { confirmAbsentContexts } from '../snapshot/confirm-absent-contexts.ts';
import type { ApplyContext } from './apply-context.ts';
import { AyonWriter } from './write-ayon.ts';
import { writeProject } from './write-project.ts';
import { type WriteBackAttributes, WriteBackLane } from './write-ftrack.ts';

export interface ApplyTarget {
  readonly session: FtrackSession;
  readonly project: AyonProject;
  /** Id of the ftrack project. */
  readonly projectId: string;
  readonly attributes: WriteBackAttributes;
  readonly context: ApplyContext;
  readonly onProgress: (progress: {
    readonly phase: 'write' | 'write_back';
    readonly done: number;
    readonly total: number;
  }) => void;
}

/**
 * Writes a plan: the project (unless that is to become inactive), its entities, and beside them what ftrack stores of those that are
 * saved. Entities are removed only when ftrack, asked again just
 * before, still does not have them. The order makes a run that ends anywhere harmless: AYON entities carry the ftrack id
 * from their first moment, so the next run finds them.
 */
export async function applyPlan(plan: SyncPlan, target: ApplyTarget): Promise<void> {
  const { session, project, attributes, context, onProgress } = target;
  if (plan.anatomy !== null) await writeProject(plan.anatomy, target);
  const writes = await confirmedWrites(plan, target);
  const lane = new WriteBackLane({ writes, writeBacks: plan.writeBacks }, { session, attributes }, context);
  const writer = new AyonWriter(project, {
    ...context,
    onProgress: (done) => onProgress({ phase: 'write', done, total: writes.length }),
    onSaved: (batch) => lane.saved(batch),
  });
  try {
    await writer.write(writes);
  } catch (error) {
    await lane.abandon();
    throw error;
  }
  await lane.end(writer.failedFtrackIds);
  onProgress({ phase: 'write_back', done: plan.writeBacks.length, total: plan.writeBacks.length });
}

async function confirmedWrites(
  { writes }: SyncPlan,
  { session, projectId, context }: ApplyTarget,
): Promise<readonly PlannedWrite[]> {
  const ids = new Set(writes.flatMap(({ onlyIfGone }) => onlyIfGone ?? []));
  if (ids.size === 0) return writes;
  const absent = await confirmAbsentContexts(session, projectId, ids);
  return writes.filter((planned) => {
    if (planned.onlyIfGone === null || absent.has(planned.onlyIfGone)) return true;
    context.skipped.push({
      code: 'removal_not_confirmed',
      ftrackId: planned.onlyIfGone,
      path: planned.path,
      message: 'It is in ftrack again, so it was not removed.',
    });
    return false;
  });
}
