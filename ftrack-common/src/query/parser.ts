import type { Query } from './ast.ts';

/** Parses a query. Throws `QuerySyntaxError` when the text is not one. */
export function parseQuery(text: string): Query {
  throw new Error(text);
}
