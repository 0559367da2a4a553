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
});
