import { expect, it } from 'vitest';
import { SyncedStudio } from '../testing/synced-studio.ts';

it('a plan says how to undo in ftrack what a locked folder does not allow', async () => {
  const studio = await SyncedStudio.open();
  studio.project.published.add(studio.idOf('shot'));
  studio.ftrack.add({ id: 'other', type: 'Sequence' });
  studio.ftrack.change('shot', { name: 'renamed', parentId: 'other' });
  const { undos } = await studio.plan(new Set(['shot']));
  expect(undos).toEqual([
    { ftrackId: 'shot', path: 'other/renamed', data: { name: 'Shot', parent_id: 'seq' } },
  ]);
});

it('the flag of a forbidden change goes when that is undone', async () => {
  const studio = await SyncedStudio.open();
  studio.project.published.add(studio.idOf('shot'));
  studio.ftrack.change('shot', { name: 'renamed' });
  await studio.sync(new Set(['shot']));
  expect(studio.ftrack.valueOf('shot', 'ayon_sync_failed')).toBe(true);
  studio.ftrack.change('shot', { name: 'Shot' });
  await studio.sync(new Set(['shot']));
  expect(studio.ftrack.valueOf('shot', 'ayon_sync_failed')).toBe(false);
});
