import { expect, it } from 'vitest';
import { buildEvent } from '../events/index.ts';
import { marksOfEvent, marksOfHint } from './marks.ts';

const entities = [
  {
    entityId: 't1',
    entityType: 'task',
    action: 'update',
    keys: ['ayon_id'],
    parents: [{ entityId: 'p1', entityType: 'show' }],
  },
];

it.each([
  ['ayon-ftrack-processor--1', 0],
  ['ftrack-javascript-api--1', 1],
  [null, 1],
])('what %j wrote gives %i marks', (clientToken, count) => {
  const event = buildEvent({ topic: 'ftrack.update', data: { entities, clientToken } });
  expect(marksOfEvent(event)).toHaveLength(count);
});

it('rows of the values that only we write give no marks', () => {
  const row = { id: 1, insert: 'update', createdAt: null, userId: null, data: null } as const;
  const of = (key: string) =>
    marksOfHint({
      ...row,
      action: `update.custom_attribute.${key}`,
      parentId: 't1',
      parentType: 'task',
      projectId: 'p1',
    });
  for (const key of ['ayon_id', 'ayon_path', 'ayon_sync_failed']) expect(of(key)).toEqual([]);
  expect(of('fps')).toHaveLength(1);
});
