import type { Path, Query } from './ast.ts';

/** What to write of one row: the merged paths of `select`, as a tree to walk beside the data. */
export interface ProjectionNode {
  /** Selected attribute → what to write of the rows behind it; an empty node means the reference alone. */
  readonly attributes: ReadonlyMap<string, ProjectionNode>;
  /** Cast type → what to write in addition of rows of that type (`parent[Shot].sequence`). */
  readonly casts: ReadonlyMap<string, ProjectionNode>;
}

/** Merges the selected paths of a query; `defaults` (attribute names) stand in for a query without `select`. */
export function projectionTree(query: Query, defaults: readonly string[] = []): ProjectionNode {
  const root = createNode();
  const selected = query.projections?.flatMap((item) => (item.kind === 'path' ? [item.path] : []));
  for (const path of selected ?? defaults.map((name): Path => [{ name, cast: null }])) {
    let node = root;
    for (const { name, cast } of path) {
      node = childOf(node.attributes, name);
      if (cast !== null) node = childOf(node.casts, cast);
    }
  }
  return root;
}

interface MutableNode extends ProjectionNode {
  readonly attributes: Map<string, MutableNode>;
  readonly casts: Map<string, MutableNode>;
}

function createNode(): MutableNode {
  return { attributes: new Map(), casts: new Map() };
}

function childOf(children: Map<string, MutableNode>, name: string): MutableNode {
  const child = children.get(name) ?? createNode();
  children.set(name, child);
  return child;
}
