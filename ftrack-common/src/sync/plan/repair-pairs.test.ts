import { beforeEach, describe, expect, it } from 'vitest';
import { SyncedStudio } from '../testing/synced-studio.ts';

const COPY = 'e'.repeat(32);

describe('several AYON entities with one ftrack id', () => {
  let studio: SyncedStudio;
  beforeEach(async () => {
    studio = await SyncedStudio.open();
    const { parentId = null, own } = studio.twin('shot') ?? {};
    studio.project.add({ id: COPY, kind: 'folder', name: 'copy', parentId, own: { ...own } });
  });

  it('are reported, and nothing is changed', async () => {
    const { plan } = await studio.sync();
    expect(plan.problems.map(({ code }) => code)).toEqual(['several_twins']);
    expect(plan.writes).toEqual([]);
  });

  it('lose it, all but the twin that ftrack points to, when a person asks for a repair', async () => {
    const shot = studio.ftrack.valueOf('shot', 'ayon_id');
    studio.orders = { repairPairs: true };
    expect((await studio.sync()).plan.problems).toEqual([]);
    expect(studio.project.entities.get(COPY)?.own['ftrackId'] ?? null).toBeNull();
    expect(studio.twin('shot')?.id).toBe(shot);
    studio.orders = {};
    expect(await studio.problems()).toEqual([]);
  });

  it('are told apart by activity when ftrack points to none of them', async () => {
    studio.ftrack.setValue('shot', 'ayon_id', null);
    await studio.project.apply([
      { type: 'update', entityType: 'folder', entityId: studio.idOf('shot'), data: { active: false } },
    ]);
    studio.orders = { repairPairs: true };
    await studio.sync();
    expect(studio.twin('shot')?.id).toBe(COPY);
    expect(studio.ftrack.valueOf('shot', 'ayon_id')).toBe(COPY);
  });
});

describe('an AYON entity of the other kind with the ftrack id', () => {
  it('is reported, and loses it when a person asks for a repair', async () => {
    const studio = await SyncedStudio.open();
    const shot = studio.twin('shot');
    studio.project.add({
      id: COPY,
      kind: 'task',
      name: 'odd',
      parentId: shot?.id ?? null,
      own: { ...shot?.own },
    });
    const { plan } = await studio.sync();
    expect(plan.problems.map(({ code, ftrackId }) => [code, ftrackId])).toEqual([['several_twins', 'shot']]);
    expect(studio.twin('shot')?.id).toBe(shot?.id);
    studio.orders = { repairPairs: true };
    expect((await studio.sync()).plan.problems).toEqual([]);
    expect(studio.project.entities.get(COPY)?.own['ftrackId'] ?? null).toBeNull();
  });
});

describe('a pair that points to nothing', () => {
  it('is made anew by every sync', async () => {
    const studio = await SyncedStudio.open();
    studio.ftrack.setValue('shot', 'ayon_id', 'd'.repeat(32));
    await studio.sync(new Set(['shot']));
    expect(studio.ftrack.valueOf('shot', 'ayon_id')).toBe(studio.idOf('shot'));
  });

  it('of a deleted AYON entity is created again, under its id', async () => {
    const studio = await SyncedStudio.open();
    const id = studio.idOf('task');
    await studio.project.apply([{ type: 'delete', entityType: 'task', entityId: id }]);
    await studio.sync(new Set(['task']));
    expect(studio.twin('task')?.id).toBe(id);
  });
});
