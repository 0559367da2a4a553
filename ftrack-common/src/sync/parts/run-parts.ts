import { AyonError } from '@ynput/ayon-api';
import { FtrackError } from '../../ftrack/index.ts';
import { linksPart } from './links/sync-links.ts';
import { listsPart } from './lists/sync-lists.ts';
import { versionsPart } from './versions/sync-versions.ts';
import type { PartIds } from './part-marks.ts';
import type { PartPlan, PartRun, PartScope, SyncPart } from './part.ts';

/** In the order they are written. */
const SYNC_PARTS: readonly SyncPart[] = [linksPart, versionsPart, listsPart];

export interface PartsRun extends Omit<PartRun, 'scope'> {
  readonly scope: 'all' | { readonly marked: PartIds; readonly fresh: ReadonlySet<string> };
}

/**
 * Syncs the parts of a project that are switched on and have something to be looked at. A part that a server does not let through does
 * not keep the others from theirs; its error ends the run after them.
 */
export async function reconcileParts(run: PartsRun): Promise<PartPlan[]> {
  const plans: PartPlan[] = [];
  const errors: unknown[] = [];
  for (const part of SYNC_PARTS) {
    if (!part.isOn(run.settings)) continue;
    const scope = scopeOf(part, run.scope, plans);
    if (scope !== 'all' && scope.marked.size === 0 && scope.fresh.size === 0) continue;
    try {
      plans.push(await part.reconcile({ ...run, scope }));
    } catch (error) {
      if (!(error instanceof AyonError) && !(error instanceof FtrackError)) throw error;
      errors.push(error);
    }
  }
  if (errors.length > 0) throw errors[0];
  return plans;
}

function scopeOf(
  { name, follows }: SyncPart,
  scope: PartsRun['scope'],
  plans: readonly PartPlan[],
): PartScope {
  if (scope === 'all') return scope;
  const { marked, fresh } = scope;
  const own = marked.get(name) ?? new Set();
  if (follows === undefined) return { marked: own, fresh };
  const looked = plans.find(({ part }) => part === follows)?.looked ?? [];
  return { marked: own, fresh: new Set([...fresh, ...(marked.get(follows) ?? []), ...looked]) };
}
