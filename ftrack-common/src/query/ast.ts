/**
 * The ftrack query language as data. A tree holds meaning, not spelling: quotes, spaces, parentheses that group nothing,
 * and synonyms (`=`, `after`, `greater_than`, …) are gone, so two spellings of one query are deeply equal.
 */

/** One query, top level or inside `in ( … )`. Without `select`, `projections` is null and the type's defaults apply. */
export interface Query {
  readonly projections: readonly Projection[] | null;
  readonly type: string;
  readonly where: Expression | null;
  readonly orderBy: readonly Order[];
  readonly groupBy: readonly Path[];
  readonly offset: number | null;
  readonly limit: number | null;
}

export type Projection =
  | { readonly kind: 'path'; readonly path: Path }
  | { readonly kind: 'aggregate'; readonly aggregate: Aggregate; readonly path: Path };

export type Aggregate = 'count' | 'sum' | 'avg' | 'min' | 'max';

export interface Order {
  readonly path: Path;
  readonly descending: boolean;
}

/** A walk over attributes: `parent[Shot].status.name` has three segments. Never empty. */
export type Path = readonly PathSegment[];

export interface PathSegment {
  readonly name: string;
  /** The concrete or base type rows behind this attribute must have to be walked on; null: any. */
  readonly cast: string | null;
}

export type Expression =
  | { readonly kind: 'and'; readonly terms: readonly Expression[] }
  | { readonly kind: 'or'; readonly terms: readonly Expression[] }
  | { readonly kind: 'not'; readonly term: Expression }
  | { readonly kind: 'compare'; readonly path: Path; readonly operator: Operator; readonly value: Value }
  | { readonly kind: 'in'; readonly path: Path; readonly negated: boolean; readonly values: readonly Value[] }
  | { readonly kind: 'in_query'; readonly path: Path; readonly negated: boolean; readonly query: Query }
  /** `path any ( where )` and `path has ( where )`; an empty body is null. */
  | { readonly kind: 'any' | 'has'; readonly path: Path; readonly where: Expression | null };

export type Operator = 'is' | 'is_not' | '>' | '<' | '>=' | '<=' | 'like' | 'not_like';

/**
 * A literal as text; null is the bare word `None`. The language has no literal types: whether `24` is a number, a date
 * or a name is decided by the attribute it is compared with.
 */
export type Value = string | null;
