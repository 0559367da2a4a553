import { describe, expect, it } from 'vitest';
import { SyncStudio } from './sync-studio.ts';

describe('the plan of a first sync', () => {
  it('makes nothing, and says of everything what the sync then does', async () => {
    await using studio = await SyncStudio.open({ entities: 60 });
    const { client, artist } = studio.parts;
    const planned = await studio.sync('project', { dryRun: true });
    expect(await client.listProjects()).toEqual([]);
    expect(
      await artist.query('select id from CustomAttributeConfiguration where key is "ayon_path"'),
    ).toEqual([]);
    expect(planned.setUp?.attributes).toContain('ayon_path');
    const done = await studio.sync();
    expect(done.setUp?.project).toEqual(planned.setUp?.project);
    expect(done.plan?.anatomy).toEqual(planned.plan?.anatomy);
    const shapes = (report: typeof done) =>
      report.plan?.writes.map(({ write, path }) => `${write.type} ${write.entityType} ${path}`);
    expect(shapes(planned)).toEqual(shapes(done));
    expect(planned.plan?.writeBacks).toHaveLength(done.plan?.writeBacks.length ?? 0);
    expect((await studio.sync('project', { dryRun: true })).setUp).toBeNull();
  });
});
