import { describe, expect, it } from 'vitest';
import type { RemovalRules } from '../removal-limit.ts';
import type { Twin } from '../twins.ts';
import { type LinkSides, planLinks } from './plan-links.ts';

const LINK = '11111111-0000-4000-8000-000000000001';
const LINK_IN_AYON = '11111111000040008000000000000001';

function twin(id: string, kind: Twin['kind'] = 'folder'): [string, Twin] {
  return [`ft-${id}`, { kind, id, path: `/${id}` }];
}

const TWINS = new Map([twin('a'), twin('b'), twin('task', 'task')]);
const FTRACK = { id: LINK, fromId: 'ft-a', toId: 'ft-b' };
const AYON = { id: LINK_IN_AYON, inputId: 'a', outputId: 'b', ftrackId: LINK };
const NOTHING = { create: [], replaced: [], gone: [], problems: [] };
const RULES: RemovalRules = {
  policy: 'deactivate',
  confirmed: false,
  limit: { entities: 20, percent: 5 },
  isProjectActive: true,
};

function plan(sides: Partial<LinkSides>, rules: Partial<RemovalRules> = {}) {
  const activeEnds = new Map(['a', 'b'].map((id) => [id, `/${id}`]));
  const nothing: LinkSides = {
    ftrack: [],
    ayon: [],
    ofOtherTypes: [],
    twins: TWINS,
    absent: new Set(),
    activeEnds,
  };
  return planLinks({ ...nothing, ...sides }, { ...RULES, ...rules });
}

describe('links between folders', () => {
  it('are made under the id of the ftrack link, from input to output', () => {
    expect(plan({ ftrack: [FTRACK] })).toEqual({ ...NOTHING, create: [AYON] });
  });

  it('that are there are left alone', () => {
    expect(plan({ ftrack: [FTRACK], ayon: [AYON] })).toEqual(NOTHING);
  });

  it('that ftrack does not list, and has, stay', () => {
    expect(plan({ ayon: [AYON] })).toEqual(NOTHING);
  });

  it('that people made in AYON stay', () => {
    const byHand = { ...AYON, id: 'x', ftrackId: null };
    expect(plan({ ayon: [byHand], absent: new Set([LINK]) })).toEqual(NOTHING);
  });

  it('that an older version made are replaced by one that knows its ftrack link', () => {
    const older = { ...AYON, id: 'x', ftrackId: null };
    expect(plan({ ftrack: [FTRACK], ayon: [older] })).toEqual({
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
    expect(plan({ ftrack })).toEqual(NOTHING);
  });

  it('whose ends got other twins are made anew', () => {
    const twins = new Map([twin('a'), ['ft-b', { kind: 'folder', id: 'c', path: '/c' }] as const]);
    expect(plan({ ftrack: [FTRACK], ayon: [AYON], twins })).toEqual({
      ...NOTHING,
      create: [{ ...AYON, outputId: 'c' }],
      replaced: [AYON],
    });
  });
});

describe('links we made of another type', () => {
  it('give way to those of the type that is chosen now', () => {
    expect(plan({ ftrack: [FTRACK], ofOtherTypes: [AYON] })).toEqual({
      ...NOTHING,
      create: [AYON],
      replaced: [AYON],
    });
  });

  it('go when they are gone in ftrack', () => {
    expect(plan({ ofOtherTypes: [AYON], absent: new Set([LINK]) })).toEqual({ ...NOTHING, gone: [AYON] });
  });
});

describe('links that are gone in ftrack', () => {
  const absent = new Set([LINK]);
  const many = Array.from({ length: 21 }, (_, number) => ({
    ...AYON,
    id: `${number}`,
    ftrackId: `${number}`,
  }));
  const manyAbsent = new Set(many.map(({ ftrackId }) => ftrackId));

  it.each(['deactivate', 'delete'] as const)('go with the policy "%s"', (policy) => {
    expect(plan({ ayon: [AYON], absent }, { policy })).toEqual({ ...NOTHING, gone: [AYON] });
  });

  it('wait with the policy "ask" until an admin confirms', () => {
    expect(plan({ ayon: [AYON], absent }, { policy: 'ask' })).toMatchObject({
      gone: [],
      problems: [{ code: 'removal_waits', ftrackId: LINK, path: '/a' }],
    });
    expect(plan({ ayon: [AYON], absent }, { policy: 'ask', confirmed: true })).toMatchObject({
      gone: [AYON],
      problems: [],
    });
  });

  it('stay when they are more than the limit until an admin confirms', () => {
    expect(plan({ ayon: many, absent: manyAbsent })).toMatchObject({
      gone: [],
      problems: [{ code: 'removal_over_limit' }],
    });
    expect(plan({ ayon: many, absent: manyAbsent }, { confirmed: true }).gone).toEqual(many);
  });

  it('go with the folder they were on, however many they are and whatever the policy', () => {
    const activeEnds = new Map([['a', '/a']]);
    const sides = { ayon: many, absent: manyAbsent, activeEnds };
    expect(plan(sides)).toEqual({ ...NOTHING, gone: many });
    expect(plan(sides, { policy: 'ask' })).toEqual({ ...NOTHING, gone: many });
  });

  it('stay while the project is not active in ftrack', () => {
    expect(plan({ ayon: [AYON], absent }, { isProjectActive: false })).toMatchObject({
      gone: [],
      problems: [{ code: 'project_archived' }],
    });
  });
});
