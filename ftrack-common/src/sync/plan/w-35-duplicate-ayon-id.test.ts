import { expect, it } from 'vitest';
import { SyncedStudio } from '../testing/synced-studio.ts';

it('an event of an entity that was copied with its ayon_id gives the copy an id of its own', async () => {
  const studio = await SyncedStudio.open();
  const { ftrack } = studio;
  const original = studio.idOf('shot');
  ftrack.add({ id: 'copy', type: 'Shot', parentId: 'seq', name: 'Copy' });
  ftrack.setValue('copy', 'ayon_id', original);
  ftrack.setValue('copy', 'ayon_path', ftrack.valueOf('shot', 'ayon_path'));
  const { plan } = await studio.sync(new Set(['copy']));
  expect(plan.problems.map(({ code }) => code)).toEqual(['copied_ayon_id']);
  expect(studio.idOf('shot')).toBe(original);
  expect(studio.idOf('copy')).not.toBe(original);
  expect(ftrack.valueOf('copy', 'ayon_id')).toBe(studio.idOf('copy'));
  expect(ftrack.valueOf('copy', 'ayon_path')).toBe('/Seq_1/Copy');
  expect(await studio.problems()).toEqual([]);
});

it('a copy takes over the AYON entity when the original is gone', async () => {
  const studio = await SyncedStudio.open();
  const { ftrack } = studio;
  const original = studio.idOf('shot');
  ftrack.add({ id: 'copy', type: 'Shot', parentId: 'seq', name: 'Copy' });
  ftrack.setValue('copy', 'ayon_id', original);
  const gone = ftrack.remove('shot');
  await studio.sync(new Set([...gone, 'copy']));
  expect(studio.twin('copy')).toMatchObject({ id: original, name: 'Copy', active: true });
});
