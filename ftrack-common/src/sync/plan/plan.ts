import type { ProjectStatus } from '@ynput/ayon-api';
import type { AttributeMapping } from '../../attributes/index.ts';
import type { AnatomyPatch, AyonSnapshot, AyonWrite } from '../ayon-project.port.ts';
import type { SyncSettings } from '../settings.ts';
import type { Twin } from '../parts/twins.ts';
import type { FtrackSnapshot, SyncScope } from '../snapshot/ftrack-snapshot.ts';
import type { UserMapping } from './map-users.ts';

/** All that a plan depends on. The same input gives the same plan, apart from the ids it chooses. */
export interface PlanInput {
  readonly ftrack: FtrackSnapshot;
  readonly ayon: AyonSnapshot;
  readonly settings: SyncSettings;
  readonly mapping: AttributeMapping;
  readonly users: UserMapping;
  /** Makes the id of an entity to be created: 32 lower-case hex characters. */
  readonly newId: () => string;
  /** What a person asked for with this run. Default: nothing. */
  readonly orders?: PlanOrders;
}

/** What is done only when a person asks for it. */
export interface PlanOrders {
  /** Remove what waits for that: more than the limit allows, and all that the policy `ask` holds back, which is deactivated. */
  readonly confirmRemovals?: boolean;
  /** Take the ftrack id off AYON entities that carry the same one as the twin of a ftrack entity. */
  readonly repairPairs?: boolean;
}

/** Why something was not done as ftrack says. */
export type ProblemCode =
  | 'task_under_project'
  | 'below_task'
  | 'parent_not_synced'
  | 'name_taken'
  | 'locked_renamed'
  | 'locked_moved'
  | 'locked_retyped'
  | 'change_undone'
  | 'several_twins'
  | 'copied_ayon_id'
  | 'bad_value'
  | 'status_not_in_scope'
  | 'unknown_state'
  | 'unknown_priority'
  | 'unknown_user'
  | 'removal_over_limit'
  | 'removal_waits'
  | 'removal_not_confirmed'
  | 'holds_ayon_entities'
  | 'project_archived'
  | 'project_gone'
  | 'project_inactive'
  | 'project_code_kept'
  | 'link_type_missing'
  | 'bad_thumbnail'
  | 'list_type_differs'
  | 'list_items_missing'
  | 'refused';

/** Something a person should know. */
export interface Problem {
  readonly code: ProblemCode;
  readonly ftrackId: string | null;
  /** Names in ftrack below the project, or the AYON path when there is no ftrack entity. */
  readonly path: string;
  readonly message: string;
}

/** One change of AYON, with what a person needs to understand it. */
export interface PlannedWrite {
  readonly write: AyonWrite;
  readonly ftrackId: string | null;
  /** AYON path after the change. */
  readonly path: string;
  /** Sent only when this ftrack id is confirmed to be gone. */
  readonly onlyIfGone: string | null;
}

/** What is to be stored on a ftrack entity once its AYON part is written. Only what differs. */
export interface WriteBack {
  readonly ftrackId: string;
  readonly path: string;
  /** The twin the values speak of; null for an entity that has none. */
  readonly ayonId: string | null;
  readonly values: {
    readonly ayon_id?: string;
    readonly ayon_path?: string;
    readonly ayon_sync_failed?: boolean;
  };
  /** The failed flag is stored as true now. */
  readonly flagged: boolean;
}

/** What brings a ftrack entity back to where its locked twin stands. */
export interface Undo {
  readonly ftrackId: string;
  readonly path: string;
  readonly data: { readonly name?: string; readonly parent_id?: string };
}

/** An AYON entity whose ftrack entity is gone, or that never had one. */
export interface RemovalCandidate {
  readonly ayonId: string;
  readonly kind: 'folder' | 'task';
  /** Null for one that only AYON has: the setting `sync/ayon_only` removes it. */
  readonly ftrackId: string | null;
  readonly path: string;
  /** `unlink`: a locked folder stays and `ftrackId` says `removed`. `none`: nothing is done, see the problems. */
  readonly action: 'deactivate' | 'delete' | 'unlink' | 'none';
}

/** All changes that make AYON say what ftrack says. Plain data; may be printed before anything is written. */
export interface SyncPlan {
  readonly scope: SyncScope;
  /** Change of the project itself, written first. */
  readonly anatomy: AnatomyPatch | null;
  /** In the order to be written. */
  readonly writes: readonly PlannedWrite[];
  readonly writeBacks: readonly WriteBack[];
  readonly removals: readonly RemovalCandidate[];
  /** Changes in ftrack that AYON does not allow. Carried out, by setting, before anything else; then the plan is made anew. */
  readonly undos: readonly Undo[];
  readonly problems: readonly Problem[];
  /** ftrack ids of entities that show another thumbnail in AYON. They are brought over in a lane of their own. */
  readonly thumbnails: readonly string[];
  /** Statuses of the AYON project, as they will be. */
  readonly statuses: readonly ProjectStatus[];
  /** Twins of the entities in scope as they will be, by ftrack id; null for those that get none. */
  readonly twins: ReadonlyMap<string, Twin | null>;
}

/** A plan that changes nothing. */
export function emptyPlan(scope: SyncScope): SyncPlan {
  return {
    scope,
    anatomy: null,
    writes: [],
    writeBacks: [],
    removals: [],
    undos: [],
    problems: [],
    thumbnails: [],
    statuses: [],
    twins: new Map(),
  };
}

/** Whether a plan changes nothing on either side. */
export function isEmptyPlan(plan: SyncPlan): boolean {
  return plan.anatomy === null && plan.writes.length === 0 && plan.writeBacks.length === 0;
}
