import { expect, it } from 'vitest';
import { JANE, SyncedStudio } from '../testing/synced-studio.ts';

it('an event of a new entity makes it complete, with one write', async () => {
  const studio = await SyncedStudio.open();
  const { ftrack } = studio;
  ftrack.add({
    id: 'new',
    type: 'Task',
    parentId: 'shot',
    typeId: 'task-Lighting',
    statusId: 'status-wip',
    priorityId: 'priority-High',
    description: 'text',
    startDate: '2024-10-28T23:00:00',
    endDate: '2024-10-30T00:00:00',
  });
  ftrack.assignees.set('new', [JANE]);
  ftrack.tagNames.set('fx', 'FX');
  ftrack.tags.set('new', ['fx']);
  ftrack.setValue('new', 'fps', 25);
  const { plan } = await studio.sync(new Set(['new']));
  expect(plan.writes).toHaveLength(1);
  expect(studio.twin('new')).toMatchObject({
    type: 'Lighting',
    status: 'In progress',
    assignees: ['jane'],
    tags: ['FX'],
    own: {
      ftrackId: 'new',
      ftrackPath: 'Seq 1/Shot/new',
      description: 'text',
      priority: 'high',
      fps: 25,
      startDate: '2024-10-29T00:00:00+00:00',
      endDate: '2024-10-30T00:00:00+00:00',
    },
  });
});
