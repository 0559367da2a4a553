import { describe, expect, it } from 'vitest';
import { castProject } from './steps/cast.ts';
import { planProject } from './studio.ts';

const PEOPLE = ['mira', 'tok'];

describe('planProject', () => {
  it.each([200, 305, 2_000, 10_000])(
    'plans about %i entities, parents first, names once per parent',
    (size) => {
      const { id, contexts } = planProject(size, PEOPLE);
      expect(Math.abs(contexts.length - size)).toBeLessThan(10);
      const known = new Set([id]);
      const places = new Set<string>();
      for (const { id: own, parentId, name } of contexts) {
        expect(known.has(parentId)).toBe(true);
        known.add(own);
        places.add(`${parentId} ${name.toLowerCase()}`);
      }
      expect(places.size).toBe(contexts.length);
    },
  );
});

describe('castProject', () => {
  it.each([200, 2_000])('gives no entity of a project of %i two roles', (size) => {
    const cast = castProject(planProject(size, PEOPLE));
    const { renamed, moved, valued, processorStorm, leecherStorm } = cast;
    const shots = [renamed, moved, valued, ...processorStorm, ...leecherStorm].map(({ shot }) => shot.id);
    expect(new Set(shots).size).toBe(shots.length);
    expect(cast.home.id).not.toBe(cast.away.id);
  });

  it('refuses a project that is too small', () => {
    expect(() => castProject(planProject(60, PEOPLE))).toThrow(/at least 200/);
  });
});
