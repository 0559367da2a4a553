import { expect, it } from 'vitest';
import { SyncedStudio } from '../testing/synced-studio.ts';

it('a rename that happened while nobody listened is followed by the next full sync', async () => {
  const studio = await SyncedStudio.open();
  const before = studio.idOf('seq');
  studio.ftrack.change('seq', { name: 'renamed' });
  const { failed } = await studio.sync();
  expect(failed).toEqual([]);
  expect(studio.twin('seq')).toMatchObject({ id: before, name: 'renamed' });
  expect(studio.ftrack.valueOf('seq', 'ayon_path')).toBe('/renamed');
  expect(studio.ftrack.valueOf('shot', 'ayon_path')).toBe('/renamed/Shot');
});
