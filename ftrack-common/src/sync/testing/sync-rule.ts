import { describe, expect, it } from 'vitest';
import { isEmptyPlan, type SyncPlan } from '../plan/plan.ts';
import { SyncedStudio } from './synced-studio.ts';

/** One rule of sync, as an edit and what comes of it. */
export interface Rule {
  readonly rule: string;
  /** Changes a synced studio; answers the ftrack ids an event would name. */
  readonly edit: (studio: SyncedStudio) => readonly string[] | Promise<readonly string[]>;
  readonly check: (studio: SyncedStudio, plan: SyncPlan) => void;
  /** Problems that the run tells, as code and ftrack id. Default: none. */
  readonly problems?: readonly (readonly [string, string])[];
}

/** Every rule holds for a change that an event names and for a full sync; afterwards a full sync has nothing left to do. */
export function checkRules(rules: readonly Rule[]): void {
  describe.each(['live', 'full'] as const)('sync, %s:', (mode) => {
    it.each(rules)('$rule', async ({ edit, check, problems = [] }) => {
      const studio = await SyncedStudio.open();
      const ids = await edit(studio);
      const { plan, failed } = await studio.follow(mode, ids);
      expect(failed).toEqual([]);
      check(studio, plan);
      expect(plan.problems.map(({ code, ftrackId }) => [code, ftrackId])).toEqual(problems);
      expect(isEmptyPlan(await studio.plan())).toBe(true);
    });
  });
}
