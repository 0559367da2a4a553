import type { FtrackSession } from '../ftrack/index.ts';
import type { ApplyContext } from './apply/apply-context.ts';
import { endProject } from './apply/write-project.ts';
import type { AyonServer } from './ayon-project.port.ts';
import { SyncError } from './errors.ts';
import { emptyPlan, type PlanOrders, type SyncPlan } from './plan/plan.ts';
import { planGoneProject } from './plan/plan-project.ts';
import { readFtrackProject } from './snapshot/read-ftrack-project.ts';
import { pickPaired } from './pairing.ts';

export interface GoneProjectOptions {
  readonly session: FtrackSession;
  readonly ayon: AyonServer;
  /** Id of the ftrack project. */
  readonly projectId: string;
  readonly orders?: PlanOrders;
  readonly dryRun?: boolean;
}

/**
 * Plans and writes what becomes of the AYON project whose ftrack project cannot be read.
 *
 * @returns null when no AYON project carries the id.
 */
export async function reconcileGoneProject(
  { session, ayon, projectId, orders, dryRun }: GoneProjectOptions,
  context: ApplyContext,
): Promise<{ readonly projectName: string; readonly plan: SyncPlan } | null> {
  const twin = pickPaired(await ayon.listProjects(), projectId);
  if (twin === undefined) return null;
  const { patch, problems } = planGoneProject(projectId, twin, {
    confirmed: orders?.confirmRemovals === true,
  });
  const isPatched = Object.keys(patch).length > 0;
  if (isPatched && dryRun !== true) {
    if (await isGone(session, projectId)) {
      await endProject(patch, { project: ayon.openProject(twin.name), projectId, context });
    } else {
      const message = 'Its ftrack project can be read again, so it stays active.';
      const problem = { code: 'removal_not_confirmed', ftrackId: projectId, path: `/${twin.name}` } as const;
      context.skipped.push({ ...problem, message });
    }
  }
  const plan = { ...emptyPlan('project'), anatomy: isPatched ? patch : null, problems };
  return { projectName: twin.name, plan };
}

/** Asked once more right before the write. */
async function isGone(session: FtrackSession, projectId: string): Promise<boolean> {
  try {
    await readFtrackProject(session, projectId);
    return false;
  } catch (error) {
    if (error instanceof SyncError && error.code === 'ftrack_project_missing') return true;
    throw error;
  }
}
