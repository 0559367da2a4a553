import type { Attribute, Picture, FolderType, ProjectStatus, ProjectTag, TaskType } from '@ynput/ayon-api';
import type { EntityWrite } from './entity-write.ts';
import type { AyonLinks } from './parts/links/ayon-links.port.ts';
import type { AyonLists } from './parts/lists/ayon-lists.port.ts';
import type { TwinSource } from './parts/twins.ts';
import type { AyonVersions } from './parts/versions/ayon-versions.port.ts';

/** A folder or a task of AYON. */
export interface AyonEntity {
  readonly kind: 'folder' | 'task';
  readonly id: string;
  /** Id of the parent folder; null for a folder directly below the project. */
  readonly parentId: string | null;
  readonly name: string;
  readonly label: string | null;
  /** Folder type or task type. */
  readonly type: string;
  readonly status: string;
  readonly active: boolean;
  /** `/parent/child`. */
  readonly path: string;
  /** Id of the thumbnail set on the entity itself. */
  readonly thumbnailId: string | null;
  /** Has published versions, itself or below it: name, parent and type cannot be changed. Never true for a task. */
  readonly locked: boolean;
  /** Has products of its own, whether something is published in them or not: AYON does not delete it. */
  readonly holdsProducts?: boolean;
  /** Names of the users assigned to a task; empty for a folder. */
  readonly assignees: readonly string[];
  readonly tags: readonly string[];
  /** Attributes set on the entity itself, without what it inherits. */
  readonly own: Readonly<Record<string, unknown>>;
}

export interface AyonAnatomy {
  readonly name: string;
  readonly code: string;
  /** What people see instead of the name; null when that is the name. */
  readonly label: string | null;
  readonly active: boolean;
  /** It was deactivated because its ftrack project was archived or gone. */
  readonly endedInFtrack: boolean;
  readonly folderTypes: readonly FolderType[];
  readonly taskTypes: readonly TaskType[];
  readonly statuses: readonly ProjectStatus[];
  readonly tags: readonly ProjectTag[];
  /** Values the project shows: its own, else the attribute's default. */
  readonly attrib: Readonly<Record<string, unknown>>;
}

/** What a project made now begins with. */
export interface NewAnatomy
  extends Pick<AyonAnatomy, 'folderTypes' | 'taskTypes' | 'statuses' | 'tags' | 'attrib'> {
  /** Names of the link types from folder to folder. */
  readonly linkTypes: readonly string[];
}

/** A change of the project itself. Lists replace the stored ones; `original_name` in an item renames. */
export interface AnatomyPatch {
  readonly label?: string;
  readonly code?: string;
  readonly active?: boolean;
  readonly endedInFtrack?: boolean;
  readonly folderTypes?: readonly FolderType[];
  readonly taskTypes?: readonly TaskType[];
  readonly statuses?: readonly ProjectStatus[];
  readonly tags?: readonly ProjectTag[];
  readonly attrib?: Readonly<Record<string, unknown>>;
}

export interface AyonSnapshot {
  readonly anatomy: AyonAnatomy;
  readonly entities: ReadonlyMap<string, AyonEntity>;
}

/** A ftrack entity whose twin is looked for. */
export interface WantedTwin {
  readonly kind: 'folder' | 'task';
  readonly ftrackId: string;
  /** The AYON id stored in ftrack; null when none is. */
  readonly ayonId: string | null;
  /** The name it is to have in AYON. */
  readonly name: string;
  /** Id of the parent in ftrack; null when that is the project. */
  readonly parentFtrackId: string | null;
}

/** A part of a project. */
export interface AyonScope {
  readonly twins: readonly WantedTwin[];
  /** Ids of ftrack entities whose twin is needed for itself: parents, removed entities. */
  readonly ftrackIds: readonly string[];
}

/** One entry of a batch. */
export type AyonWrite = EntityWrite<'folder' | 'task'>;

/**
 * One project of AYON, as sync sees it. Every adapter keeps these rules:
 *
 * - `readSnapshot('project')` returns all folders and tasks, inactive ones too, or fails: never a part.
 * - `readSnapshot(scope)` returns at least: the entity with the stored AYON id, and, unless that carries the ftrack id, every entity
 *   which does; every entity that carries another of the ftrack ids; the folder each twin stands in; for a twin that is missing, that
 *   several entities carry, or whose name, parent or activity is not the wanted one, every entity below the wanted parent (below each
 *   folder that carries its id) that has the wanted name in any case; and everything below a folder that is named differently, stands
 *   elsewhere, is inactive, or was asked for as removed. `locked` is true to the facts for folders of this last kind.
 * - `apply` writes a batch in order, all of it or nothing. The caller never puts the same entity into it twice, except that an entity
 *   created by the batch may be updated by it. `patchAnatomy` replaces the lists it is given and changes the attributes it is given.
 * - A write that fails rejects with an error whose `outcomeUnknown` is true when the batch may have been saved all the same.
 * - Everything rejects with the SyncError `ayon_project_missing` when AYON does not have the project (any more).
 */
export interface AyonProject extends TwinSource {
  readonly name: string;
  readonly links: AyonLinks;
  readonly lists: AyonLists;
  readonly versions: AyonVersions;
  readSnapshot(scope: 'project' | AyonScope): Promise<AyonSnapshot>;
  /** The folders and tasks with these ids that exist. */
  readEntities(ids: readonly string[]): Promise<ReadonlyMap<string, AyonEntity>>;
  apply(batch: readonly AyonWrite[]): Promise<void>;
  patchAnatomy(patch: AnatomyPatch): Promise<void>;
  /** Stores a picture under an id of 32 lower-case hex characters; entities show it once their `thumbnailId` says so. */
  putThumbnail(id: string, picture: Picture): Promise<void>;
}

export interface AyonProjectSummary {
  readonly name: string;
  readonly active: boolean;
  /** Attribute `ftrackId` of the project. */
  readonly ftrackId: string | null;
}

export interface AyonUser {
  readonly name: string;
  readonly email: string | null;
  readonly active: boolean;
}

/** An AYON server, as sync sees it. */
export interface AyonServer {
  /** All projects, inactive ones too. */
  listProjects(): Promise<readonly AyonProjectSummary[]>;
  createProject(project: {
    readonly name: string;
    readonly code: string;
    readonly label: string;
  }): Promise<void>;
  openProject(name: string): AyonProject;
  readNewAnatomy(): Promise<NewAnatomy>;
  /** The attributes the running server keeps; one that was added since its start is not among them. */
  listAttributes(): Promise<readonly Attribute[]>;
  listUsers(): Promise<readonly AyonUser[]>;
}
