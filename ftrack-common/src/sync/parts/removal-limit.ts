import type { Problem } from '../plan/plan.ts';
import { type DeletePolicy, isOverRemovalLimit, type SyncSettings } from '../settings.ts';
import type { PartRun } from './part.ts';

/** What of a part may be removed. */
export interface RemovalRules {
  readonly policy: DeletePolicy;
  /** A person asked for removals that wait. */
  readonly confirmed: boolean;
  /** More than both: nothing is removed. */
  readonly limit: SyncSettings['removalLimit'];
  /** Nothing goes from a project that is not active in ftrack. */
  readonly isProjectActive: boolean;
}

/** The rules of a run. */
export function removalRulesOf({
  settings,
  orders,
  ftrackProject,
}: Pick<PartRun, 'settings' | 'orders' | 'ftrackProject'>): RemovalRules {
  return {
    policy: settings.deletePolicy,
    confirmed: orders.confirmRemovals === true,
    limit: settings.removalLimit,
    isProjectActive: ftrackProject.isActive,
  };
}

export interface RemovalCount {
  /** Plural, as in a message: `lists`. */
  readonly what: string;
  /** How many are to be removed. */
  readonly count: number;
  /** How many have a twin in ftrack, or had one. */
  readonly linked: number;
}

/** Why nothing of a kind is removed; null when it may be. */
export function removalLimit(
  { what, count, linked }: RemovalCount,
  { confirmed, limit, isProjectActive }: RemovalRules,
): Problem | null {
  if (count === 0) return null;
  const base = { ftrackId: null, path: what };
  const gone = `${count} ${what} are gone in ftrack`;
  if (!isProjectActive) {
    const message = `${gone}, but the project is not active there: nothing is removed.`;
    return { ...base, code: 'project_archived', message };
  }
  if (confirmed || !isOverRemovalLimit(limit, { count, linked })) return null;
  const message = `${gone}, more than the limit of ${limit.entities} or ${limit.percent} %: nothing is removed until an admin confirms.`;
  return { ...base, code: 'removal_over_limit', message };
}
