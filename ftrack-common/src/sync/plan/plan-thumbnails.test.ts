import { expect, it } from 'vitest';
import { MemoryPairing } from '../testing/sync-memory.ts';
import { ftrackIdFrom } from '../ayon-id.ts';
import { ayonThumbnailId } from '../thumbnails/thumbnail-id.ts';

const COMPONENT = '11111111-2222-4333-8444-555555555555';

async function openSynced() {
  const pairing = new MemoryPairing();
  pairing.ftrack.add({ id: 'shot', type: 'Shot' });
  await pairing.sync();
  return pairing;
}

it('names entities whose thumbnail is another one in AYON, and none whose is the same', async () => {
  const pairing = await openSynced();
  expect((await pairing.plan()).thumbnails).toEqual([]);
  pairing.ftrack.change('shot', { thumbnailId: COMPONENT });
  const { thumbnails, writes, twins } = await pairing.plan();
  expect([thumbnails, writes]).toEqual([['shot'], []]);
  const entityId = twins.get('shot')?.id ?? '';
  const data = { thumbnailId: ayonThumbnailId(COMPONENT) };
  await pairing.project.apply([{ type: 'update', entityType: 'folder', entityId, data }]);
  expect((await pairing.plan()).thumbnails).toEqual([]);
  pairing.ftrack.change('shot', { thumbnailId: null });
  expect((await pairing.plan()).thumbnails).toEqual(['shot']);
});

it('an id of a component becomes one of AYON and back', () => {
  expect(ayonThumbnailId(COMPONENT)).toBe('11111111222243338444555555555555');
  expect(ftrackIdFrom('11111111222243338444555555555555')).toBe(COMPONENT);
  expect(ayonThumbnailId(null)).toBeNull();
});
