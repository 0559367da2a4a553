import type { Aggregate, Query } from './ast.ts';
import { QueryError } from './errors.ts';
import { matchRows, type QueryResult, takePage } from './evaluate.ts';
import { compareKeys } from './order.ts';
import { printPath } from './printer.ts';
import { compileReader, type Reader } from './read.ts';
import type { QuerySource } from './source.ts';
import { compareOrderKeys, type Format, isMissing, toOrderKey } from './values.ts';

/** One row of an aggregate query: `{ count_id: 12, status_id: "…" }`. */
export type Group = Readonly<Record<string, unknown>>;

/**
 * The groups an aggregate query answers, in the order their first rows were met, or as `order by` says (of the
 * attributes grouped by, or of aggregates by their names); one group of everything without `group by`. Each holds its
 * aggregates as `<function>_<path>` and the attributes it is grouped by. Throws as `evaluateQuery`.
 */
export function evaluateAggregateQuery<Row extends object>(
  query: Query,
  source: QuerySource<Row>,
): QueryResult<Group> {
  const rows = matchRows(query, source);
  const types = [query.type];
  const keys = new Map(query.groupBy.map((path) => [printPath(path), compileReader(source, path, types)]));
  const columns = new Map<string, Column<Row>>();
  for (const item of query.projections ?? []) {
    const name = printPath(item.path);
    if (item.kind === 'aggregate') {
      const reader = compileReader(source, item.path, types);
      columns.set(`${item.aggregate}_${name}`, { aggregate: item.aggregate, reader });
    } else if (!keys.has(name)) {
      throw new QueryError(`"${name}" differs within a group: add it to "group by" or aggregate it.`);
    }
  }
  const groups = groupRows(rows, [...keys.values()]).map(({ values, members }) =>
    Object.fromEntries([
      ...Array.from(columns, ([name, column]) => [name, reduce(members, column)]),
      ...Array.from(keys.keys(), (name, at) => [name, values[at]]),
    ]),
  );
  const formatOf = (name: string): Format => (keys.get(name) ?? columns.get(name)?.reader)?.format;
  return takePage(orderGroups(groups, query, formatOf), query);
}

interface Column<Row> {
  readonly aggregate: Aggregate;
  readonly reader: Reader<Row>;
}

interface RowGroup<Row> {
  /** What all members have in common, one value per reader. */
  readonly values: readonly unknown[];
  readonly members: Row[];
}

/** Rows with equal values together; without readers all rows, even none, are one group. */
function groupRows<Row>(rows: Iterable<Row>, readers: readonly Reader<Row>[]): RowGroup<Row>[] {
  const groups = new Map<string, RowGroup<Row>>();
  if (readers.length === 0) groups.set('[]', { values: [], members: [] });
  for (const row of rows) {
    const values = readers.map((reader) => readAll(reader, row)[0] ?? null);
    const key = JSON.stringify(values);
    const group = groups.get(key) ?? { values, members: [] };
    group.members.push(row);
    groups.set(key, group);
  }
  return [...groups.values()];
}

function orderGroups(groups: readonly Group[], query: Query, formatOf: (name: string) => Format): Group[] {
  const names = query.orderBy.map(({ path }) => printPath(path));
  const signs = query.orderBy.map(({ descending }) => (descending ? -1 : 1));
  const unknown = names.find((name) => groups.some((group) => !(name in group)));
  if (unknown !== undefined) {
    throw new QueryError(`Groups cannot be ordered by "${unknown}": add it to "group by" or "select".`);
  }
  const toKeys = (group: Group) => names.map((name) => toOrderKey(group[name], formatOf(name)));
  return groups.toSorted((left, right) => compareKeys(toKeys(left), toKeys(right), signs));
}

function readAll<Row>(reader: Reader<Row>, row: Row): unknown[] {
  const values: unknown[] = [];
  reader.visit(row, (stored) => {
    if (!isMissing(stored)) values.push(stored);
  });
  return values;
}

/** Missing values take no part; nothing but them counts 0 and is null otherwise. */
function reduce<Row>(rows: readonly Row[], { aggregate, reader }: Column<Row>): unknown {
  const values = rows.flatMap((row) => readAll(reader, row));
  if (aggregate === 'count') return values.length;
  if (aggregate === 'min' || aggregate === 'max') {
    const sign = aggregate === 'min' ? 1 : -1;
    const key = (stored: unknown) => toOrderKey(stored, reader.format);
    return values.toSorted((left, right) => sign * compareOrderKeys(key(left), key(right)))[0] ?? null;
  }
  const numbers = values.map(Number).filter((number) => !Number.isNaN(number));
  if (numbers.length === 0) return null;
  const sum = numbers.reduce((total, number) => total + number, 0);
  return aggregate === 'sum' ? sum : sum / numbers.length;
}
