import { expect, it } from 'vitest';
import { SyncedStudio } from '../testing/synced-studio.ts';

it.each(['live', 'full'] as const)('what is cleared in ftrack is cleared in AYON, %s', async (mode) => {
  const studio = await SyncedStudio.open();
  const { ftrack } = studio;
  ftrack.setValue('shot', 'fps', '24000/1001');
  ftrack.setValue('shot', 'fstart', 1001);
  ftrack.change('shot', {
    description: 'text',
    startDate: '2024-10-29T22:00:00',
    priorityId: 'priority-High',
  });
  await studio.sync();
  expect(studio.twin('shot')?.own).toMatchObject({ fps: 24000 / 1001, frameStart: 1001, priority: 'high' });
  ftrack.setValue('shot', 'fps', null);
  ftrack.setValue('shot', 'fstart', '');
  ftrack.change('shot', { description: '', startDate: null, priorityId: 'priority-None' });
  await studio.follow(mode, ['shot']);
  expect(Object.keys(studio.twin('shot')?.own ?? {}).sort()).toEqual(['ftrackId', 'ftrackPath']);
});
