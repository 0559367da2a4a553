import { createPublicAyonServer } from '@ynput/ftrack-common/sync';
import { beforeEach, describe, expect, it } from 'vitest';
import { SyncStudio } from './sync-studio.ts';

describe('a ftrack project', () => {
  let studio: SyncStudio;
  beforeEach(async () => {
    studio = await SyncStudio.open({ entities: 60 });
    await studio.sync();
    return () => studio[Symbol.asyncDispose]();
  });
  const own = () => studio.sync(new Set([studio.projectId]));
  const ayonProject = async (name = 'Generated_1') => {
    const project = await studio.parts.client.getProject(name);
    if (project === null) throw new Error(`no AYON project ${name}`);
    return project;
  };
  const settled = async () => {
    expect(await studio.difference()).toEqual({ writes: [], writeBacks: [], anatomy: null });
    expect(await studio.verify()).toEqual([]);
  };

  it('w-41 that is renamed keeps its AYON project, whose label follows', async () => {
    await studio.update('Project', studio.projectId, { full_name: "Bob's film" });
    const report = await own();
    expect(report.projectName).toBe('Generated_1');
    expect(report.operations).toMatchObject([{ entityType: 'project', fields: ['label'] }]);
    expect((await ayonProject()).label).toBe('Bob\u2019s film');
    await settled();
  });

  it('w-41 keeps the AYON project that is renamed in AYON', async () => {
    await fetch(`${studio.ayon.url}/api/projects/Generated_1/rename`, {
      method: 'POST',
      headers: { 'x-api-key': studio.ayon.apiKey, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Other' }),
    });
    const shot = await studio.one('select id from Shot');
    await studio.update('Shot', String(shot['id']), { description: 'changed' });
    const report = await studio.sync(new Set([String(shot['id'])]));
    expect(report).toMatchObject({ projectName: 'Other', failed: [] });
    expect((await studio.twin('folder', String(shot['id'])))?.['attrib']).toMatchObject({
      description: 'changed',
    });
    await studio.sync();
    await settled();
  });

  it('gives its code to AYON while nothing is published', async () => {
    await studio.update('Project', studio.projectId, { name: 'gen-2' });
    const { code: found } = await ayonProject();
    expect(await studio.verify()).toMatchObject([{ code: 'project_code', wanted: 'gen-2', found }]);
    await studio.sync();
    expect((await ayonProject()).code).toBe('gen_2');
    await settled();
    await studio.publish(String((await studio.one('select id from Shot'))['id']));
    await studio.update('Project', studio.projectId, { name: 'gen-3' });
    const report = await studio.sync();
    expect(report.skipped.map(({ code }) => code)).toEqual(['project_code_kept']);
    expect((await ayonProject()).code).toBe('gen_2');
    expect(await studio.verify()).toEqual([]);
  });

  it('syncs on when AYON refuses the code', async () => {
    const shot = await studio.one('select id from Shot');
    await studio.update('Shot', String(shot['id']), { description: 'changed' });
    await studio.update('Project', studio.projectId, { name: 'gen-2' });
    studio.ayon.faults.failNext(409, 1, '/api/projects/Generated_1');
    const report = await studio.sync();
    expect(report.failed).toMatchObject([{ code: 'refused', path: '/Generated_1' }]);
    expect((await studio.twin('folder', String(shot['id'])))?.['attrib']).toMatchObject({
      description: 'changed',
    });
  });

  it('that is archived makes its AYON project inactive, and active again when it is not archived any more', async () => {
    await studio.update('Project', studio.projectId, { status: 'hidden' });
    await own();
    expect((await ayonProject()).active).toBe(false);
    await settled();
    await studio.update('Project', studio.projectId, { status: 'active' });
    const shot = await studio.one('select id from Shot');
    await studio.update('Shot', String(shot['id']), { description: 'meanwhile' });
    await studio.sync();
    expect((await ayonProject()).active).toBe(true);
    await settled();
  });

  it('leaves an AYON project inactive that a person deactivated', async () => {
    await studio.parts.client.updateProject('Generated_1', { active: false });
    const report = await own();
    expect(report.skipped.map(({ code }) => code)).toEqual(['project_inactive']);
    expect(report.operations).toEqual([]);
  });

  it('that is deleted leaves its AYON project active until a person confirms, whatever the policy', async () => {
    studio.settings = { ...studio.settings, deletePolicy: 'delete' };
    await studio.parts.artist.execute([{ action: 'delete', entityType: 'Project', key: [studio.projectId] }]);
    for (const options of [{ onlyIfAutoSync: true }, { dryRun: true }, {}]) {
      const report = await studio.sync('project', options);
      expect(report.skipped.map(({ code }) => code)).toEqual(['project_gone']);
      expect(report.operations).toEqual([]);
    }
    expect((await ayonProject()).active).toBe(true);
    const orders = { confirmRemovals: true };
    expect((await studio.sync('project', { orders, dryRun: true })).plan?.anatomy).toMatchObject({
      active: false,
    });
    const report = await studio.sync('project', { orders });
    expect(report.operations).toMatchObject([{ entityType: 'project', id: 'Generated_1' }]);
    const { active, data } = await ayonProject();
    expect([active, data['ftrackEnded']]).toEqual([false, true]);
    expect((await studio.sync()).skipped).toEqual([]);
  });

  it('that can be read again before its end was written stays', async () => {
    const { service, client } = studio.parts;
    let asked = 0;
    const session = {
      ...service,
      query: async (...call: Parameters<typeof service.query>) => {
        if (!call[0].includes('from Project where')) return await service.query(...call);
        asked += 1;
        return asked === 1 ? [] : await service.query(...call);
      },
    };
    studio.cache.forget(studio.projectId);
    const report = await studio.sync('project', {
      session,
      ayon: createPublicAyonServer(client),
      orders: { confirmRemovals: true },
    });
    expect(report.skipped.map(({ code }) => code)).toEqual(['removal_not_confirmed']);
    expect((await ayonProject()).active).toBe(true);
  });
});
