import { describe, expect, it } from 'vitest';
import type { EntityInfo, UpdateEvent } from '../events/index.ts';
import type { EventRow } from '../ftrack/index.ts';
import { marksOfEvent, marksOfHint, WHOLE_PROJECT } from './marks.ts';

const SHOW = { entityId: 'p1', entityType: 'show', entity_type: 'Project', parentId: null };

function event(entities: readonly EntityInfo[], clientToken: string | null = null): UpdateEvent {
  return {
    id: 'e',
    topic: 'ftrack.update',
    data: { entities, clientToken },
    sent: null,
    source: null,
    target: '',
    inReplyToEvent: null,
  };
}

function entity(data: Partial<EntityInfo>): EntityInfo {
  const self = { entityId: 't1', entityType: 'task', entity_type: 'Task', parentId: 's1', ...data };
  return { action: 'update', parents: [self, SHOW], ...self };
}

const marksOf = (data: Partial<EntityInfo>) =>
  marksOfEvent(event([entity(data)])).map(({ entityId }) => entityId);

describe('marksOfEvent', () => {
  it.each<[string, Partial<EntityInfo>, string[]]>([
    ['a rename', { keys: ['name'] }, ['t1']],
    ['a custom value', { keys: ['fstart'] }, ['t1']],
    ['a new entity', { action: 'add', keys: ['name'] }, ['t1']],
    ['a removed entity', { action: 'remove' }, ['t1']],
    ['a moved entity', { action: 'move', keys: ['parent_id'] }, ['t1']],
    ['an update that does not say what', { keys: null }, ['t1']],
    ['a milestone', { entity_type: 'Milestone', keys: ['enddate'] }, ['t1']],
    ['a priority alone', { keys: ['priorityid'] }, ['t1']],
    ['a thumbnail', { keys: ['thumbid'] }, ['t1']],
    ['a thumbnail with a status', { keys: ['thumbid', 'statusid'] }, ['t1']],
    ['a version', { entityType: 'assetversion', keys: ['statusid'] }, ['versions:t1']],
    ['an entity without type', { entityType: null }, []],
    [
      'an assignment',
      {
        entityType: 'appointment',
        entityId: 'a1',
        action: 'add',
        changes: { type: { new: 'assignment' }, context_id: { new: 't9' } },
      },
      ['t9'],
    ],
    [
      'an assignment taken away',
      {
        entityType: 'appointment',
        entityId: 'a1',
        action: 'remove',
        changes: { type: { old: 'assignment', new: null }, context_id: { old: 't9', new: null } },
      },
      ['t9'],
    ],
    ['an allocation', { entityType: 'appointment', changes: { type: { new: 'allocation' } } }, []],
    [
      'w-42 both ends of a link',
      {
        entityType: 'dependency',
        changes: { from_id: { old: null, new: 'a' }, to_id: { old: null, new: 'b' } },
      },
      ['links:a', 'links:b'],
    ],
    ['a list', { entityType: 'list', entityId: 'l1' }, ['lists:l1']],
    [
      'w-43 a list and what is in it',
      { entityType: 'listobject', entityId: 'i1', changes: { listid: { old: null, new: 'l1' } } },
      ['lists:l1'],
    ],
    ['a renamed project', { ...SHOW, keys: ['fullname'] }, ['p1']],
    ['an archived project', { ...SHOW, keys: ['status'] }, [WHOLE_PROJECT]],
    ['another code of a project', { ...SHOW, keys: ['name'] }, [WHOLE_PROJECT]],
    ['another workflow', { ...SHOW, keys: ['projectschemeid'] }, [WHOLE_PROJECT]],
    ['a removed project', { ...SHOW, action: 'remove' }, [WHOLE_PROJECT]],
    [
      'auto-sync switched on',
      { ...SHOW, keys: ['auto_sync_enabled'], changes: { auto_sync_enabled: { old: '0', new: '1' } } },
      [WHOLE_PROJECT],
    ],
    [
      'auto-sync switched off',
      { ...SHOW, keys: ['auto_sync_enabled'], changes: { auto_sync_enabled: { old: '1', new: '0' } } },
      ['p1'],
    ],
  ])('%s', (_name, data, expected) => {
    expect(marksOf(data)).toEqual(expected);
  });
});

describe('marksOfHint', () => {
  const ID = '0f68ae44-9d45-4b54-a96b-6c8b6f4d4a37';
  const row = (data: Partial<EventRow>): EventRow => ({
    id: 1,
    action: null,
    insert: 'update',
    createdAt: null,
    parentId: null,
    parentType: 'task',
    projectId: 'p1',
    userId: null,
    data: null,
    ...data,
  });
  const idsOf = (data: Partial<EventRow>) => marksOfHint(row(data)).map(({ entityId }) => entityId);

  it.each<[string, Partial<EventRow>, string[]]>([
    ['a change of an entity', { parentId: 't1' }, ['t1']],
    ['a change of the project', { parentId: 'p1', parentType: 'show' }, ['p1']],
    ['a version', { parentId: 'v1', parentType: 'asset_version' }, ['versions:v1']],
    [
      'a link',
      { parentId: 'l1', parentType: 'dependency', data: JSON.stringify({ from_id: { old: null, new: ID } }) },
      [`links:${ID}`],
    ],
    [
      'a removed link',
      {
        parentType: 'dependency',
        insert: 'delete',
        data: JSON.stringify({ id: 'l1', data: { to_id: ID } }),
      },
      [`links:${ID}`],
    ],
    [
      'a removed link that does not say between whom',
      { parentType: 'dependency', insert: 'delete' },
      [WHOLE_PROJECT],
    ],
    ['an item of a list', { parentId: 'l1', parentType: 'list', insert: 'delete' }, ['lists:l1']],
    ['a row of no project', { projectId: null, parentId: 't1' }, []],
    ['a deletion that says what', { insert: 'delete', data: JSON.stringify({ id: ID }) }, [ID]],
    ['a deletion that does not', { insert: 'delete' }, [WHOLE_PROJECT]],
    ['a value that only we write', { parentId: 't1', action: 'update.custom_attribute.ayon_id' }, []],
    ['a value that people write', { parentId: 't1', action: 'update.custom_attribute.fps' }, ['t1']],
    ['data that is no JSON', { parentId: 't1', data: '{' }, ['t1']],
    [
      'an assignment',
      { parentType: 'appointment', data: JSON.stringify({ context_id: { old: ID, new: null } }) },
      [ID],
    ],
  ])('%s', (_name, data, expected) => {
    expect(idsOf(data)).toEqual(expected);
  });
});
