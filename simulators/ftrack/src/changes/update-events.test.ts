import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { ParentRef, RowChange } from '../store/transaction.ts';
import {
  FACTS,
  FOLDER,
  makeChange,
  makeTransaction,
  makeValueChange,
  PROJECT,
  SHOT,
  TASK,
} from './test-changes.ts';
import { buildUpdateEvents, type EventEntity } from './update-events.ts';

interface UpdateData {
  readonly entities: EventEntity[];
  readonly parents: string[];
}

/** The entities of the one `ftrack.update` that these changes make. */
function entitiesOf(...changes: RowChange[]): EventEntity[] {
  const [update] = buildUpdateEvents(makeTransaction(...changes), FACTS);
  return (update?.data as UpdateData | undefined)?.entities ?? [];
}

const TASK_WAY = [TASK, SHOT, FOLDER, PROJECT];
const SHOT_WAY = [SHOT, FOLDER, PROJECT];

const NEW_TASK = {
  id: 'task',
  name: 'model',
  context_type: 'task',
  type_id: 'type',
  status_id: 'status',
  priority_id: 'priority',
  project_id: 'project',
  parent_id: 'shot',
  object_type_id: FACTS.objectTypeIdOf('Task'),
  created_by_id: 'jane-id',
  created_at: new Date('2022-04-28T11:39:46.399Z'),
  start_date: null,
  end_date: null,
  description: null,
  bid: 0,
  thumbnail_id: null,
};

describe('a transaction', () => {
  test('makes one event with the tokens and the user it came with, and a notice of the feed', () => {
    const events = buildUpdateEvents(makeTransaction(makeChange(TASK_WAY, null, NEW_TASK)), FACTS);
    expect(events).toMatchObject([
      {
        topic: 'ftrack.update',
        source: {
          applicationId: 'ftrack.client.web',
          id: 'client',
          user: { username: 'jane', id: 'jane-id' },
        },
        data: {
          pushToken: 'push',
          clientToken: 'client',
          user: { userid: 'jane-id', name: 'Jane Doe' },
          parents: ['task', 'shot', 'folder', 'project'],
        },
      },
      {
        topic: 'ftrack.update',
        source: { applicationId: 'ftrack.client.web', id: null, user: { username: null, id: null } },
        data: {
          entities: [{ action: 'update', entityType: 'socialfeed' }],
          pushToken: null,
          clientToken: null,
          parents: ['task'],
        },
      },
    ]);
  });

  test('of nobody names nobody', () => {
    const change = makeChange(TASK_WAY, { name: 'a' }, { name: 'b' });
    const [update] = buildUpdateEvents({ ...makeTransaction(change), user: null, clientToken: null }, FACTS);
    expect(update?.source).toEqual({
      applicationId: 'ftrack.client.web',
      id: null,
      user: { username: null, id: null },
    });
    expect(update?.data).not.toHaveProperty('user');
  });

  test('that changed only what is not told makes no event', () => {
    const status: ParentRef = { id: 'status-change', entityType: 'StatusChange', parentId: 'task' };
    const metadata = {
      ...makeChange([TASK], null, { key: 'a', value: 'b' }),
      entityType: 'Metadata',
      key: ['task', 'a'],
    };
    const changes = makeTransaction(makeChange([status, ...TASK_WAY], null, { id: 'x' }), metadata);
    expect(buildUpdateEvents(changes, FACTS)).toEqual([]);
  });
});

