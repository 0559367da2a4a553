import { beforeEach, describe, expect, it } from 'vitest';
import { PROJECT_ID } from '../testing/memory-ftrack.ts';
import { MemoryPairing } from '../testing/sync-memory.ts';

describe('sync of one edit', () => {
  let pairing: MemoryPairing;
  beforeEach(async () => {
    pairing = new MemoryPairing();
    const { ftrack, ayon } = pairing;
    ftrack.users.set('u1', { id: 'u1', username: 'Jane@studio.com', email: null });
    ayon.users = [
      { name: 'jane', email: null, active: true },
      { name: 'only.ayon', email: null, active: true },
    ];
    ftrack.add({ id: 'seq', type: 'Sequence', name: 'Seq 1' });
    ftrack.add({ id: 'shot', type: 'Shot', parentId: 'seq', name: 'Shot' });
    ftrack.add({ id: 'task', type: 'Task', parentId: 'shot', name: 'anim' });
    await pairing.sync();
  });
  const twin = (ftrackId: string) =>
    [...pairing.project.entities.values()].find((entity) => entity.own['ftrackId'] === ftrackId);
  const problems = async () => (await pairing.plan()).problems.map(({ code, ftrackId }) => [code, ftrackId]);

  it('w-14 gives an entity whose name has no slug a name made of its id', async () => {
    pairing.ftrack.add({ id: 'abcd-ef0123456789', type: 'Shot', parentId: 'seq', name: '???' });
    await pairing.sync();
    expect(twin('abcd-ef0123456789')).toMatchObject({ name: 'ftrack_abcdef01', label: '???' });
  });

  it('w-16 pairs users by name in any case', async () => {
    pairing.ftrack.assignees.set('task', ['u1']);
    await pairing.sync();
    expect(twin('task')?.assignees).toEqual(['jane']);
  });

  it('keeps assignees whom no ftrack user maps to', async () => {
    const { project } = pairing;
    await project.apply([
      {
        type: 'update',
        entityType: 'task',
        entityId: twin('task')?.id ?? '',
        data: { assignees: ['only.ayon', 'jane'] },
      },
    ]);
    await pairing.sync();
    expect(twin('task')?.assignees).toEqual(['only.ayon']);
  });

  it('w-20 takes a status with a state that AYON does not know', async () => {
    const { ftrack } = pairing;
    const statuses = new Map(ftrack.schema.statuses);
    statuses.set('odd', { id: 'odd', name: 'Odd', color: null, sort: 9, state: 'PAUSED' });
    ftrack.schema = { ...ftrack.schema, statuses, taskStatusIds: [...ftrack.schema.taskStatusIds, 'odd'] };
    ftrack.change('task', { statusId: 'odd' });
    const { plan } = await pairing.sync();
    expect(plan.problems.map(({ code }) => code)).toEqual(['unknown_state']);
    expect(twin('task')?.status).toBe('Odd');
  });

  it('w-22 follows a rename that happened while nobody looked', async () => {
    const before = twin('seq')?.id;
    pairing.ftrack.change('seq', { name: 'renamed' });
    await pairing.sync();
    expect(twin('seq')).toMatchObject({ id: before, name: 'renamed' });
    expect(pairing.ftrack.valueOf('seq', 'ayon_path')).toBe('/renamed');
    expect(pairing.ftrack.valueOf('shot', 'ayon_path')).toBe('/renamed/Shot');
  });

  it('w-23 w-35 gives a copy with a copied ayon_id an id of its own', async () => {
    pairing.ftrack.add({ id: 'copy', type: 'Shot', parentId: 'seq', name: 'Copy' });
    pairing.ftrack.setValue('copy', 'ayon_id', pairing.ftrack.valueOf('shot', 'ayon_id'));
    const { plan } = await pairing.sync(new Set(['copy']));
    expect(plan.problems.map(({ code }) => code)).toEqual(['copied_ayon_id']);
    expect(twin('copy')?.id).not.toBe(twin('shot')?.id);
    expect(pairing.ftrack.valueOf('copy', 'ayon_id')).toBe(twin('copy')?.id);
  });

  it('creates an entity under the AYON id that ftrack stores and nobody has', async () => {
    const id = 'ab'.repeat(16);
    pairing.ftrack.add({ id: 'back', type: 'Shot', parentId: 'seq' });
    pairing.ftrack.setValue('back', 'ayon_id', id);
    await pairing.sync();
    expect(twin('back')?.id).toBe(id);
  });

  it('w-24 leaves entities alone that only AYON has', async () => {
    pairing.project.add({ id: 'c'.repeat(32), kind: 'folder', name: 'library' });
    const { plan } = await pairing.sync();
    expect(plan.writes).toEqual([]);
  });

  it('takes over an AYON entity that has the name and no ftrack id', async () => {
    pairing.project.add({ id: 'c'.repeat(32), kind: 'folder', name: 'LIBRARY', active: false });
    pairing.ftrack.add({ id: 'lib', type: 'Folder', name: 'library' });
    await pairing.sync();
    expect(twin('lib')).toMatchObject({ id: 'c'.repeat(32), name: 'library', active: true });
  });

  it('w-26 clears what was cleared', async () => {
    const { ftrack } = pairing;
    ftrack.setValue('shot', 'fps', '24000/1001');
    ftrack.change('shot', { description: 'text', startDate: '2024-10-29T22:00:00' });
    await pairing.sync();
    expect(twin('shot')?.own).toMatchObject({
      fps: 24000 / 1001,
      description: 'text',
      startDate: '2024-10-30T00:00:00+00:00',
    });
    ftrack.setValue('shot', 'fps', null);
    ftrack.change('shot', { description: '', startDate: null });
    await pairing.sync(new Set(['shot']));
    expect(Object.keys(twin('shot')?.own ?? {}).sort()).toEqual(['ftrackId', 'ftrackPath']);
  });

  it('w-33 leaves out a bad value and does everything else', async () => {
    pairing.ftrack.setValue('shot', 'fps', 'nonsense');
    pairing.ftrack.change('shot', { description: 'text' });
    const { plan } = await pairing.sync(new Set(['shot']));
    expect(plan.problems.map(({ code }) => code)).toEqual(['bad_value']);
    expect(twin('shot')?.own['description']).toBe('text');
  });

  it.each([
    ['deactivate', { shot: false, task: false }],
    ['delete', { shot: undefined, task: undefined }],
    ['ask', { shot: true, task: true }],
  ] as const)('w-36 removes by the policy "%s", live as in full', async (deletePolicy, expected) => {
    for (const live of [true, false]) {
      const one = new MemoryPairing();
      one.settings = { ...one.settings, deletePolicy };
      one.ftrack.add({ id: 'seq', type: 'Sequence' });
      one.ftrack.add({ id: 'shot', type: 'Shot', parentId: 'seq' });
      one.ftrack.add({ id: 'task', type: 'Task', parentId: 'shot' });
      await one.sync();
      const gone = one.ftrack.remove('shot');
      await one.sync(live ? new Set(gone.slice(0, 1)) : 'project');
      const active = (id: string) =>
        [...one.project.entities.values()].find((entity) => entity.own['ftrackId'] === id)?.active;
      expect({ shot: active('shot'), task: active('task') }).toEqual(expected);
    }
  });

  it('removes nothing when more is gone than the limit allows', async () => {
    pairing.settings = { ...pairing.settings, removalLimit: { entities: 1, percent: 1 } };
    pairing.ftrack.remove('seq');
    const { plan } = await pairing.sync();
    expect(plan.problems.map(({ code }) => code)).toContain('removal_over_limit');
    expect(plan.removals).toHaveLength(3);
    expect(plan.writes).toEqual([]);
  });

  it('removes more than the limit, and what the policy "ask" holds back, once a person confirms', async () => {
    pairing.settings = {
      ...pairing.settings,
      deletePolicy: 'ask',
      removalLimit: { entities: 1, percent: 1 },
    };
    pairing.ftrack.remove('seq');
    const waiting = await pairing.sync();
    expect(waiting.plan.writes).toEqual([]);
    pairing.orders = { confirmRemovals: true };
    const { plan } = await pairing.sync();
    expect(plan.problems).toEqual([]);
    expect([...pairing.project.entities.values()].map(({ active }) => active)).toEqual([false, false, false]);
  });

  it('takes the ftrack id off entities that share it with a twin, when asked to repair', async () => {
    const shot = twin('shot');
    pairing.project.add({
      id: 'e'.repeat(32),
      kind: 'folder',
      name: 'copy',
      parentId: shot?.parentId ?? null,
      own: { ...shot?.own },
    });
    const found = await pairing.sync();
    expect(found.plan.problems.map(({ code }) => code)).toEqual(['several_twins']);
    expect(found.plan.writes).toEqual([]);
    pairing.orders = { repairPairs: true };
    const repaired = await pairing.sync();
    expect(repaired.plan.problems).toEqual([]);
    expect(pairing.project.entities.get('e'.repeat(32))?.own['ftrackId'] ?? null).toBeNull();
    expect(twin('shot')?.id).toBe(shot?.id);
    pairing.orders = {};
    expect((await pairing.sync()).plan.problems).toEqual([]);
  });

  it('removes nothing in an archived project', async () => {
    pairing.ftrack.project = { ...pairing.ftrack.project, isActive: false };
    pairing.ftrack.remove('shot');
    const { plan } = await pairing.sync();
    expect(plan.problems.map(({ code }) => code)).toEqual(['project_archived']);
    expect(plan.writes).toEqual([]);
  });

  it('deactivates instead of deleting a folder that holds entities only AYON has', async () => {
    pairing.settings = { ...pairing.settings, deletePolicy: 'delete' };
    pairing.project.add({ id: 'd'.repeat(32), kind: 'task', name: 'own', parentId: twin('shot')?.id ?? '' });
    pairing.ftrack.remove('shot');
    const { plan } = await pairing.sync();
    expect(plan.problems.map(({ code }) => code)).toEqual(['holds_ayon_entities']);
    expect(twin('shot')?.active).toBe(false);
    expect(pairing.project.entities.get('d'.repeat(32))?.active).toBe(true);
  });

  it('says how to undo in ftrack what a locked folder does not allow', async () => {
    pairing.project.published.add(twin('shot')?.id ?? '');
    pairing.ftrack.add({ id: 'other', type: 'Sequence' });
    pairing.ftrack.change('shot', { name: 'renamed', parentId: 'other' });
    const { undos } = await pairing.plan(new Set(['shot']));
    expect(undos).toEqual([
      { ftrackId: 'shot', path: 'other/renamed', data: { name: 'Shot', parent_id: 'seq' } },
    ]);
  });

  it('protects a locked folder and says so on the ftrack entity', async () => {
    pairing.project.published.add(twin('shot')?.id ?? '');
    pairing.ftrack.change('shot', { name: 'other', description: 'still synced' });
    await pairing.sync(new Set(['shot']));
    expect(twin('shot')).toMatchObject({ name: 'Shot', own: { description: 'still synced' } });
    expect(pairing.ftrack.valueOf('shot', 'ayon_sync_failed')).toBe(true);
    expect(await problems()).toEqual([['locked_renamed', 'shot']]);
    pairing.ftrack.change('shot', { name: 'Shot' });
    await pairing.sync(new Set(['shot']));
    expect(pairing.ftrack.valueOf('shot', 'ayon_sync_failed')).toBe(false);
  });

  it('marks a locked folder whose ftrack entity is gone, and takes it back by name', async () => {
    const id = twin('shot')?.id ?? '';
    pairing.project.published.add(id);
    const gone = pairing.ftrack.remove('shot');
    await pairing.sync(new Set(gone));
    expect(pairing.project.entities.get(id)).toMatchObject({ active: true, own: { ftrackId: 'removed' } });
    pairing.ftrack.add({ id: 'again', type: 'Shot', parentId: 'seq', name: 'shot' });
    await pairing.sync(new Set(['again']));
    expect(twin('again')?.id).toBe(id);
  });

  it('w-37 creates an entity complete', async () => {
    const { ftrack } = pairing;
    ftrack.add({
      id: 'new',
      type: 'Task',
      parentId: 'shot',
      statusId: 'status-wip',
      description: 'text',
      endDate: '2024-10-30T00:00:00',
    });
    ftrack.assignees.set('new', ['u1']);
    const { plan } = await pairing.sync(new Set(['new']));
    expect(plan.writes).toHaveLength(1);
    expect(twin('new')).toMatchObject({
      status: 'In progress',
      assignees: ['jane'],
      own: { description: 'text', endDate: '2024-10-30T00:00:00+00:00' },
    });
  });

  it('w-38 makes a milestone a folder, live as in full', async () => {
    pairing.ftrack.add({ id: 'stone', type: 'Milestone', parentId: 'seq' });
    await pairing.sync(new Set(['stone']));
    expect(twin('stone')?.type).toBe('Milestone');
  });

  it('w-39 orders statuses as in ftrack, live as in full', async () => {
    const names = pairing.project.anatomy.statuses.map(({ name }) => name);
    expect(names).toEqual(['Not started', 'In progress', 'Done', 'Not ready']);
    expect((await pairing.plan(new Set(['task']))).anatomy).toBeNull();
  });

  it('w-40 brings a status that is new in ftrack in the same run', async () => {
    const { ftrack } = pairing;
    const statuses = new Map(ftrack.schema.statuses);
    statuses.set('new', { id: 'new', name: 'Brand new', color: '#ff0000', sort: 5, state: 'DONE' });
    ftrack.schema = { ...ftrack.schema, statuses };
    ftrack.change('task', { statusId: 'new' });
    await pairing.sync(new Set(['task']));
    expect(twin('task')?.status).toBe('Brand new');
    expect((await pairing.plan()).anatomy).toBeNull();
  });

  it('w-44 updates values that are stored already', async () => {
    pairing.ftrack.setValue('shot', 'ayon_path', '/old');
    pairing.ftrack.setValue('shot', 'ayon_id', 'e'.repeat(32));
    pairing.ftrack.setValue('shot', 'ayon_sync_failed', true);
    await pairing.sync(new Set(['shot']));
    expect(pairing.ftrack.valueOf('shot', 'ayon_path')).toBe('/Seq_1/Shot');
    expect(pairing.ftrack.valueOf('shot', 'ayon_id')).toBe(twin('shot')?.id);
    expect(pairing.ftrack.valueOf('shot', 'ayon_sync_failed')).toBe(false);
  });

  it('skips a task directly below the project and says so', async () => {
    pairing.ftrack.add({ id: 'loose', type: 'Task', parentId: PROJECT_ID });
    await pairing.sync(new Set(['loose']));
    expect(await problems()).toEqual([['task_under_project', 'loose']]);
    expect(pairing.ftrack.valueOf('loose', 'ayon_sync_failed')).toBe(true);
    expect(pairing.ftrack.valueOf('loose', 'ayon_id')).toBe('');
  });

  it('keeps the first of two names that are one in AYON, and lets the second in when it is free', async () => {
    pairing.ftrack.add({ id: 'second', type: 'Shot', parentId: 'seq', name: 'SHOT' });
    pairing.ftrack.add({ id: 'below', type: 'Task', parentId: 'second' });
    await pairing.sync(new Set(['second', 'below']));
    expect(await problems()).toEqual([
      ['name_taken', 'second'],
      ['parent_not_synced', 'below'],
    ]);
    pairing.ftrack.change('shot', { name: 'elsewhere' });
    await pairing.sync(new Set(['shot']));
    expect(await problems()).toEqual([]);
    expect(twin('below')?.path).toBe('/Seq_1/SHOT/below');
  });

  it('follows a twin that was moved in AYON back to where ftrack has it', async () => {
    const { project } = pairing;
    await project.apply([
      {
        type: 'update',
        entityType: 'folder',
        entityId: twin('shot')?.id ?? '',
        data: { parentId: null, name: 'moved' },
      },
    ]);
    await pairing.sync(new Set(['shot']));
    expect(twin('shot')?.path).toBe('/Seq_1/Shot');
  });

  it('turns a folder inside out', async () => {
    const { ftrack } = pairing;
    ftrack.change('shot', { parentId: PROJECT_ID });
    ftrack.change('seq', { parentId: 'shot' });
    const { failed } = await pairing.sync(new Set(['seq']));
    expect(failed).toEqual([]);
    expect(twin('seq')?.path).toBe('/Shot/Seq_1');
  });

  it('keeps AYON-only types and renames one that differs in case', async () => {
    const { project } = pairing;
    await project.patchAnatomy({
      taskTypes: project.anatomy.taskTypes.map((type) =>
        type.name === 'Animation' ? { ...type, original_name: 'Animation', name: 'ANIMATION' } : type,
      ),
    });
    expect(twin('task')?.type).toBe('ANIMATION');
    await pairing.sync();
    expect(twin('task')?.type).toBe('Animation');
    expect(project.anatomy.taskTypes.map(({ name }) => name)).toEqual(['Generic', 'Animation', 'Lighting']);
  });
});
