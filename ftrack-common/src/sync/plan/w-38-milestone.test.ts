import { expect, it } from 'vitest';
import { SyncedStudio } from '../testing/synced-studio.ts';

it.each(['live', 'full'] as const)('a milestone is a folder with what stands below it, %s', async (mode) => {
  const studio = await SyncedStudio.open();
  const { ftrack } = studio;
  ftrack.add({ id: 'stone', type: 'Milestone', parentId: 'seq', endDate: '2031-02-03T00:00:00' });
  ftrack.add({ id: 'below', type: 'Task', parentId: 'stone' });
  await studio.follow(mode, ['stone', 'below']);
  expect(studio.twin('stone')).toMatchObject({
    kind: 'folder',
    type: 'Milestone',
    own: { endDate: '2031-02-03T00:00:00+00:00' },
  });
  ftrack.change('stone', { name: 'Final cut', endDate: null });
  await studio.follow(mode, ['stone']);
  expect(studio.twin('below')?.path).toBe('/Seq_1/Final_cut/below');
  expect(studio.twin('stone')?.own).not.toHaveProperty('endDate');
  ftrack.remove('stone');
  await studio.follow(mode, ['stone', 'below']);
  expect(studio.twin('stone')?.active).toBe(false);
});
