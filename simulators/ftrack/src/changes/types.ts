/** What the functions of this folder must know of the data model to describe a committed transaction. */
export interface ChangeFacts {
  /** Legacy column name of a stored attribute: `columnOf('Shot', 'status_id')` is `statusid`; the attribute's own name where it has no other. */
  columnOf(entityType: string, attribute: string): string;
  /** Table alias of a schema type as the schema spells it: `Task` for all typed contexts, `Show` for `Project`, `Dependency` for `TypedContextLink`. */
  tableOf(entityType: string): string;
  /** Object type id of a typed context's schema type (`Shot`); null for every other type. */
  objectTypeIdOf(entityType: string): string | null;
  /** Key of a custom attribute configuration; null when there is no such configuration. */
  customAttributeKeyOf(configurationId: string): string | null;
  /** Name of a user as shown to people, e.g. `Jane Doe`; null when there is no such user. */
  userNameOf(userId: string): string | null;
  /** Id for the next hub event: 32 hex digits. Random ones when not given. */
  newEventId?(): string;
}

/**
 * A row of the `Event` table as it is stored, without its `id`: the store numbers rows when it keeps them.
 * Attribute names are those of the schema type `Event`.
 */
export interface EventRow {
  /** What was done, e.g. `change.status.shot`, `update.custom_attribute.fend`, `db.append.task:user`, `asset.published`. */
  readonly action: string;
  readonly insert: 'insert' | 'update' | 'delete';
  /** JSON text: `{column: {old, new}}` with legacy columns; see `buildLogEntries` for the exceptions. */
  readonly data: string;
  /** The entity concerned. */
  readonly parent_id: string;
  /** Its type by its legacy name: `task` for all typed contexts, `show`, `asset_version`, ... */
  readonly parent_type: string;
  readonly project_id: string | null;
  readonly user_id: string | null;
  readonly created_at: Date;
}

/** In whose feed a row of the log shows: attributes of the schema type `Feed`. */
export interface FeedEntry {
  /** An entity, or a user. */
  readonly owner_id: string;
  /** Steps from what the row is about up to the owner. */
  readonly distance: number;
  readonly relation: 'assigned' | null;
}

export interface LogEntry {
  readonly row: EventRow;
  readonly feeds: readonly FeedEntry[];
}
