import type { Aggregate, Path, Projection, Query } from './ast.ts';
import { QueryError } from './errors.ts';
import { matchRows, type QueryResult, takePage } from './evaluate.ts';
import { compareKeys } from './order.ts';
import { printPath } from './printer.ts';
import { compileReader, type Reader } from './read.ts';
import type { QuerySource } from './source.ts';
import { compareOrderKeys, isMissing, toOrderKey } from './values.ts';

/** One row of an aggregate query: `{ count_id: 12, status_id: "…" }`. */
export type Group = Readonly<Record<string, unknown>>;

/**
 * The groups an aggregate query answers, in the order their first rows were met, or as `order by` says; one group of
 * everything without `group by`. Each holds its aggregates as `<function>_<path>` and the attributes it is grouped by.
 * Throws as `evaluateQuery`.
 */
export function evaluateAggregateQuery<Row extends object>(
  query: Query,
  source: QuerySource<Row>,
): QueryResult<Group> {
  const types = [query.type];
  const rows = matchRows(query, source);
  const grouping = query.groupBy.map((path) => ({
    name: printPath(path),
    reader: compileReader(source, path, types),
  }));
  const names = grouping.map(({ name }) => name);
  const aggregates = (query.projections ?? []).filter((item) => isAggregate(item, names));
  const columns = aggregates.map(({ aggregate, path }) => ({
    name: `${aggregate}_${printPath(path)}`,
    aggregate,
    reader: compileReader(source, path, types),
  }));
  const members = new Map<string, { values: unknown[]; rows: Row[] }>();
  if (grouping.length === 0) members.set('[]', { values: [], rows: [] });
  for (const row of rows) {
    const values = grouping.map(({ reader }) => readAll(reader, row)[0] ?? null);
    const key = JSON.stringify(values);
    const group = members.get(key) ?? { values, rows: [] };
    group.rows.push(row);
    members.set(key, group);
  }
  const ordered = orderGroups([...members.values()], query, { names, grouping });
  const groups = ordered.map((group) =>
    Object.fromEntries([
      ...columns.map(({ name, aggregate, reader }) => [name, reduce(aggregate, group.rows, reader)]),
      ...names.map((name, at) => [name, group.values[at]]),
    ]),
  );
  return takePage(groups, query);
}

function isAggregate(
  item: Projection,
  grouped: readonly string[],
): item is Extract<Projection, { kind: 'aggregate' }> {
  if (item.kind === 'path') requireGrouped(item.path, grouped);
  return item.kind === 'aggregate';
}

function requireGrouped(path: Path, grouped: readonly string[]): number {
  const at = grouped.indexOf(printPath(path));
  if (at >= 0) return at;
  throw new QueryError(`"${printPath(path)}" differs within a group: add it to "group by" or aggregate it.`);
}

function orderGroups<Row, Member extends { values: readonly unknown[] }>(
  groups: Member[],
  query: Query,
  by: { names: readonly string[]; grouping: readonly { reader: Reader<Row> }[] },
): Member[] {
  const keys = query.orderBy.map(({ path, descending }) => {
    const at = requireGrouped(path, by.names);
    return { at, format: by.grouping[at]?.reader.format, sign: descending ? -1 : 1 };
  });
  const toKeys = ({ values }: Member) => keys.map(({ at, format }) => toOrderKey(values[at], format));
  const signs = keys.map(({ sign }) => sign);
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
function reduce<Row>(aggregate: Aggregate, rows: readonly Row[], reader: Reader<Row>): unknown {
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
