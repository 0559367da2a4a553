import { expect, it } from 'vitest';
import { findPairing } from './pairing.ts';
import { marksOfEvent } from './marks.ts';
import { MemoryFtrack } from './testing/memory-ftrack.ts';
import { buildEvent } from '../events/index.ts';

const project = { ...new MemoryFtrack().project, id: 'p1', code: 'mov', name: 'My Movie' };

it('projects are paired by id, whatever either is called', () => {
  const candidates = [
    { name: 'My_Movie', ftrackId: null, active: true },
    { name: 'old_name', ftrackId: 'p1', active: true },
  ];
  expect(findPairing(project, candidates)?.name).toBe('old_name');
});

it.each([
  ['fullname', 'p1'],
  ['startdate', 'p1'],
  ['name', '*'],
  ['status', '*'],
])('an event of a changed %s of a project marks %j', (key, marked) => {
  const show = { entityId: 'p1', entityType: 'show' };
  const entities = [{ ...show, action: 'update', keys: [key], parents: [show] }];
  const marks = marksOfEvent(buildEvent({ topic: 'ftrack.update', data: { entities } }));
  expect(marks).toEqual([{ projectId: 'p1', entityId: marked }]);
});
