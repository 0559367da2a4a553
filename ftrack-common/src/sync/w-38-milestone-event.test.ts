import { expect, it } from 'vitest';
import { parseEvent } from '../events/index.ts';
import { marksOfEvent } from './marks.ts';

const PROJECT = '29ae6f00-c44c-11ec-9ae8-928afa1aad5c';
const SEQUENCE = '85f5c34c-c6e7-11ec-9ae8-928afa1aad5c';
const MILESTONE = 'e76bffec-c6e7-11ec-9ae8-928afa1aad5c';
const parent = (entityId: string, entityType: string, more: Record<string, unknown>) => ({
  entityId,
  entityType,
  ...more,
});

/** An event as ftrack sends it, of a milestone. */
const eventOf = (action: string, changes: Record<string, { old: unknown; new: unknown }>) => ({
  id: '250ba506cd2b4b08bc36093565e70347',
  data: {
    entities: [
      {
        entity_type: 'Milestone',
        keys: Object.keys(changes),
        objectTypeId: '01decdd1-51cb-11e3-9d5b-20c9d0831e59',
        entityType: 'task',
        parents: [
          parent(MILESTONE, 'task', { entity_type: 'Milestone', parentId: SEQUENCE }),
          parent(SEQUENCE, 'task', { entity_type: 'Sequence', parentId: PROJECT }),
          parent(PROJECT, 'show', { entity_type: 'Project', parentId: null }),
        ],
        parentId: SEQUENCE,
        action,
        entityId: MILESTONE,
        changes,
      },
    ],
    pushToken: '707c7e98c6e711ec9ae8928afa1aad5c',
    parents: [SEQUENCE, MILESTONE, PROJECT],
    clientToken: '6faf7bdc-c6e7-11ec-9ae8-928afa1aad5c',
  },
  topic: 'ftrack.update',
  sent: null,
  source: { applicationId: 'ftrack.client.web', user: { username: 'artist', id: 'u' }, id: 's' },
  target: '',
  in_reply_to_event: null,
});

it.each([
  ['add', { name: { old: null, new: 'final cut' }, enddate: { old: null, new: '2031-02-03T00:00:00' } }],
  ['update', { enddate: { old: '2031-02-03T00:00:00', new: null } }],
  ['move', { parent_id: { old: SEQUENCE, new: PROJECT } }],
  ['remove', { name: { old: 'final cut', new: null } }],
])('an event that a milestone had an %s marks it', (action, changes) => {
  const parsed = parseEvent(eventOf(action, changes));
  expect(parsed.ok && marksOfEvent(parsed.event)).toEqual([{ projectId: PROJECT, entityId: MILESTONE }]);
});
