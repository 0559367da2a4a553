import fc from 'fast-check';
import type { Expression, Operator, Path, Projection, Query, Value } from './ast.ts';

const name = fc.oneof(
  fc.constantFrom(
    'id',
    'name',
    'parent_id',
    'status',
    '_link',
    'order',
    'from',
    'limit',
    'group',
    'is',
    'count',
  ),
  fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,8}$/).filter((text) => text.toLowerCase() !== 'not'),
);
const type = fc.constantFrom('Task', 'Shot', 'TypedContext', 'AssetVersion');

const arbitraryPath: fc.Arbitrary<Path> = fc.array(
  fc.record({ name, cast: fc.option(type, { freq: 6, nil: null }) }),
  { minLength: 1, maxLength: 4 },
);

/** Text that quotes can hold, which is all but what ends with a backslash. */
const arbitraryValue: fc.Arbitrary<Value> = fc.oneof(
  fc.constantFrom(null, '', 'None', 'true', '007', '-1.5', '2024-01-02 03:04', '50\\%', `'"\\"`, ') or ('),
  fc.string({ unit: 'binary' }).filter((text) => !text.endsWith('\\')),
);

const operator = fc.constantFrom<Operator>('is', 'is_not', '>', '<', '>=', '<=', 'like', 'not_like');

const projection: fc.Arbitrary<Projection> = fc.oneof(
  fc.record({ kind: fc.constant('path'), path: arbitraryPath }),
  fc.record({
    kind: fc.constant('aggregate'),
    aggregate: fc.constantFrom('count', 'sum', 'avg', 'min', 'max'),
    path: arbitraryPath,
  }),
);

const tree = fc.letrec<{ expression: Expression; leaf: Expression; query: Query; subQuery: Query }>(
  (tie) => ({
    leaf: fc.oneof(
      fc.record({ kind: fc.constant('compare'), path: arbitraryPath, operator, value: arbitraryValue }),
      fc.record({
        kind: fc.constant('in'),
        path: arbitraryPath,
        negated: fc.boolean(),
        values: fc.array(arbitraryValue, { maxLength: 4 }),
      }),
    ),
    expression: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      tie('leaf'),
      fc.record({
        kind: fc.constantFrom('and', 'or'),
        terms: fc.array(tie('expression'), { minLength: 2, maxLength: 3 }),
      }),
      fc.record({ kind: fc.constant('not'), term: tie('expression') }),
      fc.record({
        kind: fc.constantFrom('any', 'has'),
        path: arbitraryPath,
        where: fc.option(tie('expression'), { nil: null }),
      }),
      fc.record({
        kind: fc.constant('in_query'),
        path: arbitraryPath,
        negated: fc.boolean(),
        query: tie('subQuery'),
      }),
    ),
    query: fc.record({
      projections: fc.option(fc.array(projection, { minLength: 1, maxLength: 3 }), { nil: null }),
      type,
      where: fc.option(tie('expression'), { nil: null }),
      orderBy: fc.array(fc.record({ path: arbitraryPath, descending: fc.boolean() }), { maxLength: 2 }),
      groupBy: fc.array(arbitraryPath, { maxLength: 2 }),
      offset: fc.option(fc.nat(), { nil: null }),
      limit: fc.option(fc.nat(), { nil: null }),
    }),
    // A type alone inside parentheses is read as a value.
    subQuery: tie('query').map((query) => ({ ...query, projections: query.projections ?? [idProjection] })),
  }),
);

const idProjection: Projection = { kind: 'path', path: [{ name: 'id', cast: null }] };

/** Any tree the language can write. */
export const arbitraryQuery: fc.Arbitrary<Query> = tree.query;
