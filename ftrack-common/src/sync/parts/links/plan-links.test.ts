import { describe, expect, it } from 'vitest';
import type { Twin } from '../twins.ts';
import { planLinks } from './plan-links.ts';

const LINK = '11111111-0000-4000-8000-000000000001';
const LINK_IN_AYON = '11111111000040008000000000000001';

function twin(id: string, kind: Twin['kind'] = 'folder'): [string, Twin] {
  return [`ft-${id}`, { kind, id, path: `/${id}` }];
}

const TWINS = new Map([twin('a'), twin('b'), twin('task', 'task')]);
const FTRACK = { id: LINK, fromId: 'ft-a', toId: 'ft-b' };
const AYON = { id: LINK_IN_AYON, inputId: 'a', outputId: 'b', ftrackId: LINK };
const NOTHING = { create: [], replaced: [], gone: [] };

describe('links between folders', () => {
  it('are made under the id of the ftrack link, from input to output', () => {
    expect(planLinks({ ftrack: [FTRACK], ayon: [], twins: TWINS })).toEqual({ ...NOTHING, create: [AYON] });
  });

  it('that are there are left alone', () => {
    expect(planLinks({ ftrack: [FTRACK], ayon: [AYON], twins: TWINS })).toEqual(NOTHING);
  });

  it('that ftrack does not list any more are candidates to go', () => {
    expect(planLinks({ ftrack: [], ayon: [AYON], twins: TWINS })).toEqual({ ...NOTHING, gone: [AYON] });
  });

  it('that people made in AYON stay', () => {
    const byHand = { ...AYON, id: 'x', ftrackId: null };
    expect(planLinks({ ftrack: [], ayon: [byHand], twins: TWINS })).toEqual(NOTHING);
  });

  it('that an older version made are replaced by one that knows its ftrack link', () => {
    const older = { ...AYON, id: 'x', ftrackId: null };
    expect(planLinks({ ftrack: [FTRACK], ayon: [older], twins: TWINS })).toEqual({
      ...NOTHING,
      create: [AYON],
      replaced: [older],
    });
  });

  it('from or to something else than a folder have no place in AYON', () => {
    const ftrack = [
      { ...FTRACK, toId: 'ft-task' },
      { ...FTRACK, fromId: 'ft-unknown' },
    ];
    expect(planLinks({ ftrack, ayon: [], twins: TWINS })).toEqual(NOTHING);
  });

  it('whose ends got other twins are made anew', () => {
    const twins = new Map([twin('a'), ['ft-b', { kind: 'folder', id: 'c', path: '/c' }] as const]);
    expect(planLinks({ ftrack: [FTRACK], ayon: [AYON], twins })).toEqual({
      ...NOTHING,
      create: [{ ...AYON, outputId: 'c' }],
      replaced: [AYON],
    });
  });
});
