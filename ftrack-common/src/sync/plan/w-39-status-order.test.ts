import { expect, it } from 'vitest';
import { SyncedStudio } from '../testing/synced-studio.ts';

it.each(['live', 'full'] as const)('statuses stand in the order of ftrack, %s', async (mode) => {
  const studio = await SyncedStudio.open();
  const { project } = studio;
  const order = ['Not started', 'In progress', 'Done', 'Not ready'];
  expect(project.anatomy.statuses.map(({ name }) => name)).toEqual(order);
  await project.patchAnatomy({ statuses: project.anatomy.statuses.toReversed() });
  await studio.follow(mode, ['task']);
  expect(project.anatomy.statuses.map(({ name }) => name)).toEqual(order);
});
