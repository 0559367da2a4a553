/**
 * The port between the evaluator and the data it queries. An implementation keeps its rows in whatever form it likes;
 * the evaluator treats a row as opaque and identifies rows by `===`.
 *
 * Rows must not change while a query is evaluated (evaluation is synchronous).
 */
export interface QuerySource<Row extends object> {
  /**
   * The concrete types a query for `type` answers: itself, or its subtypes when `type` is a base type
   * (`TypedContext` → Task, Shot, …). Null when there is no such type.
   */
  concreteTypes(type: string): readonly string[] | null;

  /** Names of the primary key attributes of a type, in the order of its schema. */
  primaryKey(type: string): readonly string[];

  /** What the schema says of an attribute of exactly this type; null when the type has no such attribute. */
  attribute(type: string, name: string): AttributeFacts | null;

  /** All rows of a type and its subtypes, always in the same order while the data does not change. */
  rows(type: string): Iterable<Row>;

  /**
   * Rows of `type` whose stored scalar `attribute` equals `value`, ignoring case; null when no index answers that.
   * `value` comes in lower case. Handing out a bucket must be cheap (no copy). It may hold too much, also rows of other
   * types: the evaluator tests every row again. It must never hold too little. A source without indexes answers null
   * always and is only slower.
   */
  lookup(type: string, attribute: string, value: string): Bucket<Row> | null;

  /**
   * Rows of `type` in the order of a scalar `attribute` whose values are numbers, all different and never missing, within
   * a range; null when the source does not keep them in this order. Read lazily, so that a page costs what it holds.
   */
  ordered?(type: string, attribute: string, range: OrderedRange): Iterable<Row> | null;

  /** The concrete type of a row. */
  typeOf(row: Row): string;

  /**
   * The value of a scalar attribute: string, number, boolean, `Date`, an ISO 8601 string for a date, an array (matches
   * by any of its elements), null or undefined for no value. Null as well for an attribute this row's type lacks.
   */
  get(row: Row, attribute: string): unknown;

  /** The row a reference points to; null when it points nowhere or the attribute is no reference of this row's type. */
  follow(row: Row, attribute: string): Row | null;

  /** The rows of a collection (plain or mapped); none when the attribute is no collection of this row's type. */
  collect(row: Row, attribute: string): Iterable<Row>;
}

/** Numbers from `from` to `to`, both included, rising or falling. It may hold more than a condition asks for. */
export interface OrderedRange {
  readonly from: number;
  readonly to: number;
  readonly descending: boolean;
}

export type Bucket<Row> = readonly Row[] | ReadonlySet<Row>;

export type AttributeFacts =
  | {
      readonly kind: 'scalar';
      /**
       * `date-time`: compared as a point in time. `variable`: type known only per row (the value of a custom
       * attribute). Otherwise the type of each stored value decides.
       */
      readonly format?: 'date-time' | 'variable';
    }
  | {
      readonly kind: 'reference';
      /** Type of the row it points to; may be a base type. */
      readonly target: string;
      /** The scalar attribute beside it that stores the target's single primary key (`parent` → `parent_id`). */
      readonly foreignKey?: string;
    }
  | {
      readonly kind: 'collection' | 'mapped';
      /** Type of its rows; may be a base type. */
      readonly target: string;
      /**
       * The reference or collection of the target that leads back (`children` → `parent`, `ancestors` →
       * `descendants`). When given, a condition inside the collection that an index answers is evaluated from the
       * inside out. It must lead back to every owner of the row: `descendants` has none, because the `ancestors` of a
       * context leave out its project.
       */
      readonly inverse?: string;
    };
