import { describe, expect, it } from 'vitest';
import { SyncStudio } from './sync-studio.ts';

describe('a full sync', () => {
  it('brings a new project to AYON, complete, and then has nothing left to do', async () => {
    await using studio = await SyncStudio.open({ entities: 300 });
    const report = await studio.sync();
    expect(report.failed).toEqual([]);
    expect(
      report.operations.filter(({ type, system }) => type === 'create' && system === 'ayon'),
    ).toHaveLength(299);
    expect(await studio.difference()).toEqual({ writes: [], writeBacks: [], anatomy: null });

    const shot = await studio.one('select id, name, parent_id from Shot');
    const twin = await studio.twin('folder', String(shot['id']));
    expect(twin).toMatchObject({ name: shot['name'], folderType: 'Shot', active: true });
  });

  it('has nothing left to do for texts that AYON cannot store as they are', async () => {
    await using studio = await SyncStudio.open({ entities: 20 });
    const { id, project_id } = await studio.one('select id, project_id from Sequence');
    const odd = 'nul \0 half \ud800';
    await studio.parts.artist.execute([
      {
        action: 'create',
        entityType: 'Shot',
        data: { name: odd, parent_id: id, project_id, description: odd },
      },
    ]);
    const type = await studio.one('select id from Type where name is "Layout"');
    await studio.update('Type', String(type['id']), { name: 'Lay\0out' });
    expect((await studio.sync()).failed).toEqual([]);
    expect(await studio.difference()).toEqual({ writes: [], writeBacks: [], anatomy: null });
  });
});
