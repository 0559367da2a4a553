import { describe, expect, it } from 'vitest';
import type { FtrackSession } from '../ftrack/index.ts';
import { compareThumbnails, type ShownPictures } from './compare-thumbnails.ts';

const SERVER = '3a372bde-05bc-11e4-8908-20c9d081909b';
const DISK = 'd15c0000-0000-4000-8000-000000000000';
const [PICTURE, OTHER] = ['1a2b3c4d-0000-4000-8000-000000000001', '1a2b3c4d-0000-4000-8000-000000000002'];
const AYON_PICTURE = '1a2b3c4d000040008000000000000001';

const SHOT: ShownPictures = {
  path: 'seq/shot',
  ftrackId: 'shot',
  ayonId: 'a1',
  componentId: PICTURE,
  thumbnailId: AYON_PICTURE,
};

interface Component {
  readonly type?: string | null;
  readonly size?: number;
  readonly locations?: readonly string[];
}

/** A ftrack with these components; notes what it is asked. */
function ftrackWith(components: Readonly<Record<string, Component>>) {
  const asked: string[] = [];
  const query = async (expression: string) => {
    asked.push(expression);
    return Object.entries(components)
      .filter(([id]) => expression.includes(`"${id}"`))
      .map(([id, { type = '.png', size = 812, locations = [SERVER] }]) => ({
        id,
        file_type: type,
        size,
        component_locations: locations.map((location_id) => ({ location_id })),
      }));
  };
  return { session: { query } as unknown as FtrackSession, asked };
}

async function compare(picture: Partial<ShownPictures>, components: Readonly<Record<string, Component>>) {
  const { session } = ftrackWith(components);
  const differences = await compareThumbnails(session, [{ ...SHOT, ...picture }]);
  return differences.map(({ code, wanted, found }) => [code, wanted, found]);
}

const NOT_YET = { thumbnailId: null };
const TAKEN_OFF = { componentId: null };

describe('a thumbnail', () => {
  it('is the same when AYON has the one with the id of the component, and ftrack is asked for nothing', async () => {
    const { session, asked } = ftrackWith({});
    const none = { ...SHOT, componentId: null, thumbnailId: null };
    expect(await compareThumbnails(session, [SHOT, none])).toEqual([]);
    expect(asked).toEqual([]);
  });

  it('differs when AYON has another one or none, and what is known of it is told', async () => {
    const wanted = `component ${PICTURE}, .png, 812 bytes`;
    expect(await compare(NOT_YET, { [PICTURE]: {} })).toEqual([['thumbnail', wanted, null]]);
    const other = { thumbnailId: 'c'.repeat(32) };
    expect(await compare(other, { [PICTURE]: {} })).toEqual([['thumbnail', wanted, 'c'.repeat(32)]]);
    const unknown = `component ${PICTURE}, type unknown, of unknown size`;
    expect(await compare(NOT_YET, { [PICTURE]: { type: null, size: 0 } })).toEqual([
      ['thumbnail', unknown, null],
    ]);
  });

  it('that was taken off in ftrack differs only when it came from there', async () => {
    expect(await compare(TAKEN_OFF, { [PICTURE]: {} })).toEqual([['thumbnail', null, AYON_PICTURE]]);
    expect(await compare(TAKEN_OFF, { [OTHER]: {} })).toEqual([]);
    expect(await compare({ ...TAKEN_OFF, thumbnailId: 'no id of ftrack' }, {})).toEqual([]);
  });

  it.each<[string, Component, boolean]>([
    ['.jpg', { type: '.jpg' }, true],
    ['JPEG', { type: 'JPEG' }, true],
    ['of 30 MB, which ftrack scales', { size: 30 * 1024 * 1024 }, true],
    ['in several locations', { locations: [DISK, SERVER] }, true],
    ['.webp', { type: '.webp' }, false],
    ['without a file', { locations: [] }, false],
    ['with its file on a disk of the studio', { locations: [DISK] }, false],
  ])('%s, which AYON does not show, is as different as ftrack can tell', async (_, component, differs) => {
    expect(await compare(NOT_YET, { [PICTURE]: component })).toHaveLength(differs ? 1 : 0);
  });

  it('whose component ftrack does not have is no difference', async () => {
    expect(await compare(NOT_YET, {})).toEqual([]);
  });

  it('costs one query for hundreds of them', async () => {
    const { session, asked } = ftrackWith({ [PICTURE]: {} });
    const many = Array.from({ length: 499 }, (_, at) => ({ ...SHOT, ...NOT_YET, componentId: `c${at}` }));
    const differences = await compareThumbnails(session, [...many, { ...SHOT, ...NOT_YET }]);
    expect(differences).toHaveLength(1);
    expect(asked).toHaveLength(1);
  });
});
