import { expect, it } from 'vitest';
import { buildEvent } from '../events/index.ts';
import { marksOfEvent } from './marks.ts';

it('an event marks what it names in every project', () => {
  const change = (entityId: string, project: string) => ({
    entityId,
    entityType: 'task',
    action: 'update',
    keys: ['name'],
    parents: [
      { entityId, entityType: 'task' },
      { entityId: project, entityType: 'show' },
    ],
  });
  const entities = [change('t1', 'p1'), change('t1', 'p1'), change('t2', 'p2'), change('t3', 'p1')];
  expect(marksOfEvent(buildEvent({ topic: 'ftrack.update', data: { entities } }))).toEqual([
    { projectId: 'p1', entityId: 't1' },
    { projectId: 'p2', entityId: 't2' },
    { projectId: 'p1', entityId: 't3' },
  ]);
});
