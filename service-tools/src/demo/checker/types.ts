/** Where a server is and how to be let in. */
export interface FtrackAccess {
  readonly url: string;
  readonly user: string;
  readonly apiKey: string;
}

export interface AyonAccess {
  readonly url: string;
  readonly apiKey: string;
}

/**
 * What a change sets: existence (`true`/`false`), the name in ftrack, the ftrack id of the parent, the name of type or
 * status, the e-mail addresses of all assignees, or an AYON attribute with its own value (null when cleared).
 */
export type ChangedField =
  | 'exists'
  | 'name'
  | 'parent'
  | 'type'
  | 'status'
  | 'assignees'
  | `attrib.${string}`;

/** One change that was sent to ftrack, with the value AYON has to hold in the end. Plain JSON. */
export interface SentChange {
  /** What it belonged to, for the report. */
  readonly step: string;
  /** ftrack id of the changed entity. */
  readonly entityId: string;
  readonly field: ChangedField;
  readonly value: string | number | boolean | null | readonly string[];
}

/** A folder or task as ftrack holds it. */
export interface FtrackEntity {
  readonly id: string;
  readonly name: string;
  readonly parentId: string;
  /** Name of the task's type, or of the folder's object type. */
  readonly type: string;
  /** Null for object types without statuses. */
  readonly status: string | null;
  /** E-mail addresses, sorted. */
  readonly assignees: readonly string[];
}

/** A folder or task as AYON holds it. */
export interface AyonEntity {
  readonly id: string;
  readonly kind: 'folder' | 'task';
  /** Id of the entity in ftrack; null for what only AYON has. */
  readonly ftrackId: string | null;
  readonly name: string;
  readonly label: string | null;
  readonly path: string;
  /** AYON id of the folder it stands in; null at the top. */
  readonly parentId: string | null;
  readonly type: string;
  readonly status: string;
  readonly active: boolean;
  /** Names of AYON users. */
  readonly assignees: readonly string[];
  /** Own values only: what is inherited is left out. */
  readonly own: Readonly<Record<string, unknown>>;
}

/** A value that is not what it should be. */
export interface Difference {
  readonly step: string;
  readonly entityId: string;
  readonly field: string;
  readonly expected: unknown;
  /** What is there; `undefined` when there is no entity. */
  readonly found: unknown;
}
