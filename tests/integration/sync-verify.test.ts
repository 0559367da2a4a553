import { SyncError } from '@ynput/ftrack-common/sync';
import { verifyProject, type VerifyReport } from '@ynput/ftrack-common/sync-verify';
import { describe, expect, it } from 'vitest';
import { SETTINGS, SyncStudio } from './sync-studio.ts';

function verify(studio: SyncStudio): Promise<VerifyReport> {
  const { service: session, client, projectId } = studio.parts;
  return verifyProject({
    session,
    client,
    projectId,
    mapping: SETTINGS.attributesMapping,
  });
}

describe('verify', () => {
  it('finds both sides equal after a sync', async () => {
    await using studio = await SyncStudio.open({ entities: 150 });
    await studio.sync();
    expect(await verify(studio)).toEqual({
      ftrackProject: 'Generated 1',
      ayonProject: 'Generated_1',
      compared: 149,
      differences: [],
    });
  });

  it('finds what was changed in ftrack and not synced', async () => {
    await using studio = await SyncStudio.open({ entities: 60 });
    await studio.sync();
    const task = await studio.one('select id, parent_id from Task where name is "animation"');
    const status = await studio.one('select id from Status where name is "Approved" ');
    const other = await studio.one(`select id from Shot where id is_not "${String(task['parent_id'])}"`);
    const id = String(task['id']);
    await studio.update('Task', id, {
      name: 'renamed',
      description: 'new words',
      status_id: status['id'],
      start_date: '2031-02-03T23:00:00',
      parent_id: other['id'],
    });
    const { differences } = await verify(studio);
    const codes = new Set(differences.filter(({ ftrackId }) => ftrackId === id).map(({ code }) => code));
    expect(codes).toEqual(
      new Set([
        'name',
        'label',
        'ftrack_path',
        'description',
        'start_date',
        'parent',
        ...statusCode(differences),
      ]),
    );
    await studio.sync(new Set([id]));
    expect((await verify(studio)).differences).toEqual([]);
  });

  it('finds what AYON changed, lost or has too much of', async () => {
    await using studio = await SyncStudio.open({ entities: 60 });
    await studio.sync();
    const { client } = studio.parts;
    const shots = await studio.parts.artist.query('select id from Shot order by id');
    const [first, second] = await Promise.all(
      shots.slice(0, 2).map((shot) => studio.twin('folder', String(shot['id']))),
    );
    await client.operations('Generated_1', [
      {
        type: 'update',
        entityType: 'folder',
        entityId: String(first?.['id']),
        data: { label: 'other', attrib: { frameStart: 7 } },
      },
      { type: 'update', entityType: 'folder', entityId: String(second?.['id']), data: { active: false } },
    ]);
    const { differences } = await verify(studio);
    expect(differences.map(({ code, field }) => field ?? code).toSorted()).toEqual([
      'frameStart',
      'inactive',
      'label',
    ]);
  });

  it('finds what AYON changed in the project itself', async () => {
    await using studio = await SyncStudio.open({ entities: 60 });
    await studio.update('Project', studio.projectId, { start_date: '2031-02-03T23:00:00' });
    await studio.sync();
    expect((await verify(studio)).differences).toEqual([]);
    const { client } = studio.parts;
    const project = await client.getProject('Generated_1');
    const [first, ...others] = project?.statuses ?? [];
    const [type, ...folderTypes] = project?.folderTypes ?? [];
    if (first === undefined || type === undefined) throw new Error('The project has no types or statuses.');
    await client.updateProject('Generated_1', {
      attrib: { startDate: '2020-01-01T00:00:00+00:00' },
      statuses: [...others, { ...first, color: '#123456', state: 'blocked', scope: ['workfile'] }],
      folderTypes: [{ ...type, name: type.name.toUpperCase(), original_name: type.name }, ...folderTypes],
    });
    const { differences } = await verify(studio);
    expect(differences.map(({ code, path }) => `${path}: ${code}`)).toEqual([
      '/: start_date',
      `folder types/${type.name}: folder_type`,
      'statuses: status_order',
      ...['colour', 'state', 'scope'].map((what) => `statuses/${first.name}: status_${what}`),
    ]);
    await studio.sync();
    expect((await verify(studio)).differences).toEqual([]);
  });

  it('needs no plan to say that there is no AYON project', async () => {
    await using studio = await SyncStudio.open({ entities: 20 });
    const failure = await verify(studio).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(Error);
    expect(failure).not.toBeInstanceOf(SyncError);
  });
});

/** The task may have had the new status before. */
function statusCode(differences: VerifyReport['differences']): 'status'[] {
  return differences.some(({ code }) => code === 'status') ? ['status'] : [];
}
