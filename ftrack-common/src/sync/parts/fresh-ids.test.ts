import { expect, it } from 'vitest';
import type { AyonWrite } from '../ayon-project.port.ts';
import { freshIds } from './fresh-ids.ts';

it('what gets a twin is fresh, whether that is made or was there before', () => {
  const planned = (ftrackId: string, write: AyonWrite) => ({ write, ftrackId, path: '', onlyIfGone: null });
  const update = (data: Record<string, unknown>): AyonWrite => ({
    type: 'update',
    entityType: 'folder',
    entityId: 'x',
    data,
  });
  const writes = [
    planned('made', { type: 'create', entityType: 'folder', entityId: 'x', data: {} }),
    planned('adopted', update({ attrib: { ftrackId: 'adopted' } })),
    planned('adopted', update({ name: 'then' })),
    planned('renamed', update({ name: 'other', attrib: { ftrackPath: 'other' } })),
    planned('gone', update({ attrib: { ftrackId: 'removed' } })),
    planned('deleted', { type: 'delete', entityType: 'folder', entityId: 'x' }),
  ];
  expect(freshIds({ writes })).toEqual(['made', 'adopted']);
});
