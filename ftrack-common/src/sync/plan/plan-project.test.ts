import { describe, expect, it } from 'vitest';
import { PROJECT_ID } from '../testing/memory-ftrack.ts';
import { SyncedStudio } from '../testing/synced-studio.ts';
import { planGoneProject } from './plan-project.ts';

describe('the code of a project', () => {
  it('follows while nothing is published, as a slug', async () => {
    const studio = await SyncedStudio.open();
    studio.ftrack.project = { ...studio.ftrack.project, code: 'new-code' };
    expect((await studio.sync()).plan.problems).toEqual([]);
    expect(studio.project.anatomy.code).toBe('new_code');
  });

  it('is kept once something is, and that is reported', async () => {
    const studio = await SyncedStudio.open();
    studio.project.published.add(studio.idOf('shot'));
    studio.ftrack.project = { ...studio.ftrack.project, code: 'new' };
    const { plan } = await studio.sync();
    expect(plan.problems.map(({ code }) => code)).toEqual(['project_code_kept']);
    expect(studio.project.anatomy.code).toBe('test');
  });

  it('is left to a look at the whole project, and a code without letters says nothing', async () => {
    const studio = await SyncedStudio.open();
    studio.ftrack.project = { ...studio.ftrack.project, code: 'new' };
    expect((await studio.plan(new Set([PROJECT_ID]))).anatomy).toBeNull();
    studio.ftrack.project = { ...studio.ftrack.project, code: '???' };
    expect((await studio.plan()).anatomy).toBeNull();
  });
});

describe('a project that is gone in ftrack', () => {
  const ended = { active: false, endedInFtrack: true };
  it.each([
    { active: true, confirmed: false, patch: {}, codes: ['project_gone'] },
    { active: true, confirmed: true, patch: ended, codes: [] },
    { active: false, confirmed: false, patch: {}, codes: [] },
    { active: false, confirmed: true, patch: {}, codes: [] },
  ])('active $active, confirmed $confirmed', ({ active, confirmed, patch, codes }) => {
    const plan = planGoneProject('p1', { name: 'Test', active }, { confirmed });
    expect(plan.patch).toEqual(patch);
    expect(plan.problems.map(({ code }) => code)).toEqual(codes);
  });
});
