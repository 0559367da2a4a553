import type { Query } from './ast.ts';

/** Writes a query as text that parses to the same tree. */
export function printQuery(query: Query): string {
  return query.type;
}