describe('an entity', () => {
  test('that was added tells its columns by their legacy names, with dates in UTC without a zone', () => {
    const [entity] = entitiesOf(makeChange(TASK_WAY, null, NEW_TASK));
    expect(entity).toMatchObject({
      entityType: 'task',
      entity_type: 'Task',
      entityId: 'task',
      action: 'add',
      parentId: 'shot',
      objectTypeId: FACTS.objectTypeIdOf('Task'),
      changes: {
        taskid: { old: null, new: 'task' },
        statusid: { old: null, new: 'status' },
        created_at: { old: null, new: '2022-04-28T11:39:46.399000' },
        startdate: { old: null, new: null },
        bid: { old: null, new: 0 },
        isopen: { old: null, new: false },
      },
      parents: [
        { entityId: 'task', entityType: 'task', entity_type: 'Task', parentId: 'shot' },
        { entityId: 'shot', entityType: 'task', entity_type: 'Shot', parentId: 'folder' },
        { entityId: 'folder', entityType: 'task', entity_type: 'Folder', parentId: 'project' },
        { entityId: 'project', entityType: 'show', entity_type: 'Project', parentId: null },
      ],
    });
    expect(entity?.keys).toEqual(Object.keys(entity?.changes ?? {}));
    expect(entity?.keys).not.toContain('thumbid');
  });

  test('that was updated tells only what differs', () => {
    const before = { name: 'a', status_id: 's1', start_date: null, bid: 5 };
    const after = { name: 'a', status_id: 's2', start_date: new Date('2024-01-02T00:00:00Z'), bid: 5 };
    expect(entitiesOf(makeChange(SHOT_WAY, before, after))).toMatchObject([
      {
        action: 'update',
        keys: ['statusid', 'startdate'],
        changes: { statusid: { old: 's1', new: 's2' }, startdate: { old: null, new: '2024-01-02T00:00:00' } },
      },
    ]);
  });

  test('with another parent is a move, whatever else changed', () => {
    const change = makeChange(SHOT_WAY, { parent_id: 'x', name: 'a' }, { parent_id: 'folder', name: 'b' });
    expect(entitiesOf(change)).toMatchObject([{ action: 'move', keys: ['parent_id', 'name'] }]);
  });

  test('a removed entity and all below it have an entry with all their parents', () => {
    const entities = entitiesOf(
      makeChange(TASK_WAY, { name: 'model', parent_id: 'shot', thumbnail_id: null }, null),
      makeChange(SHOT_WAY, { name: 'sh010', parent_id: 'folder' }, null),
    );
    expect(entities).toMatchObject([
      { action: 'remove', entityId: 'task', changes: { name: { old: 'model', new: null } } },
      { action: 'remove', entityId: 'shot', changes: { parent_id: { old: 'folder', new: null } } },
    ]);
    expect(entities.map(({ parents }) => parents.map(({ entityId }) => entityId))).toEqual([
      ['task', 'shot', 'folder', 'project'],
      ['shot', 'folder', 'project'],
    ]);
  });

  test.each([['add'], ['remove']])(
    'an assignment is an appointment with the task among its parents: %s',
    (action) => {
      const appointment: ParentRef = { id: 'appointment', entityType: 'Appointment', parentId: 'task' };
      const row = { id: 'appointment', type: 'assignment', context_id: 'task', resource_id: 'user' };
      const change = makeChange(
        [appointment, ...TASK_WAY],
        action === 'add' ? null : row,
        action === 'add' ? row : null,
      );
      const side = action === 'add' ? 'new' : 'old';
      expect(entitiesOf(change)).toMatchObject([
        {
          entityType: 'appointment',
          action,
          objectTypeId: null,
          changes: {
            type: { [side]: 'assignment' },
            context_id: { [side]: 'task' },
            resource_id: { [side]: 'user' },
          },
          parents: [{ entityId: 'appointment', parentId: 'task' }, { entityId: 'task' }, {}, {}, {}],
        },
      ]);
    },
  );
});

