import type { Query } from './ast.ts';

/** What to write of one row: the merged paths of `select`, as a tree to walk beside the data. */
export interface ProjectionNode {
  /** Selected attribute → what to write of the rows behind it; an empty node means the reference alone. */
  readonly attributes: ReadonlyMap<string, ProjectionNode>;
  /** Cast type → what to write in addition of rows of that type (`parent[Shot].sequence`). */
  readonly casts: ReadonlyMap<string, ProjectionNode>;
}

/** Merges the selected paths of a query; `defaults` (attribute names) stand in for a query without `select`. */
export function projectionTree(query: Query, defaults: readonly string[] = []): ProjectionNode {
  return { attributes: new Map(defaults.map((name) => [name, projectionTree(query)])), casts: new Map() };
}
