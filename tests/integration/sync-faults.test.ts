import { describe, expect, it } from 'vitest';
import { AyonClient } from '@ynput/ayon-api';
import { startAyonSimulator } from '@ynput/ayon-simulator';
import { openFtrackSession } from '@ynput/ftrack-common/ftrack';
import { createPublicAyonServer, ensureFtrackAttributes } from '@ynput/ftrack-common/sync';
import { startFtrackSimulator } from '@ynput/ftrack-simulator';
import { SETTINGS, SyncStudio } from './sync-studio.ts';

const NOTHING_LEFT = { writes: [], writeBacks: [], anatomy: null };

describe('before anything is written', () => {
  it('names the right that is missing in ftrack', async () => {
    await using ftrack = await startFtrackSimulator({
      profile: 'generated:10',
      users: [{ username: 'api', mayConfigureCustomAttributes: false }],
    });
    const session = await openFtrackSession({
      serverUrl: ftrack.url,
      user: ftrack.user,
      apiKey: ftrack.apiKey,
    });
    await expect(ensureFtrackAttributes(session, SETTINGS)).rejects.toMatchObject({
      code: 'ftrack_right_missing',
      message: expect.stringContaining("'Manage settings'"),
    });
  });

  it('makes the ftrack attributes once, and corrects one that was changed', async () => {
    await using ftrack = await startFtrackSimulator({ profile: 'generated:10' });
    const session = await openFtrackSession({
      serverUrl: ftrack.url,
      user: ftrack.user,
      apiKey: ftrack.apiKey,
    });
    const first = await ensureFtrackAttributes(session, SETTINGS);
    expect(first.created).toHaveLength(5);
    expect(await ensureFtrackAttributes(session, SETTINGS)).toEqual({ created: [], corrected: [] });
    const [row] = await session.query('select id from CustomAttributeConfiguration where key is "ayon_path"');
    await session.execute([
      {
        action: 'update',
        entityType: 'CustomAttributeConfiguration',
        key: [String(row?.['id'])],
        data: { label: 'Something else' },
      },
    ]);
    expect(await ensureFtrackAttributes(session, SETTINGS)).toEqual({
      created: [],
      corrected: ['ayon_path'],
    });
    expect(await ensureFtrackAttributes(session, SETTINGS)).toEqual({ created: [], corrected: [] });
  });

  it('sees that AYON does not keep our attributes', async () => {
    await using studio = await SyncStudio.open({ entities: 10 });
    await using bare = await startAyonSimulator({});
    const client = new AyonClient({
      url: bare.url,
      apiKey: bare.apiKey,
      sender: 'test',
      senderType: 'ftrack',
    });
    await expect(studio.sync('project', { ayon: createPublicAyonServer(client) })).rejects.toMatchObject({
      code: 'ayon_attributes_missing',
    });
    expect(await client.listProjects()).toEqual([]);
  });

  it('makes a project only when asked to', async () => {
    await using studio = await SyncStudio.open({ entities: 10 });
    await expect(studio.sync('project', { createProject: false })).rejects.toMatchObject({
      code: 'ayon_project_missing',
    });
  });
});

describe('trouble on the way', () => {
  it('of AYON answering 500 once changes nothing in the end', async () => {
    await using studio = await SyncStudio.open({ entities: 60 });
    await studio.sync('project', { dryRun: false });
    const shot = await studio.one('select id from Shot');
    await studio.update('Shot', String(shot['id']), { description: 'changed' });
    studio.ayon.faults.failNext(500, 1, '/api/projects/Generated_1/operations');
    const report = await studio.sync();
    expect(report.failed.length).toBeLessThanOrEqual(1);
    await studio.sync();
    expect(await studio.difference()).toEqual(NOTHING_LEFT);
  });

  it('of lost answers and errors heals by running again', async () => {
    await using studio = await SyncStudio.open({ entities: 60 });
    studio.ftrack.setFaults({ errorRate: 0.05, lostAnswerRate: 0.05 });
    for (let run = 0; run < 8; run += 1) await studio.sync().catch(() => undefined);
    studio.ftrack.setFaults({ errorRate: 0, lostAnswerRate: 0 });
    await studio.sync();
    expect(await studio.difference()).toEqual(NOTHING_LEFT);
    const data = await studio.parts.client.graphql<{
      project: { folders: { edges: { node: { allAttrib: string } }[] } };
    }>('{ project(name: "Generated_1") { folders(first: 1000) { edges { node { allAttrib } } } } }');
    const ids = data.project.folders.edges.map(({ node }) => JSON.parse(node.allAttrib).ftrackId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('of a lease that is lost ends the run before the next write', async () => {
    await using studio = await SyncStudio.open({ entities: 60 });
    await studio.sync();
    const shot = await studio.one('select id from Shot');
    await studio.update('Shot', String(shot['id']), { description: 'changed' });
    const lease = { assertHeld: () => Promise.reject(new Error('lease lost')) };
    await expect(studio.sync(new Set([String(shot['id'])]), { lease })).rejects.toThrow('lease lost');
    expect((await studio.twin('folder', String(shot['id'])))?.['attrib']).not.toHaveProperty(
      'description',
      'changed',
    );
  });
});
