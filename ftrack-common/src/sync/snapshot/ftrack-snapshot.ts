import type { FtrackAttribute } from '../../attributes/index.ts';

/** A status of ftrack. `state` is its short name: NOT_STARTED, IN_PROGRESS, DONE, BLOCKED, or one a studio made. */
export interface FtrackStatus {
  readonly id: string;
  readonly name: string;
  readonly color: string | null;
  readonly sort: number;
  readonly state: string | null;
}

export interface FtrackType {
  readonly id: string;
  readonly name: string;
  readonly color: string | null;
  readonly sort: number;
}

/** A priority of ftrack, such as `High`. */
export interface FtrackPriority {
  readonly id: string;
  readonly name: string;
}

/** Name of ftrack's object type for tasks; everything else becomes a folder. */
export const TASK_OBJECT_TYPE = 'Task';

export interface FtrackObjectType {
  readonly id: string;
  readonly name: string;
  readonly sort: number;
  readonly isStatusable: boolean;
}

/** What entities of the project may be and which statuses they may have ("workflow" in ftrack's interface). */
export interface FtrackSchema {
  /** Every object type, task type and status of the server by id: entities may carry one the project no longer offers. */
  readonly objectTypes: ReadonlyMap<string, FtrackObjectType>;
  readonly taskTypes: ReadonlyMap<string, FtrackType>;
  readonly statuses: ReadonlyMap<string, FtrackStatus>;
  readonly priorities: ReadonlyMap<string, FtrackPriority>;
  /** What the project itself offers. */
  readonly objectTypeIds: readonly string[];
  readonly taskTypeIds: readonly string[];
  readonly folderStatusIds: readonly string[];
  readonly taskStatusIds: readonly string[];
  readonly versionStatusIds: readonly string[];
}

export interface FtrackProject {
  readonly id: string;
  /** Short name, `Project.name`. */
  readonly code: string;
  /** `Project.full_name`. */
  readonly name: string;
  /** False for an archived project. */
  readonly isActive: boolean;
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly schemaId: string;
}

/** A typed context: a shot, sequence, asset build, task … */
export interface FtrackContext {
  readonly id: string;
  /** Id of the parent; of the project for what stands directly below it. */
  readonly parentId: string;
  readonly kind: 'folder' | 'task';
  readonly name: string;
  readonly objectTypeId: string;
  readonly typeId: string | null;
  readonly statusId: string | null;
  /** Null for object types that have none; ftrack's priority "None" has an id like every other. */
  readonly priorityId: string | null;
  /** Id of the component that is its thumbnail. */
  readonly thumbnailId: string | null;
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly description: string;
}

/** What is known of an entity that stands above one in scope. */
export interface FtrackAncestor {
  readonly id: string;
  readonly parentId: string | null;
  readonly name: string;
}

export interface FtrackUser {
  readonly id: string;
  readonly username: string;
  readonly email: string | null;
}

/** The whole project, or the entities with these ids. */
export type SyncScope = 'project' | ReadonlySet<string>;

/** What ftrack says now about a project or a part of it. Plain data. */
export interface FtrackSnapshot {
  readonly scope: SyncScope;
  readonly project: FtrackProject;
  readonly schema: FtrackSchema;
  /** Custom attributes of the project: global ones and its own. */
  readonly attributes: readonly (FtrackAttribute & { readonly group: string | null })[];
  readonly users: ReadonlyMap<string, FtrackUser>;
  /** Names of ftrack's tags, which it calls scopes, by id. */
  readonly tagNames: ReadonlyMap<string, string>;
  /** The entities in scope that are there. */
  readonly contexts: ReadonlyMap<string, FtrackContext>;
  /** What stands above them and is not in scope. */
  readonly ancestors: ReadonlyMap<string, FtrackAncestor>;
  /** Stored custom attribute values, by configuration id and entity id. Nothing stands here for an unset value. */
  readonly values: ReadonlyMap<string, ReadonlyMap<string, unknown>>;
  /** Ids of the users assigned to a task. */
  readonly assignees: ReadonlyMap<string, readonly string[]>;
  /** Ids of the tags of an entity; nothing stands here for one without any. */
  readonly tags: ReadonlyMap<string, readonly string[]>;
  /** Ids that were asked for by themselves, with the project readable, and are not in the project any more. */
  readonly absent: ReadonlySet<string>;
}

/** The stored value of an attribute on an entity; undefined when there is none. */
export function storedValue(
  snapshot: Pick<FtrackSnapshot, 'values'>,
  configurationId: string | undefined,
  entityId: string,
): unknown {
  return configurationId === undefined ? undefined : snapshot.values.get(configurationId)?.get(entityId);
}
