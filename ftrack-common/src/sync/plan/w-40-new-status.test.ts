import { expect, it } from 'vitest';
import { SyncedStudio } from '../testing/synced-studio.ts';

it.each(['live', 'full'] as const)(
  'a status that is new in ftrack comes in the same run, %s',
  async (mode) => {
    const studio = await SyncedStudio.open();
    const { ftrack, project } = studio;
    const statuses = new Map(ftrack.schema.statuses);
    statuses.set('new', { id: 'new', name: 'Brand new', color: '#ff0000', sort: 5, state: 'DONE' });
    ftrack.schema = { ...ftrack.schema, statuses };
    ftrack.change('task', { statusId: 'new' });
    await studio.follow(mode, ['task']);
    expect(studio.twin('task')?.status).toBe('Brand new');
    expect(project.anatomy.statuses[0]).toMatchObject({
      name: 'Brand new',
      color: '#ff0000',
      state: 'done',
      scope: ['representation', 'task', 'workfile'],
    });
    expect((await studio.plan()).anatomy).toBeNull();
  },
);
