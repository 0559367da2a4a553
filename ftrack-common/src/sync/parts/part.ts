import type { ProjectStatus } from '@ynput/ayon-api';
import type { FtrackSession } from '../../ftrack/index.ts';
import type { ApplyContext } from '../apply/apply-context.ts';
import type { AyonProject } from '../ayon-project.port.ts';
import type { PlanOrders, Problem } from '../plan/plan.ts';
import type { UserMapping } from '../plan/map-users.ts';
import type { PlannedOperation } from '../plan/planned-operation.ts';
import type { SyncSettings } from '../settings.ts';
import type { FtrackProject } from '../snapshot/ftrack-snapshot.ts';
import type { FtrackCatalog } from '../snapshot/read-catalog.ts';
import type { Twins } from './twins.ts';

/** What a project has beside its folders and tasks, one name for each kind. */
export type PartName = 'links' | 'lists' | 'versions';

/** What of a part is to be looked at: everything, or what belongs to these ids. */
export type PartScope =
  | 'all'
  | {
      /** Ids named by marks of the part; each part says what they are ids of. */
      readonly marked: ReadonlySet<string>;
      /** ftrack ids of what may be new in AYON, as folders and tasks that this run made: what belongs to them could not be there before. */
      readonly fresh: ReadonlySet<string>;
    };

export interface PartRun {
  readonly session: FtrackSession;
  readonly project: AyonProject;
  readonly ftrackProject: FtrackProject;
  readonly catalog: FtrackCatalog;
  readonly users: UserMapping;
  /** Statuses of the AYON project, as they will be. */
  readonly statuses: readonly ProjectStatus[];
  readonly settings: SyncSettings;
  /** What a person asked for with this run. */
  readonly orders: PlanOrders;
  readonly scope: PartScope;
  readonly twins: Twins;
  readonly apply: ApplyContext;
  /** Plan, but write nothing. */
  readonly dryRun: boolean;
}

/** What a part wants changed. Plain data; may be printed before anything is written. */
export interface PartPlan {
  readonly part: PartName;
  readonly operations: readonly PlannedOperation[];
  readonly problems: readonly Problem[];
  /** ftrack ids of what shows another thumbnail in AYON. They are brought over in a lane of their own. */
  readonly thumbnails?: readonly string[];
  /** ftrack ids of what was looked at because of its surroundings: they count as marked for a part that follows this one. */
  readonly looked?: readonly string[];
}

/**
 * One kind of thing that is synced after the folders and tasks it belongs to: reads both sides, plans, writes. Like all of sync it is
 * driven by what is there, not by what an event said: run again over the same scope it ends in the same state.
 */
export interface SyncPart {
  readonly name: PartName;
  /** An earlier part whose ids, marked or looked at, count as fresh: what this part holds of them may have got a twin. */
  readonly follows?: PartName;
  isOn(settings: SyncSettings): boolean;
  /** @throws AyonError, FtrackError when a server is away or refuses us; what lease and signal throw. */
  reconcile(run: PartRun): Promise<PartPlan>;
}
