import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Expression, Operator, Path, Query } from './ast.ts';
import { evaluateQuery } from './evaluate.ts';
import { MemorySource } from './memory-source.fixture.ts';
import { parseQuery } from './parser.ts';
import { printQuery } from './printer.ts';
import { studioRows, studioTypes } from './studio.fixture.ts';

const withoutIndexes = Object.fromEntries(
  Object.entries(studioTypes).map(([name, type]) => [name, { ...type, indexed: [] }]),
);

describe('the choice of an index', () => {
  it.each([
    'Task where id is t1',
    'Task where id is "T1" and name is comp',
    'Task where name is comp and (id in ("t1", "t4"))',
    'Task where parent_id is h1',
    'Task where parent is h1',
    'Task where parent.id is h1 and project_id is p1',
    'Task where parent.parent.id is q1',
    'Task where parent has (parent.id is q1)',
    'Task where (id is t1) or (parent_id is h2)',
    'TypedContext where ancestors any (id is h1)',
    'TypedContext where ancestors.id is h1',
    'Project where children.id is t4',
    'Task where assignments any (resource.username is bob)',
    'Task where parent_id in (select parent_id from Task where id is t1)',
    'Event where id is 042',
  ])('answers without a scan: %s', (text) => {
    const source = new MemorySource(studioTypes, studioRows);
    const { rows } = evaluateQuery(parseQuery(text), source);
    expect(rows.length).toBeGreaterThan(0);
    expect(source.scanned).toBe(0);
  });

  it('changes no answer', () => {
    const indexed = new MemorySource(studioTypes, studioRows);
    const plain = new MemorySource(withoutIndexes, studioRows);
    fc.assert(
      fc.property(arbitraryContextQuery, (query) => {
        const expected = evaluateQuery(query, plain).rows;
        const found = evaluateQuery(query, indexed).rows;
        expect(new Set(found), printQuery(query)).toEqual(new Set(expected));
        expect(found.length, printQuery(query)).toBe(expected.length);
      }),
      { numRuns: 500 },
    );
  });
});

const relation = fc.constantFrom('parent', 'project', 'children', 'ancestors', 'descendants');
const scalar = fc.constantFrom('id', 'parent_id', 'project_id', 'name');
const value = fc.constantFrom('p1', 'q1', 'h1', 'H2', 't1', 't3', 't4', 'comp', 'nobody', null);

const path: fc.Arbitrary<Path> = fc
  .tuple(
    fc.array(fc.record({ name: relation, cast: fc.constantFrom(null, null, 'Shot', 'TypedContext') }), {
      maxLength: 2,
    }),
    scalar,
  )
  .map(([relations, name]) => [...relations, { name, cast: null }]);

const tree = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { maxDepth: 3 },
    fc.record({
      kind: fc.constant('compare'),
      path,
      operator: fc.constantFrom<Operator>('is', 'is', 'is', 'is_not', 'like'),
      value,
    }),
    fc.record({
      kind: fc.constant('in'),
      path,
      negated: fc.boolean(),
      values: fc.array(value, { maxLength: 3 }),
    }),
    fc.record({
      kind: fc.constantFrom('and', 'or'),
      terms: fc.array(tie('expression'), { minLength: 2, maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not'), term: tie('expression') }),
    fc.record({
      kind: fc.constant('has'),
      path: fc.constantFrom<Path>(
        [{ name: 'parent', cast: null }],
        [{ name: 'project', cast: null }],
        [
          { name: 'children', cast: 'Shot' },
          { name: 'parent', cast: null },
        ],
      ),
      where: tie('expression'),
    }),
    fc.record({
      kind: fc.constant('any'),
      path: fc.constantFrom<Path>([{ name: 'children', cast: null }], [{ name: 'ancestors', cast: 'Shot' }]),
      where: tie('expression'),
    }),
  ),
}));

const arbitraryContextQuery: fc.Arbitrary<Query> = fc.record({
  projections: fc.constant(null),
  type: fc.constantFrom('Context', 'TypedContext', 'Task', 'Shot'),
  where: tree.expression,
  orderBy: fc.constant([]),
  groupBy: fc.constant([]),
  offset: fc.constant(null),
  limit: fc.constant(null),
});
