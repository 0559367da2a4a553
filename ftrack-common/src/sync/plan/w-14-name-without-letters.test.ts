import { expect, it } from 'vitest';
import { SyncedStudio } from '../testing/synced-studio.ts';
import { ayonNameOf } from './slugify.ts';

it.each(['???', '日本', '', '  ', "'", '…'])('an entity called %j is named after its id', (name) => {
  expect(ayonNameOf({ id: 'ABCD-ef0123456789', name })).toBe('ftrack_abcdef01');
});

it('shows the name that people typed as its label', async () => {
  const studio = await SyncedStudio.open();
  studio.ftrack.add({ id: 'abcd-ef0123456789', type: 'Shot', parentId: 'seq', name: '???' });
  await studio.sync();
  expect(studio.twin('abcd-ef0123456789')).toMatchObject({ name: 'ftrack_abcdef01', label: '???' });
});
