import { expect, it } from 'vitest';
import { SyncedStudio } from '../testing/synced-studio.ts';

it('a full sync gives what was copied in ftrack ids of its own, however much that is', async () => {
  const studio = await SyncedStudio.open();
  const { ftrack } = studio;
  ftrack.add({ id: 'seq2', type: 'Sequence', name: 'Seq 1 copy' });
  ftrack.add({ id: 'shot2', type: 'Shot', parentId: 'seq2', name: 'Shot' });
  ftrack.add({ id: 'task2', type: 'Task', parentId: 'shot2', name: 'anim' });
  for (const id of ['seq', 'shot', 'task'])
    ftrack.setValue(`${id}2`, 'ayon_id', ftrack.valueOf(id, 'ayon_id'));
  const before = ['seq', 'shot', 'task'].map((id) => studio.idOf(id));
  const { plan, failed } = await studio.sync();
  expect(failed).toEqual([]);
  expect(plan.problems.map(({ code }) => code)).toEqual(Array(3).fill('copied_ayon_id'));
  expect(['seq', 'shot', 'task'].map((id) => studio.idOf(id))).toEqual(before);
  for (const id of ['seq2', 'shot2', 'task2']) {
    expect(before).not.toContain(studio.idOf(id));
    expect(ftrack.valueOf(id, 'ayon_id')).toBe(studio.idOf(id));
  }
});
