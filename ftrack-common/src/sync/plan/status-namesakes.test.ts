import { expect, it } from 'vitest';
import type { ProjectStatus } from '@ynput/ayon-api';
import { SyncedStudio } from '../testing/synced-studio.ts';
import { isEmptyPlan } from './plan.ts';

it('a status of AYON alone stays when it is named like another one but for its punctuation', async () => {
  const studio = await SyncedStudio.open();
  const { project } = studio;
  const own = ['done!', 'On hold', 'On-hold'].map((name): ProjectStatus => ({ name, state: 'blocked' }));
  await project.patchAnatomy({ statuses: [...own, ...project.anatomy.statuses] });
  await studio.sync();
  const names = project.anatomy.statuses.map(({ name }) => name);
  expect(names).toEqual(['Not started', 'In progress', 'Done', 'done!', 'On hold', 'On-hold', 'Not ready']);
  expect(isEmptyPlan(await studio.plan())).toBe(true);
});

it('statuses of ftrack that AYON takes for one make one that is for all they are for', async () => {
  const studio = await SyncedStudio.open();
  const { ftrack, project } = studio;
  const statuses = new Map(ftrack.schema.statuses);
  statuses.set('other', { id: 'other', name: 'in progress', color: null, sort: 1, state: 'IN_PROGRESS' });
  ftrack.schema = { ...ftrack.schema, statuses };
  ftrack.change('shot', { statusId: 'other' });
  const { plan } = await studio.sync();
  const [status] = project.anatomy.statuses.filter(({ name }) => name.toLowerCase() === 'in progress');
  expect(status?.scope).toEqual(['folder', 'representation', 'task', 'workfile']);
  expect(studio.twin('shot')?.status).toBe(status?.name);
  expect(plan.problems).toEqual([]);
  expect(isEmptyPlan(await studio.plan())).toBe(true);
});

it('statuses that are written in other letters than ASCII ones are told apart', async () => {
  const studio = await SyncedStudio.open();
  const { ftrack, project } = studio;
  await project.patchAnatomy({
    statuses: [{ name: '却下 2', state: 'blocked' }, ...project.anatomy.statuses],
  });
  const statuses = new Map(ftrack.schema.statuses);
  statuses.set('other', { id: 'other', name: '承認 2', color: null, sort: 1, state: 'DONE' });
  ftrack.schema = { ...ftrack.schema, statuses };
  ftrack.change('shot', { statusId: 'other' });
  await studio.sync();
  const names = project.anatomy.statuses.map(({ name }) => name);
  expect(names).toEqual(expect.arrayContaining(['却下 2', '承認 2']));
  expect(studio.twin('shot')?.status).toBe('承認 2');
});
