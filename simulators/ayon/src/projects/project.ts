import type { Activity } from '../activities/activity.ts';
import { ENTITY_TYPES, type EntityType } from '../entities/facts.ts';
import { EntityTable } from '../entities/table.ts';
import type { Reviewable, StoredFile, Thumbnail } from '../files/stored.ts';
import type { JsonObject } from '../json.ts';
import type { EntityList } from '../lists/entity-list.ts';

/** A folder type, task type, status or tag of a project, as its anatomy wrote it. */
export type NamedItem = JsonObject & { name: string };

/** The fields of a project that can be changed. */
export interface ProjectFields {
  code: string;
  label: string | null;
  library: boolean;
  active: boolean;
  folderTypes: NamedItem[];
  taskTypes: NamedItem[];
  linkTypes: NamedItem[];
  statuses: NamedItem[];
  tags: NamedItem[];
  config: JsonObject;
  attrib: JsonObject;
  data: JsonObject;
}

/** A link between two entities of a project. */
export interface EntityLink {
  id: string;
  inputType: EntityType;
  inputId: string;
  outputType: EntityType;
  outputId: string;
  linkType: string;
  name: string | null;
  author: string | null;
  data: JsonObject;
  createdAt: string;
  order: number;
}

/** A project with its entities. */
export class Project implements ProjectFields {
  name: string;
  code: string;
  label: string | null = null;
  library = false;
  active = true;
  skeleton = false;
  folderTypes: NamedItem[] = [];
  taskTypes: NamedItem[] = [];
  linkTypes: NamedItem[] = [];
  statuses: NamedItem[] = [];
  tags: NamedItem[] = [];
  config: JsonObject = {};
  attrib: JsonObject = {};
  data: JsonObject = {};
  createdAt: string;
  updatedAt: string;
  readonly tables: Readonly<Record<EntityType, EntityTable>>;
  /** Whether the server has the project in its cache since the last change. */
  isCached = false;
  readonly links: EntityLink[] = [];
  readonly activities: Activity[] = [];
  /** Those of type `watch`, by the entity that is watched; oldest first. */
  readonly watches = new Map<string, Activity[]>();
  /** References of activities made so far. */
  referenceCount = 0;
  readonly thumbnails = new Map<string, Thumbnail>();
  readonly files = new Map<string, StoredFile>();
  readonly lists = new Map<string, EntityList>();
  /** Folders in which lists are kept. */
  readonly listFolders: JsonObject[] = [];
  /** In the order they were uploaded. */
  readonly reviewables: Reviewable[] = [];
  /** The project's own picture. */
  thumbnailId: string | null = null;
  /** Grows when a folder is renamed or moved: paths computed before are void. */
  pathGeneration = 0;
  /** Grows when attribute values change that others may inherit. */
  attribGeneration = 0;
  /** Site roots by user and site. */
  readonly siteRoots = new Map<string, JsonObject>();

  constructor(name: string, code: string, now: string) {
    this.name = name;
    this.code = code;
    this.createdAt = now;
    this.updatedAt = now;
    const tables = ENTITY_TYPES.map((type): [EntityType, EntityTable] => [type, new EntityTable(type)]);
    this.tables = Object.fromEntries(tables) as Record<EntityType, EntityTable>;
  }

  keepActivity(activity: Activity): void {
    this.activities.push(activity);
    if (activity.activityType !== 'watch') return;
    this.watches.set(activity.entityId, [...(this.watches.get(activity.entityId) ?? []), activity]);
  }

  dropActivity(activity: Activity): void {
    const index = this.activities.indexOf(activity);
    if (index >= 0) this.activities.splice(index, 1);
    const left = this.watches.get(activity.entityId)?.filter((other) => other !== activity);
    if (left) this.watches.set(activity.entityId, left);
  }

  /** The names a column may hold, or undefined when the reference is to entities. */
  namesOf(reference: string): NamedItem[] | undefined {
    if (reference === 'folder_types') return this.folderTypes;
    if (reference === 'task_types') return this.taskTypes;
    return reference === 'statuses' ? this.statuses : undefined;
  }

  /** Status of a new entity: the first whose scope has the type, else the first of the project. */
  initialStatus(type: EntityType): string {
    const fitting = this.statuses.find(({ scope }) => Array.isArray(scope) && scope.includes(type));
    return (fitting ?? this.statuses[0])?.name ?? '';
  }
}
