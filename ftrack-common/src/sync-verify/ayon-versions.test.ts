import { expect, it } from 'vitest';
import { type FoundVersion, twinsOf } from './ayon-versions.ts';

it('of several versions with one ftrack id an active one is the twin, then that with the lowest id', () => {
  const version = (id: string, active: boolean): FoundVersion => ({
    id,
    active,
    version: 1,
    status: 'Done',
    thumbnailId: null,
    product: { name: 'model', folderId: 'folder' },
    ftrackId: 'v',
    comment: '',
  });
  const twinOf = (...carriers: FoundVersion[]) => twinsOf(carriers).get('v')?.id;
  expect(twinOf(version('a', false), version('c', true), version('b', true))).toBe('b');
  expect(twinOf(version('b', false), version('a', false))).toBe('a');
});
