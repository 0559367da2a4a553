import { expect, it } from 'vitest';
import { SyncedStudio } from '../testing/synced-studio.ts';

it('ftrack stores the path of the AYON names, AYON that of the ftrack names', async () => {
  const studio = await SyncedStudio.open();
  studio.ftrack.add({ id: 'asset', type: 'Folder', parentId: 'seq', name: 'Big / red: ball' });
  await studio.sync();
  expect(studio.ftrack.valueOf('asset', 'ayon_path')).toBe('/Seq_1/Big_red_ball');
  expect(studio.twin('asset')).toMatchObject({
    path: '/Seq_1/Big_red_ball',
    own: { ftrackPath: 'Seq 1/Big / red: ball' },
  });
});
