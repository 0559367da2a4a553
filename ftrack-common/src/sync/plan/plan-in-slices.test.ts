import { describe, expect, it } from 'vitest';
import { createAttributeMapping } from '../../attributes/index.ts';
import { DEFAULT_SYNC_SETTINGS } from '../settings.ts';
import { MemoryAyonProject } from '../testing/memory-ayon.ts';
import { MemoryFtrack } from '../testing/memory-ftrack.ts';
import type { PlanInput } from './plan.ts';
import { planInSlices, planSync } from './plan-sync.ts';

function inputOf(shots: number): PlanInput {
  const studio = new MemoryFtrack();
  for (let number = 0; number < shots; number += 1) studio.add({ id: `shot${number}`, type: 'Shot' });
  const ftrack = studio.snapshot('project');
  let id = 0;
  return {
    ftrack,
    ayon: { anatomy: new MemoryAyonProject('Test', 'test').anatomy, entities: new Map() },
    settings: DEFAULT_SYNC_SETTINGS,
    mapping: createAttributeMapping({
      settings: DEFAULT_SYNC_SETTINGS.attributesMapping,
      ayonAttributes: [],
      ftrackAttributes: ftrack.attributes,
    }),
    users: { ayonNames: new Map(), mapped: new Set() },
    newId: () => {
      id += 1;
      return id.toString(16).padStart(32, '0');
    },
  };
}

describe('planInSlices', () => {
  it('gives the same plan, with pauses whenever the time of a slice is over', async () => {
    let time = 0;
    let pauses = 0;
    const plan = await planInSlices(inputOf(2_000), {
      budgetMs: 10,
      now: () => {
        time += 6;
        return time;
      },
      pause: async () => {
        pauses += 1;
      },
    });
    expect(plan).toEqual(planSync(inputOf(2_000)));
    expect(pauses).toBeGreaterThan(10);
  });

  it('ends at a pause when it is told to', async () => {
    const stop = new AbortController();
    const planning = planInSlices(inputOf(2_000), {
      budgetMs: 0,
      signal: stop.signal,
      pause: async () => stop.abort(new Error('stopped')),
    });
    await expect(planning).rejects.toThrow('stopped');
  });
});
