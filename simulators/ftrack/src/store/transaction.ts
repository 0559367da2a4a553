/** One stored row: attribute name → stored value. Dates are `Date`s, references are foreign keys. */
export type Row = Readonly<Record<string, unknown>>;

/** One step of the way from an entity up to its project. */
export interface ParentRef {
  readonly id: string;
  /** Concrete schema type, e.g. `Shot`. */
  readonly entityType: string;
  readonly parentId: string | null;
}

/** What one committed transaction did to one row: several writes to the same row are one change. */
export interface RowChange {
  readonly action: 'add' | 'update' | 'remove';
  /** Concrete schema type, e.g. `Shot`, `Appointment`, `ContextCustomAttributeValue`. */
  readonly entityType: string;
  /** Primary key values, in the order of the schema's `primary_key`. */
  readonly key: readonly string[];
  /** The full stored row before the transaction; null for `add`. */
  readonly before: Row | null;
  /** The full stored row after the transaction; null for `remove`. */
  readonly after: Row | null;
  /** API names of the stored attributes that differ; for `add` and `remove` those with a value. */
  readonly changed: readonly string[];
  /** The entity itself first, its project last; read before removal for `remove`. Empty for rows outside projects. */
  readonly parents: readonly ParentRef[];
}

/** Everything one batch of operations changed, in order, told after it was committed. */
export interface CommittedTransaction {
  readonly at: Date;
  readonly user: { readonly id: string; readonly username: string } | null;
  /** The `ftrack-pushtoken` header of the request. */
  readonly pushToken: string | null;
  /** The `ftrack-Clienttoken` header of the request. */
  readonly clientToken: string | null;
  readonly changes: readonly RowChange[];
}
