import { describe, expect, test } from 'vitest';
import type { ParentRef, RowChange } from '../store/transaction.ts';
import { buildLogEntries, isMissingAction } from './event-rows.ts';
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

const TASK_WAY = [TASK, SHOT, FOLDER, PROJECT];
const SHOT_WAY = [SHOT, FOLDER, PROJECT];
const ASSET: ParentRef = { id: 'asset', entityType: 'Asset', parentId: 'shot' };
const VERSION: ParentRef = { id: 'version', entityType: 'AssetVersion', parentId: 'asset' };
const VERSION_WAY = [VERSION, ASSET, ...SHOT_WAY];
const APPOINTMENT: ParentRef = { id: 'appointment', entityType: 'Appointment', parentId: 'task' };
const ITEM: ParentRef = { id: 'item', entityType: 'ListObject', parentId: 'list' };
const LIST: ParentRef = { id: 'list', entityType: 'List', parentId: 'project' };
const USER: ParentRef = { id: 'user', entityType: 'User', parentId: null };

const ASSIGNMENT = { id: 'appointment', type: 'assignment', context_id: 'task', resource_id: 'user' };

const STATUS_A = { status_id: 'a' };
const STATUS_B = { status_id: 'b' };
const NO_DATES = { start_date: null, end_date: null };
const DATES = { start_date: new Date(0), end_date: new Date(1) };
const WORK = { is_published: false };
const PUBLISHED = { is_published: true };

function rowsOf(...changes: RowChange[]) {
  return buildLogEntries(makeTransaction(...changes), FACTS).map(({ row }) => row);
}

