import { expect, it } from 'vitest';
import { SyncedStudio } from '../testing/synced-studio.ts';

it.each(['live', 'full'] as const)('id, path and flag are written over older values, %s', async (mode) => {
  const studio = await SyncedStudio.open();
  const { ftrack } = studio;
  ftrack.setValue('shot', 'ayon_path', '/old');
  ftrack.setValue('shot', 'ayon_id', 'e'.repeat(32));
  ftrack.setValue('shot', 'ayon_sync_failed', true);
  await studio.follow(mode, ['shot']);
  expect(ftrack.valueOf('shot', 'ayon_path')).toBe('/Seq_1/Shot');
  expect(ftrack.valueOf('shot', 'ayon_id')).toBe(studio.idOf('shot'));
  expect(ftrack.valueOf('shot', 'ayon_sync_failed')).toBe(false);
});
