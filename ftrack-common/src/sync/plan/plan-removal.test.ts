import { beforeEach, describe, expect, it } from 'vitest';
import { SyncedStudio } from '../testing/synced-studio.ts';
import { isEmptyPlan } from './plan.ts';

let studio: SyncedStudio;
beforeEach(async () => {
  studio = await SyncedStudio.open();
});
const codesOf = (plan: { problems: readonly { code: string }[] }) => plan.problems.map(({ code }) => code);
const activity = () =>
  Object.fromEntries([...studio.project.entities.values()].map(({ name, active }) => [name, active]));

describe('a removal', () => {
  it('of more than the limit allows does not happen', async () => {
    studio.settings = { ...studio.settings, removalLimit: { entities: 1, percent: 1 } };
    studio.ftrack.remove('seq');
    const { plan } = await studio.sync();
    expect(codesOf(plan)).toContain('removal_over_limit');
    expect(plan.removals).toHaveLength(3);
    expect(plan.writes).toEqual([]);
  });

  it('of more than the limit, and what the policy "ask" holds back, happens once a person confirms', async () => {
    studio.settings = { ...studio.settings, deletePolicy: 'ask', removalLimit: { entities: 1, percent: 1 } };
    studio.ftrack.remove('seq');
    expect((await studio.sync()).plan.writes).toEqual([]);
    studio.orders = { confirmRemovals: true };
    const { plan } = await studio.sync();
    expect(plan.problems).toEqual([]);
    expect(activity()).toEqual({ Seq_1: false, Shot: false, anim: false });
  });

  it('in an archived project does not happen', async () => {
    studio.ftrack.project = { ...studio.ftrack.project, isActive: false };
    studio.ftrack.remove('shot');
    const { plan } = await studio.sync();
    expect(codesOf(plan)).toEqual(['project_archived']);
    expect(plan.writes).toEqual([]);
  });

  it('of a folder that holds entities only AYON has is no deletion', async () => {
    studio.settings = { ...studio.settings, deletePolicy: 'delete' };
    studio.project.add({ id: 'd'.repeat(32), kind: 'task', name: 'own', parentId: studio.idOf('shot') });
    studio.ftrack.remove('shot');
    const { plan } = await studio.sync();
    expect(codesOf(plan)).toEqual(['holds_ayon_entities']);
    expect(activity()).toEqual({ Seq_1: true, Shot: false, own: true });
  });

  it('of a folder that holds products is no deletion, whether something is published in them or not', async () => {
    studio.settings = { ...studio.settings, deletePolicy: 'delete' };
    studio.project.holding.add(studio.idOf('shot'));
    studio.ftrack.remove('shot');
    const { plan, failed } = await studio.sync();
    expect(failed).toEqual([]);
    expect(codesOf(plan)).toEqual(['holds_ayon_entities']);
    expect(activity()).toEqual({ Seq_1: true, Shot: false });
  });
});

describe('what only AYON has', () => {
  const add = (id: string, name: string, parentId: string | null = null) =>
    studio.project.add({ id: id.repeat(32), kind: 'folder', name, parentId });

  it('is left alone by default', async () => {
    add('c', 'library');
    expect(isEmptyPlan((await studio.sync()).plan)).toBe(true);
  });

  it('is deactivated by a full sync when the setting says so, and by no other', async () => {
    studio.settings = { ...studio.settings, ayonOnly: 'deactivate' };
    add('c', 'library');
    add('d', 'props', 'c'.repeat(32));
    expect((await studio.sync(new Set(['seq', 'shot', 'task']))).plan.writes).toEqual([]);
    const { plan } = await studio.sync();
    expect(plan.removals).toMatchObject([
      { path: '/library', ftrackId: null, action: 'deactivate' },
      { path: '/library/props', ftrackId: null, action: 'deactivate' },
    ]);
    expect(activity()).toEqual({ Seq_1: true, Shot: true, anim: true, library: false, props: false });
    expect(isEmptyPlan(await studio.plan())).toBe(true);
  });

  it('stays where it is published, and above that', async () => {
    studio.settings = { ...studio.settings, ayonOnly: 'deactivate' };
    add('c', 'library');
    add('d', 'props', 'c'.repeat(32));
    add('e', 'old');
    studio.project.published.add('d'.repeat(32));
    await studio.sync();
    expect(activity()).toMatchObject({ library: true, props: true, old: false });
  });

  it('counts for the limit', async () => {
    studio.settings = {
      ...studio.settings,
      ayonOnly: 'deactivate',
      removalLimit: { entities: 1, percent: 1 },
    };
    add('c', 'library');
    add('d', 'props');
    const { plan } = await studio.sync();
    expect(codesOf(plan)).toEqual(['removal_over_limit']);
    expect(plan.writes).toEqual([]);
    studio.orders = { confirmRemovals: true };
    await studio.sync();
    expect(activity()).toMatchObject({ library: false, props: false });
  });

  it('lets go of a name that ftrack wants', async () => {
    studio.settings = { ...studio.settings, ayonOnly: 'deactivate' };
    add('c', 'wanted');
    studio.ftrack.change('seq', { name: 'wanted' });
    const { plan, failed } = await studio.sync();
    expect([failed, plan.problems]).toEqual([[], []]);
    expect(studio.twin('seq')?.name).toBe('wanted');
    expect(studio.project.entities.get('c'.repeat(32))?.active).toBe(false);
  });
});
