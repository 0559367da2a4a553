import type { Query } from './ast.ts';
import { compileReader, type Reader } from './read.ts';
import type { QuerySource } from './source.ts';
import { compareOrderKeys, type OrderKey, toOrderKey } from './values.ts';

/**
 * Rows in the order of a query. Nothing comes before every value (last when descending), text is compared without regard
 * to case, rows with equal keys keep their order. A path through a collection orders by its first value.
 */
export function sortRows<Row extends object>(
  rows: Iterable<Row>,
  query: Query,
  source: QuerySource<Row>,
): Row[] {
  const readers = query.orderBy.map(({ path }) => compileReader(source, path, [query.type]));
  const entries = Array.from(rows, (row) => ({ row, keys: readers.map((reader) => firstKey(reader, row)) }));
  const signs = query.orderBy.map(({ descending }) => (descending ? -1 : 1));
  entries.sort((left, right) => compareKeys(left.keys, right.keys, signs));
  return entries.map(({ row }) => row);
}

/** Compares key by key; a sign of -1 turns one around. */
export function compareKeys(
  left: readonly OrderKey[],
  right: readonly OrderKey[],
  signs: readonly number[],
): number {
  for (const [at, sign] of signs.entries()) {
    const order = compareOrderKeys(left[at] ?? null, right[at] ?? null);
    if (order !== 0) return order * sign;
  }
  return 0;
}

function firstKey<Row>(reader: Reader<Row>, row: Row): OrderKey {
  let first: { readonly key: OrderKey } | null = null;
  reader.visit(row, (stored) => {
    first ??= { key: toOrderKey(stored, reader.format) };
  });
  return (first as { readonly key: OrderKey } | null)?.key ?? null;
}
