import { expect, it } from 'vitest';
import { SyncedStudio } from '../testing/synced-studio.ts';

it('a bad value is left out and reported, and everything else of the event is done', async () => {
  const studio = await SyncedStudio.open();
  studio.ftrack.setValue('shot', 'fps', 'nonsense');
  studio.ftrack.change('shot', { description: 'text' });
  studio.ftrack.change('task', { name: 'animation' });
  const { plan } = await studio.sync(new Set(['shot', 'task']));
  expect(plan.problems.map(({ code, ftrackId }) => [code, ftrackId])).toEqual([['bad_value', 'shot']]);
  expect(studio.twin('shot')?.own['description']).toBe('text');
  expect(studio.twin('task')?.name).toBe('animation');
});

it('an entity that AYON refuses is reported, and everything else is done', async () => {
  const studio = await SyncedStudio.open();
  studio.project.beforeApply = (batch) => {
    if (batch.some(({ entityId }) => entityId === studio.idOf('shot')))
      throw studio.project.refuse('not this');
  };
  studio.ftrack.change('shot', { description: 'text' });
  studio.ftrack.change('task', { name: 'animation' });
  studio.ftrack.add({ id: 'new', type: 'Shot', parentId: 'seq' });
  const { failed } = await studio.sync(new Set(['shot', 'task', 'new']));
  expect(failed.map(({ code, ftrackId }) => [code, ftrackId])).toEqual([['refused', 'shot']]);
  expect(studio.twin('task')?.name).toBe('animation');
  expect(studio.twin('new')).toBeDefined();
});
