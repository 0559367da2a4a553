import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SyncStudio } from './sync-studio.ts';

const SHOT_TYPE = 'bad911de-3bd6-47b9-8b46-3476e237cb36';

describe('a live change', () => {
  let studio: SyncStudio;
  beforeAll(async () => {
    studio = await SyncStudio.open({ entities: 120 });
    await studio.sync();
  });
  afterAll(async () => {
    await studio[Symbol.asyncDispose]();
  });

  /** Syncs only what changed and checks that a full run would find nothing more. */
  const follow = async (...ids: string[]) => {
    const report = await studio.sync(new Set(ids));
    expect(report.failed).toEqual([]);
    expect(await studio.difference()).toEqual({ writes: [], writeBacks: [], anatomy: null });
    return report;
  };
  const anyShot = async (offset = 0) => {
    const rows = await studio.parts.artist.query('select id, name, parent_id from Shot order by id');
    const row = rows[offset];
    if (!row) throw new Error('no shot');
    return { id: String(row['id']), name: String(row['name']), parentId: String(row['parent_id']) };
  };

  it('of a status costs few requests', async () => {
    const task = await studio.one('select id from Task');
    const status = await studio.one('select id, name from Status where name is "In progress"');
    await studio.update('Task', String(task['id']), { status_id: status['id'] });
    studio.takeRequests();
    await studio.sync(new Set([String(task['id'])]));
    const requests = studio.takeRequests();
    expect(requests.filter((request) => request.startsWith('ayon'))).toEqual([
      'ayon POST /graphql',
      expect.stringContaining('/operations'),
    ]);
    expect(requests.filter((request) => request === 'ftrack query').length).toBeLessThanOrEqual(5);
    expect(requests).not.toContain('ftrack execute');
    expect((await studio.twin('task', String(task['id'])))?.['status']).toBe(status['name']);
    await follow(String(task['id']));
  });

  it('creates a shot with its tasks, complete', async () => {
    const { parentId } = await anyShot();
    const type = await studio.one('select id, name from Type where name is "Animation"');
    const status = await studio.one('select id, name from Status where name is "In progress"');
    const [shot] = await studio.parts.artist.execute([
      {
        action: 'create',
        entityType: 'Shot',
        data: { name: "Bob's shot", parent_id: parentId, project_id: studio.projectId, description: 'first' },
      },
    ]);
    const shotId = String(shot?.['id']);
    const [task] = await studio.parts.artist.execute([
      {
        action: 'create',
        entityType: 'Task',
        data: {
          name: 'anim',
          parent_id: shotId,
          project_id: studio.projectId,
          type_id: type['id'],
          status_id: status['id'],
          start_date: '2024-10-29T22:00:00.000Z',
        },
      },
    ]);
    const taskId = String(task?.['id']);
    await follow(shotId, taskId);
    expect(await studio.twin('folder', shotId)).toMatchObject({
      name: 'Bobs_shot',
      label: 'Bob\u2019s shot',
      attrib: { description: 'first' },
    });
    expect(await studio.twin('task', taskId)).toMatchObject({
      name: 'anim',
      taskType: 'Animation',
      status: status['name'],
      attrib: { startDate: expect.stringContaining('2024-10-30T00:00:00') },
    });
    const attribute = await studio.one('select id from CustomAttributeConfiguration where key is "ayon_id"');
    const stored = await studio.one(
      `select value from CustomAttributeValue where configuration_id is "${String(attribute['id'])}" and entity_id is "${taskId}"`,
    );
    expect(stored['value']).toBe((await studio.twin('task', taskId))?.['id']);
  });

  it('renames a sequence and what is stored below it', async () => {
    const { id, parentId } = await anyShot();
    await studio.update('Sequence', parentId, { name: 'renamed' });
    await follow(parentId);
    expect((await studio.twin('folder', id))?.['path']).toMatch(/^\/?renamed\//);
  });

  it('lets two shots swap their names', async () => {
    const [first, second] = [await anyShot(0), await anyShot(1)];
    await studio.update('Shot', first.id, { name: 'between' });
    await studio.update('Shot', second.id, { name: first.name });
    await studio.update('Shot', first.id, { name: second.name });
    await follow(first.id, second.id);
    expect((await studio.twin('folder', first.id))?.['name']).toBe(second.name);
  });

  it('moves a shot', async () => {
    const shot = await anyShot(2);
    const [created] = await studio.parts.artist.execute([
      {
        action: 'create',
        entityType: 'Sequence',
        data: { name: 'elsewhere', parent_id: studio.projectId, project_id: studio.projectId },
      },
    ]);
    await studio.update('Shot', shot.id, { parent_id: created?.['id'] });
    await follow(shot.id);
    expect((await studio.twin('folder', shot.id))?.['path']).toMatch(/^\/?elsewhere\//);
  });

  it('sets and clears an attribute', async () => {
    const shot = await anyShot();
    const attribute = await studio.one(
      `select id from CustomAttributeConfiguration where key is "fstart" and object_type_id is "${SHOT_TYPE}"`,
    );
    const key = [String(attribute['id']), shot.id];
    await studio.parts.artist.execute([
      { action: 'update', entityType: 'ContextCustomAttributeValue', key, data: { value: 1234 } },
    ]);
    await follow(shot.id);
    expect((await studio.twin('folder', shot.id))?.['attrib']).toMatchObject({ frameStart: 1234 });
    await studio.parts.artist.execute([{ action: 'delete', entityType: 'CustomAttributeValue', key }]);
    await follow(shot.id);
    expect((await studio.twin('folder', shot.id))?.['ownAttrib']).not.toContain('frameStart');
  });

  it('adds and removes an assignee', async () => {
    const user = await studio.one('select id from User');
    await studio.update('User', String(user['id']), { email: 'artist@example.com' });
    studio.cache.forget(studio.projectId);
    const task = await studio.one('select id from Task where not assignments any ()');
    const taskId = String(task['id']);
    const [appointment] = await studio.parts.artist.execute([
      {
        action: 'create',
        entityType: 'Appointment',
        data: { type: 'assignment', context_id: taskId, resource_id: user['id'] },
      },
    ]);
    await studio.sync();
    await follow(taskId);
    expect((await studio.twin('task', taskId))?.['assignees']).toEqual(['artist']);
    await studio.parts.artist.execute([
      { action: 'delete', entityType: 'Appointment', key: [String(appointment?.['id'])] },
    ]);
    await follow(taskId);
    expect((await studio.twin('task', taskId))?.['assignees']).toEqual([]);
  });

  it('keeps published folders, and those above them, where they are', async () => {
    const shot = await anyShot(5);
    const sequence = await studio.one(`select id, name from Sequence where id is "${shot.parentId}"`);
    await studio.publish(shot.id);
    for (const [type, id, name] of [
      ['Shot', shot.id, shot.name],
      ['Sequence', shot.parentId, String(sequence['name'])],
    ] as const) {
      const before = await studio.twin('folder', id);
      await studio.update(type, id, { name: 'forbidden' });
      const report = await follow(id);
      expect(report.skipped).toContainEqual(
        expect.objectContaining({ code: 'locked_renamed', ftrackId: id }),
      );
      expect((await studio.twin('folder', id))?.['name']).toBe(before?.['name']);
      await studio.update(type, id, { name });
      expect((await follow(id)).skipped).toEqual([]);
    }
  });

  it('follows, as a full sync does, what AYON lets change: a product without a version locks nothing', async () => {
    await using other = await SyncStudio.open({ entities: 30 });
    await other.sync();
    const shot = await other.one('select id, parent_id from Shot');
    const [id, parentId] = [String(shot['id']), String(shot['parent_id'])];
    const { client } = other.parts;
    const folderId = (await other.twin('folder', id))?.['id'];
    const data = { name: 'empty', productType: 'model', folderId };
    await client.operations((await client.listProjects())[0]?.name ?? '', [
      { type: 'create', entityType: 'product', entityId: 'cc'.repeat(16), data },
    ]);
    const entityId = String((await other.twin('folder', parentId))?.['id']);
    await client.operations((await client.listProjects())[0]?.name ?? '', [
      { type: 'update', entityType: 'folder', entityId, data: { folderType: 'Folder' } },
    ]);
    await other.update('Shot', id, { name: 'free' });
    const report = await other.sync(new Set([id, parentId]));
    expect([...report.skipped, ...report.failed]).toEqual([]);
    expect(await other.twin('folder', id)).toMatchObject({ name: 'free' });
    expect(await other.twin('folder', parentId)).toMatchObject({ folderType: 'Sequence' });
    expect(await other.difference()).toEqual({ writes: [], writeBacks: [], anatomy: null });
  });

  it('deactivates what is gone, and what stood below it', async () => {
    const shot = await anyShot(3);
    const task = await studio.one(`select id from Task where parent_id is "${shot.id}"`);
    await studio.parts.artist.execute([{ action: 'delete', entityType: 'Shot', key: [shot.id] }]);
    await follow(shot.id);
    expect((await studio.twin('folder', shot.id))?.['active']).toBe(false);
    expect((await studio.twin('task', String(task['id'])))?.['active']).toBe(false);
  });

  it('does nothing while auto-sync is off', async () => {
    const task = await studio.one('select id from Task');
    const report = await studio.sync(new Set([String(task['id'])]), { onlyIfAutoSync: true });
    expect(report.note).toBe('auto_sync_off');
  });
});