describe('the log', () => {
  test('says when, by whom, in which project, and what became of the columns', () => {
    expect(rowsOf(makeChange(TASK_WAY, { status_id: 'a' }, { status_id: 'b' }))).toEqual([
      {
        action: 'change.status.task',
        insert: 'update',
        data: '{"statusid":{"old":"a","new":"b"}}',
        parent_id: 'task',
        parent_type: 'task',
        project_id: 'project',
        user_id: 'jane-id',
        created_at: new Date('2024-05-06T07:08:09.010Z'),
      },
    ]);
  });

  test.each<[what: string, change: RowChange, row: string]>([
    ['status of a shot', makeChange(SHOT_WAY, STATUS_A, STATUS_B), 'change.status.shot update task shot'],
    [
      'status of a version',
      makeChange(VERSION_WAY, STATUS_A, STATUS_B),
      'change.status.asset update asset_version version',
    ],
    ['rename', makeChange(SHOT_WAY, { name: 'a' }, { name: 'b' }), 'change.name.shot update task shot'],
    [
      'full name',
      makeChange([PROJECT], { full_name: 'a' }, { full_name: 'b' }),
      'change.name.project update show project',
    ],
    [
      'move',
      makeChange(SHOT_WAY, { parent_id: 'a' }, { parent_id: 'b' }),
      'change.parent.shot update task shot',
    ],
    ['dates', makeChange(TASK_WAY, NO_DATES, DATES), 'change.dates.task update task task'],
    ['another attribute', makeChange(TASK_WAY, { bid: 1 }, { bid: 2 }), 'update.task update task task'],
    [
      'custom attribute',
      makeValueChange('fend', SHOT_WAY, [null, { value: 1 }]),
      'update.custom_attribute.fend update task shot',
    ],
    [
      'its end',
      makeValueChange('fend', SHOT_WAY, [{ value: 1 }, null]),
      'update.custom_attribute.fend update task shot',
    ],
    [
      'assignment',
      makeChange([APPOINTMENT, ...TASK_WAY], null, ASSIGNMENT),
      'db.append.task:user insert task task',
    ],
    [
      'its end',
      makeChange([APPOINTMENT, ...TASK_WAY], ASSIGNMENT, null),
      'db.remove.task:user delete task task',
    ],
    ['new shot', makeChange(SHOT_WAY, null, { name: 'a' }), 'db.insert.shot insert task shot'],
    ['deleted shot', makeChange(SHOT_WAY, { name: 'a' }, null), 'db.delete.shot delete task shot'],
    [
      'published version',
      makeChange(VERSION_WAY, null, PUBLISHED),
      'asset.published insert asset_version version',
    ],
    [
      'version published later',
      makeChange(VERSION_WAY, WORK, PUBLISHED),
      'asset.published update asset_version version',
    ],
    [
      'unpublished version',
      makeChange(VERSION_WAY, null, WORK),
      'db.insert.assetversion insert asset_version version',
    ],
    [
      'item of a list',
      makeChange([ITEM, LIST, PROJECT], null, { list_id: 'list' }),
      'append.to.list insert list list',
    ],
    [
      'its end',
      makeChange([ITEM, LIST, PROJECT], { list_id: 'list' }, null),
      'remove.from.list delete list list',
    ],
  ])('%s', (_what, change, row) => {
    const rows = rowsOf(change);
    expect(
      rows.map(({ action, insert, parent_type, parent_id }) => [action, insert, parent_type, parent_id]),
    ).toEqual([row.split(' ')]);
    expect(rows[0]?.project_id).toBe('project');
  });

  test('has a row for each kind of change of an entity', () => {
    const before = { name: 'a', status_id: 'a', start_date: null, end_date: null, bid: 0, sort: 0 };
    const after = {
      name: 'b',
      status_id: 'b',
      start_date: new Date(0),
      end_date: new Date(0),
      bid: 1,
      sort: 1,
    };
    expect(rowsOf(makeChange(TASK_WAY, before, after)).map(({ action }) => action)).toEqual([
      'change.name.task',
      'change.status.task',
      'change.dates.task',
      'update.task',
    ]);
  });

  test('has a row for each deleted entity, with its last values, and none for their custom attributes', () => {
    const rows = rowsOf(
      makeValueChange('fps', TASK_WAY, [{ value: 25 }, null]),
      makeChange(TASK_WAY, { name: 'model' }, null),
      makeChange(SHOT_WAY, { name: 'sh010' }, null),
      makeValueChange('fps', [FOLDER, PROJECT], [{ value: 25 }, null]),
    );
    expect(rows.map(({ action, parent_id }) => [action, parent_id])).toEqual([
      ['db.delete.task', 'task'],
      ['db.delete.shot', 'shot'],
      ['update.custom_attribute.fps', 'folder'],
    ]);
    expect(JSON.parse(rows[0]?.data ?? '')).toMatchObject({ id: 'task', data: { name: 'model' } });
    expect(JSON.parse(rows[2]?.data ?? '')).toEqual({ value: { old: '25', new: null } });
  });

  test('has rows outside projects, and none about itself', () => {
    const event: ParentRef = { id: '1', entityType: 'Event', parentId: null };
    const rows = rowsOf(
      makeChange([USER], null, { username: 'john' }),
      makeChange([event], null, { action: 'x' }),
    );
    expect(rows).toMatchObject([{ action: 'db.insert.user', parent_type: 'user', project_id: null }]);
  });
});

describe('feeds', () => {
  test('are those of the entity and of all above, and of who is assigned', () => {
    const [status] = buildLogEntries(makeTransaction(makeChange(TASK_WAY, STATUS_A, STATUS_B)), FACTS);
    expect(status?.feeds).toEqual([
      { owner_id: 'task', distance: 0, relation: null },
      { owner_id: 'shot', distance: 1, relation: null },
      { owner_id: 'folder', distance: 2, relation: null },
      { owner_id: 'project', distance: 3, relation: null },
    ]);
    const way = [APPOINTMENT, ...TASK_WAY];
    const [assigned] = buildLogEntries(makeTransaction(makeChange(way, null, ASSIGNMENT)), FACTS);
    expect(assigned?.feeds[0]).toEqual({ owner_id: 'task', distance: 0, relation: null });
    expect(assigned?.feeds.at(-1)).toEqual({ owner_id: 'user', distance: 0, relation: 'assigned' });
  });
});

test.each([
  [[], false],
  [['x', 'change.name.task'], true],
  [['change.name.*'], true],
  [['change.name', 'change.status.*'], false],
])('a log without %j lacks the change of a name: %s', (missing, isMissing) => {
  expect(isMissingAction('change.name.task', missing)).toBe(isMissing);
});
