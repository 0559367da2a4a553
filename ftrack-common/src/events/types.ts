/**
 * Words used here:
 *
 * - **event**: one message of the ftrack event hub. It has exactly seven keys at top level; the hub neither numbers events nor
 *   stamps them with a time.
 * - **update event**: an event of topic `ftrack.update`, published by the server after each transaction. It lists every entity
 *   the transaction touched.
 * - **entity info**: one entry of that list. Column names are the legacy ones (`statusid`, `parent_id`, `thumbid`), values of
 *   custom attributes are strings.
 */

/** A plain JSON object whose members are not known. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** One event of the ftrack event hub, as sent and received. */
export interface FtrackEvent<Topic extends string = string, Data = unknown> {
  /** Unique, a UUID with or without dashes. */
  readonly id: string;
  readonly topic: Topic;
  /** Any JSON value; null when the event carried none. */
  readonly data: Data;
  /** Null in all traffic known so far. */
  readonly sent: unknown;
  readonly source: EventSource | null;
  /** An expression over subscriber metadata that limits who receives the event; empty means everybody. */
  readonly target: string;
  /** The id of the request that this event replies to. */
  readonly inReplyToEvent: string | null;
}

/** Who published an event. Publishers may add keys of their own. */
export interface EventSource {
  /** Hub id of the publisher; the client token of the causing session in events of the web server. */
  readonly id?: string | null;
  /** `ftrack.client.web` for the web interface. */
  readonly applicationId?: string | null;
  /** Absent or null for background changes. `id` is added by the server. */
  readonly user?: { readonly id?: string | null; readonly username?: string | null } | null;
  readonly clientToken?: string | null;
  readonly [key: string]: unknown;
}

/** The value before and after a change. Removed entities have `new: null`. */
export interface ValueChange {
  readonly old?: unknown;
  readonly new?: unknown;
}

/** One step on the way from an entity to its project. */
export interface ParentInfo {
  readonly entityId?: string | null;
  /** Lower-cased table alias: `task` for every typed context, `show` for a project. */
  readonly entityType?: string | null;
  /** Schema type: `Task`, `Shot`, `Project`. */
  readonly entity_type?: string | null;
  readonly parentId?: string | null;
}

/** One touched entity of an update event. Real servers leave out any of these keys. */
export interface EntityInfo extends ParentInfo {
  /** `add`, `update`, `remove`, `move`, `encoded`. A `move` may change other columns too. */
  readonly action?: string | null;
  readonly objectTypeId?: string | null;
  /** Names of the changed columns and custom attributes. */
  readonly keys?: readonly string[] | null;
  readonly changes?: Readonly<Record<string, ValueChange>> | null;
  /** The entity itself first, its project last. */
  readonly parents?: readonly ParentInfo[] | null;
}

/** Data of an update event. */
export interface UpdateEventData {
  readonly entities: readonly EntityInfo[];
  /** Ids of all touched entities and their ancestors, in no order. */
  readonly parents?: readonly string[] | null;
  /** Token of the session that caused the change; null for background changes and for Python sessions. */
  readonly clientToken?: string | null;
  readonly pushToken?: string | null;
  readonly user?: { readonly userid?: string | null; readonly name?: string | null } | null;
}

export type UpdateEvent = FtrackEvent<'ftrack.update', UpdateEventData>;
