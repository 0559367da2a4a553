import type { Query } from './ast.ts';
import { compileReader, type Reader } from './read.ts';
import { sortRange } from './sort-range.ts';
import type { QuerySource } from './source.ts';
import { compareOrderKeys, type OrderKey, toOrderKey } from './values.ts';

/**
 * Rows in the order of a query, as far as its page needs it. Nothing comes before every value (last when descending),
 * text is compared without regard to case, rows with equal keys keep their order. A path through a collection orders by
 * its first value.
 */
export function orderRows<Row extends object>(
  rows: Iterable<Row>,
  query: Query,
  source: QuerySource<Row>,
): Iterable<Row> {
  const readers = query.orderBy.map(({ path }) => compileReader(source, path, [query.type]));
  const signs = query.orderBy.map(({ descending }) => (descending ? -1 : 1));
  const entries = Array.from(rows, (row, at) => ({
    row,
    at,
    keys: readers.map((reader) => firstKey(reader, row)),
  }));
  const from = query.offset ?? 0;
  const to = query.limit === null ? entries.length : from + query.limit;
  sortRange(
    entries,
    { from, to },
    (left, right) => compareKeys(left.keys, right.keys, signs) || left.at - right.at,
  );
  return entries.map(({ row }) => row);
}

/** Compares key by key; a sign of -1 turns one around. */
export function compareKeys(
  left: readonly OrderKey[],
  right: readonly OrderKey[],
  signs: readonly number[],
): number {
  for (let at = 0; at < signs.length; at += 1) {
    const order = compareOrderKeys(left[at] ?? null, right[at] ?? null);
    if (order !== 0) return order * (signs[at] ?? 1);
  }
  return 0;
}

function firstKey<Row>(reader: Reader<Row>, row: Row): OrderKey {
  const keys: OrderKey[] = [];
  reader.visit(row, (stored) => {
    if (keys.length === 0) keys.push(toOrderKey(stored, reader.format));
  });
  return keys[0] ?? null;
}
