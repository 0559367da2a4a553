import { createAttributeMapping } from '../../attributes/index.ts';
import { AyonWriter } from '../apply/write-ayon.ts';
import { mapUsers } from '../plan/map-users.ts';
import { ftrackIdOf } from '../plan/match-hierarchy.ts';
import type { PlanInput, PlanOrders, Problem, SyncPlan } from '../plan/plan.ts';
import { planSync } from '../plan/plan-sync.ts';
import { ayonScopeOf, wantsPlace, widenScope } from '../plan/widen-scope.ts';
import { DEFAULT_SYNC_SETTINGS, type SyncSettings } from '../settings.ts';
import type { SyncScope } from '../snapshot/ftrack-snapshot.ts';
import { MemoryAyon, MemoryAyonProject } from './memory-ayon.ts';
import { MemoryFtrack } from './memory-ftrack.ts';

const TEST_SETTINGS: SyncSettings = {
  ...DEFAULT_SYNC_SETTINGS,
  attributesMapping: {
    enabled: true,
    mapping: [
      { name: 'fps', attr_type: 'hierarchical', hierarchical: 'fps', standard: [] },
      { name: 'frameStart', attr_type: 'standard', hierarchical: '', standard: ['fstart'] },
    ],
  },
  removalLimit: { entities: 1_000, percent: 100 },
};

/** A ftrack project and its AYON project in memory, with the planner between them. */
export class MemoryPairing {
  readonly ftrack = new MemoryFtrack();
  readonly ayon = new MemoryAyon();
  readonly project = new MemoryAyonProject('Test', 'test');
  settings: SyncSettings = TEST_SETTINGS;
  /** What a person asks for with the next runs. */
  orders: PlanOrders = {};
  #ids = 0;

  constructor() {
    this.ayon.projects.set('Test', this.project);
  }

  readonly newId = (): string => {
    this.#ids += 1;
    return this.#ids.toString(16).padStart(32, 'f');
  };

  /** Reads and plans, as the engine does. */
  async plan(scope: SyncScope = 'project'): Promise<SyncPlan> {
    return planSync(await this.#read(scope));
  }

  /** Plans and writes; returns the plan and what was refused. */
  async sync(scope: SyncScope = 'project'): Promise<{ plan: SyncPlan; failed: readonly Problem[] }> {
    const plan = await this.plan(scope);
    if (plan.anatomy) await this.project.patchAnatomy(plan.anatomy);
    const failed: Problem[] = [];
    const writer = new AyonWriter(this.project, {
      lease: { assertHeld: async () => {} },
      now: () => 0,
      operations: [],
      failed,
      skipped: failed,
    });
    await writer.write(plan.writes);
    this.ftrack.store(plan.writeBacks.filter(({ ftrackId }) => !writer.failedFtrackIds.has(ftrackId)));
    return { plan, failed };
  }

  async #read(start: SyncScope): Promise<PlanInput> {
    let scope = start;
    for (;;) {
      let ftrack = this.ftrack.snapshot(scope);
      const ayon = await this.project.readSnapshot(scope === 'project' ? scope : ayonScopeOf(ftrack));
      if (scope === 'project') {
        const ids = [...ayon.entities.values()].flatMap((entity) => ftrackIdOf(entity) ?? []);
        ftrack = this.ftrack.snapshot(scope, ids);
        return this.#input(ftrack, ayon);
      }
      const { ids, below, vacated } = widenScope(ftrack, ayon);
      const waiting = [...this.ftrack.contexts.values()].filter((context) => wantsPlace(context, vacated));
      const unread = [...this.#below(below), ...waiting.map(({ id }) => id)].filter(
        (id) => !ftrack.contexts.has(id),
      );
      if (ids.size === 0 && unread.length === 0) return this.#input(ftrack, ayon);
      scope = new Set([...scope, ...ids, ...unread]);
    }
  }

  #below(ids: ReadonlySet<string>): string[] {
    const found: string[] = [];
    for (const context of this.ftrack.contexts.values()) {
      if (ids.has(context.parentId)) found.push(context.id, ...this.#below(new Set([context.id])));
    }
    return found;
  }

  #input(ftrack: PlanInput['ftrack'], ayon: PlanInput['ayon']): PlanInput {
    return {
      ftrack,
      ayon,
      settings: this.settings,
      mapping: createAttributeMapping({
        settings: this.settings.attributesMapping,
        ayonAttributes: this.ayon.attributes,
        ftrackAttributes: ftrack.attributes,
      }),
      users: mapUsers(ftrack.users.values(), this.ayon.users),
      newId: this.newId,
      orders: this.orders,
    };
  }
}
