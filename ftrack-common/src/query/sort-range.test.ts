import fc from 'fast-check';
import { expect, it } from 'vitest';
import { sortRange } from './sort-range.ts';

const ascending = (left: number, right: number): number => left - right;

it('puts a page where a full sort would', () => {
  const numbers = fc.oneof(
    fc.uniqueArray(fc.integer(), { maxLength: 50 }),
    fc.integer({ min: 500, max: 3000 }).map((size) => Array.from({ length: size }, (_, at) => at)),
    fc
      .integer({ min: 500, max: 3000 })
      .map((size) => Array.from({ length: size }, (_, at) => (at * 7919) % 3011)),
    fc
      .integer({ min: 500, max: 3000 })
      .map((size) => Array.from({ length: size }, (_, at) => (at % 2 ? at : -at))),
  );
  fc.assert(
    fc.property(numbers, fc.nat(3000), fc.nat(100), (items, from, count) => {
      const sorted = items.toSorted(ascending);
      const range = { from, to: from + count };
      const paged = [...items];
      sortRange(paged, range, ascending);
      expect(paged.slice(from, from + count)).toEqual(sorted.slice(from, from + count));
      expect(paged.toSorted(ascending)).toEqual(sorted);
    }),
    { numRuns: 300 },
  );
});