describe('custom attributes', () => {
  test.each([
    [null, { value: true }, { old: null, new: '1' }],
    [{ value: true }, { value: false }, { old: '1', new: '0' }],
    [{ value: 1001 }, { value: 0.5 }, { old: '1001', new: '0.5' }],
    [{ value: ['a', 'b'] }, { value: [] }, { old: 'a,b', new: '' }],
    [{ value: 'text' }, null, { old: 'text', new: null }],
    [{ value: 'text' }, { value: null }, { old: 'text', new: null }],
    [null, { value: new Date('2024-05-06T00:00:00Z') }, { old: null, new: '2024-05-06T00:00:00' }],
    [null, { value: { url: 'x' } }, { old: null, new: '{"url":"x"}' }],
  ])('from %j to %j are told as text', (before, after, told) => {
    expect(entitiesOf(makeValueChange('fps', SHOT_WAY, [before, after]))).toMatchObject([
      {
        entityType: 'task',
        entity_type: 'Shot',
        entityId: 'shot',
        action: 'update',
        keys: ['fps'],
        changes: { fps: told },
      },
    ]);
  });

  test('of one entity are told together with its other changes', () => {
    const entities = entitiesOf(
      makeValueChange('fps', SHOT_WAY, [null, { value: 25 }]),
      makeChange(SHOT_WAY, { name: 'a' }, { name: 'b' }),
      makeValueChange('fstart', SHOT_WAY, [null, { value: 1001 }]),
      makeValueChange('fps', [PROJECT], [null, { value: 24 }]),
    );
    expect(entities.map(({ entityId, entityType, keys }) => [entityId, entityType, keys])).toEqual([
      ['shot', 'task', ['name', 'fps', 'fstart']],
      ['project', 'show', ['fps']],
    ]);
  });

  test('of an entity that was added are an update behind its add; of one that was removed they are not told', () => {
    const entities = entitiesOf(
      makeValueChange('fps', TASK_WAY, [{ value: 25 }, null]),
      makeChange(TASK_WAY, { name: 'model' }, null),
      makeChange(SHOT_WAY, null, { name: 'sh010' }),
      makeValueChange('fps', SHOT_WAY, [null, { value: 25 }]),
    );
    expect(entities.map(({ entityId, action }) => [entityId, action])).toEqual([
      ['task', 'remove'],
      ['shot', 'add'],
      ['shot', 'update'],
    ]);
  });

  test('whose row changed but not its value, or whose configuration is gone, are not told', () => {
    const unknown = { ...makeValueChange('x', SHOT_WAY, [null, { value: 1 }]), key: ['gone', 'shot'] };
    expect(entitiesOf(makeValueChange('fps', SHOT_WAY, [null, { value: null }]), unknown)).toEqual([]);
  });
});

const RECORDED = new URL('../../../../../shared/data/ftrack-recorded-events.json', import.meta.url);

describe.skipIf(!existsSync(RECORDED))('beside events recorded from a real server (../shared/data)', () => {
  const built = buildUpdateEvents(makeTransaction(makeChange(TASK_WAY, null, NEW_TASK)), FACTS);
  const recorded = existsSync(RECORDED) ? JSON.parse(readFileSync(RECORDED, 'utf8'))['ftrack.update'] : [];

  test('an added task has the same keys at every level, and its columns the same names and kinds of values', () => {
    const [ours, theirs] = [built[0]?.data as UpdateData, recorded[0].data];
    expect(sortedKeys(ours)).toEqual(sortedKeys(theirs));
    expect(sortedKeys(built[0]?.source)).toEqual(sortedKeys(recorded[0].source));
    const [entity, theirEntity] = [ours.entities[0], theirs.entities[0]];
    expect(sortedKeys(entity)).toEqual(sortedKeys(theirEntity));
    expect(sortedKeys(entity?.parents[0])).toEqual(sortedKeys(theirEntity.parents[0]));
    expect(new Set(entity?.keys)).toEqual(new Set(theirEntity.keys));
    const { description: _text, ...columns } = theirEntity.changes;
    for (const [column, { new: value }] of Object.entries<{ new: unknown }>(columns)) {
      const told = entity?.changes[column]?.new;
      expect([column, typeof told, told === null]).toEqual([column, typeof value, value === null]);
    }
  });

  test('the notice of the feed is the same', () => {
    const { id: _id, in_reply_to_event: _reply, ...theirs } = recorded[1];
    expect(built[1]).toMatchObject({ ...theirs, data: { ...theirs.data, parents: ['task'] } });
  });
});

function sortedKeys(value: unknown): string[] {
  return Object.keys(value ?? {}).sort();
}
