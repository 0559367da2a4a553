import type { Expression, Query } from './ast.ts';
import type { QuerySource } from './source.ts';

/**
 * Rows in the order of a query, when it orders by one attribute that the source keeps in order, without those outside the
 * range its condition gives for that attribute. Null: the rows must be found and sorted otherwise.
 */
export function orderedRows<Row extends object>(
  query: Query,
  source: QuerySource<Row>,
): Iterable<Row> | null {
  const [order, ...otherOrders] = query.orderBy;
  const [segment, ...rest] = order?.path ?? [];
  if (order === undefined || segment === undefined || otherOrders.length > 0 || rest.length > 0) return null;
  if (segment.cast !== null) return null;
  const { from, to } = rangeOf(query.where, segment.name);
  return source.ordered?.(query.type, segment.name, { from, to, descending: order.descending }) ?? null;
}

interface Range {
  readonly from: number;
  readonly to: number;
}

const everything: Range = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY };

/** The range outside which a condition cannot hold. */
function rangeOf(expression: Expression | null, attribute: string): Range {
  if (expression?.kind === 'and') {
    const ranges = expression.terms.map((term) => rangeOf(term, attribute));
    return {
      from: Math.max(...ranges.map(({ from }) => from)),
      to: Math.min(...ranges.map(({ to }) => to)),
    };
  }
  if (expression?.kind !== 'compare' || expression.path.length !== 1) return everything;
  const { path, operator, value } = expression;
  const bound = value === null || value.trim() === '' ? Number.NaN : Number(value);
  if (path[0]?.name !== attribute || Number.isNaN(bound)) return everything;
  switch (operator) {
    case '>':
    case '>=':
      return { ...everything, from: bound };
    case '<':
    case '<=':
      return { ...everything, to: bound };
    case 'is':
      return { from: bound, to: bound };
    default:
      return everything;
  }
}
