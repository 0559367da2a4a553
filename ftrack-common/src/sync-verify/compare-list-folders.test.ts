import { describe, expect, it } from 'vitest';
import { compareListFolders, type KeptList } from './compare-list-folders.ts';

const LIST: KeptList = { ftrackId: 'f', ayonId: 'a', name: 'Picks', category: 'Dailies', folderId: 'one' };
const FOLDERS = [
  { id: 'one', label: 'dailies' },
  { id: 'other', label: 'Other' },
];

function compare(...lists: KeptList[]) {
  return compareListFolders({ getListFolders: async () => FOLDERS }, 'Project', lists);
}

describe('a list', () => {
  it('is in its place in the folder named like its category, in any case', async () => {
    expect(await compare(LIST)).toEqual([]);
  });

  it.each([
    ['in another folder', 'other', 'Other'],
    ['in none', null, null],
    ['in one that is not there', 'gone', null],
  ])('that is kept %s is told', async (_, folderId, found) => {
    expect(await compare({ ...LIST, folderId })).toEqual([
      {
        code: 'list_folder',
        path: 'lists/Picks',
        ftrackId: 'f',
        ayonId: 'a',
        wanted: 'Dailies',
        found,
        field: null,
      },
    ]);
  });

  it('without a category is kept anywhere, and AYON is not asked where', async () => {
    const client = { getListFolders: () => Promise.reject(new Error('asked')) };
    const anywhere = { ...LIST, category: null };
    expect(await compareListFolders(client, 'Project', [anywhere])).toEqual([]);
    expect(await compare(anywhere, { ...anywhere, folderId: 'other' }, LIST)).toEqual([]);
  });
});
