import type { Path, Query } from './ast.ts';
import { CandidateFinder, eachCandidate } from './candidates.ts';
import { QueryError } from './errors.ts';
import { orderRows } from './order.ts';
import { orderedRows } from './ordered-rows.ts';
import { type CompileContext, PredicateCompiler } from './predicate.ts';
import { compileReader } from './read.ts';
import { resolveType } from './resolve.ts';
import type { QuerySource } from './source.ts';
import { isMissing, toText } from './values.ts';

export interface QueryResult<Row> {
  readonly rows: Row[];
  /** Offset of the next page; null when this page is the last or the query has no limit. */
  readonly nextOffset: number | null;
}

/** Whether a query answers groups (`select count(id) … group by …`) instead of entities. */
export function isAggregateQuery(query: Query): boolean {
  return query.groupBy.length > 0 || (query.projections?.some((item) => item.kind === 'aggregate') ?? false);
}

/**
 * The rows a query answers, in its order and page. Selected paths are checked but not read: see `projectionTree`.
 * Throws `QueryAttributeError` for an unknown type or attribute, `QueryError` for a query that makes no sense.
 */
export function evaluateQuery<Row extends object>(query: Query, source: QuerySource<Row>): QueryResult<Row> {
  if (isAggregateQuery(query)) throw new QueryError('The query answers groups, not entities.');
  for (const { path } of query.projections ?? []) compileReader(source, path, [query.type]);
  const { rows, inOrder } = findRows(query, source);
  return takePage(query.orderBy.length === 0 || inOrder ? rows : orderRows(rows, query, source), query);
}

/**
 * Every row of the query's type that meets its condition; neither ordered nor paged. Names are checked at once, rows are
 * tested while they are taken.
 */
export function matchRows<Row extends object>(query: Query, source: QuerySource<Row>): Iterable<Row> {
  return findRows({ ...query, orderBy: [] }, source).rows;
}

/** With at most this many candidates of an index, sorting them is cheaper than walking rows that are in order. */
const fewCandidates = 1_000;

/** The rows that match, and whether they come in the order of the query. */
function findRows<Row extends object>(
  query: Query,
  source: QuerySource<Row>,
): { readonly rows: Iterable<Row>; readonly inOrder: boolean } {
  const concreteTypes = resolveType(source, query.type);
  const ordered = orderedRows(query, source);
  if (query.where === null) return { rows: ordered ?? source.rows(query.type), inOrder: ordered !== null };
  const answers = new Map<Query, readonly string[]>();
  const context: CompileContext<Row> = {
    source,
    answer(subQuery) {
      const answer = answers.get(subQuery) ?? answerSubQuery(subQuery, source);
      answers.set(subQuery, answer);
      return answer;
    },
  };
  const types = [query.type];
  const passes = new PredicateCompiler(context).compile(query.where, types);
  const limit = ordered === null ? Number.POSITIVE_INFINITY : fewCandidates;
  const candidates = new CandidateFinder(context).find(query.where, types, limit);
  if (candidates === null) {
    return { rows: filter(ordered ?? source.rows(query.type), passes), inOrder: ordered !== null };
  }
  const rows = filter(
    eachCandidate(candidates),
    (row) => concreteTypes.has(source.typeOf(row)) && passes(row),
  );
  return { rows, inOrder: false };
}

/** Skips to the offset of a query and takes as many as its limit. */
export function takePage<Item>(
  items: Iterable<Item>,
  page: Pick<Query, 'offset' | 'limit'>,
): QueryResult<Item> {
  const offset = page.offset ?? 0;
  const end = offset + (page.limit ?? Number.POSITIVE_INFINITY);
  const rows: Item[] = [];
  let at = 0;
  for (const item of items) {
    // A page of nothing names no next page: a client that follows it would never end.
    if (at >= end) return { rows, nextOffset: rows.length > 0 ? end : null };
    if (at >= offset) rows.push(item);
    at += 1;
  }
  return { rows, nextOffset: null };
}

/** The values of the single attribute a sub-query selects, its primary key without `select`. */
function answerSubQuery<Row extends object>(query: Query, source: QuerySource<Row>): readonly string[] {
  const { rows } = evaluateQuery(query, source);
  const selected =
    query.projections?.map((item) => item.path) ??
    source.primaryKey(query.type).map((name): Path => [{ name, cast: null }]);
  const [path, ...others] = selected;
  if (path === undefined || others.length > 0) {
    throw new QueryError(`A query inside "in (…)" must select one attribute, not ${selected.length}.`);
  }
  const reader = compileReader(source, path, [query.type]);
  const values = new Set<string>();
  const collect = (stored: unknown): void => {
    if (!isMissing(stored)) values.add(toText(stored));
  };
  for (const row of rows) reader.visit(row, collect);
  return [...values];
}

function* filter<Row>(rows: Iterable<Row>, passes: (row: Row) => boolean): Iterable<Row> {
  for (const row of rows) if (passes(row)) yield row;
}
