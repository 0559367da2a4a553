import { expect, it } from 'vitest';
import { SyncedStudio } from '../testing/synced-studio.ts';

it.each(['PAUSED', '', null])('a status with the state %j counts as in progress, reported', async (state) => {
  const studio = await SyncedStudio.open();
  const { ftrack, project } = studio;
  const statuses = new Map(ftrack.schema.statuses);
  statuses.set('odd', { id: 'odd', name: 'Odd', color: null, sort: 9, state });
  ftrack.schema = { ...ftrack.schema, statuses, taskStatusIds: [...ftrack.schema.taskStatusIds, 'odd'] };
  ftrack.change('task', { statusId: 'odd' });
  const { plan } = await studio.sync();
  expect(plan.problems.map(({ code, path }) => [code, path])).toEqual([['unknown_state', 'Odd']]);
  expect(studio.twin('task')?.status).toBe('Odd');
  expect(project.anatomy.statuses.find(({ name }) => name === 'Odd')?.state).toBe('in_progress');
});
