import type { FtrackSession } from '../ftrack/index.ts';
import type { SyncLease } from './apply/apply-context.ts';
import type { AyonServer } from './ayon-project.port.ts';
import type { PartIds } from './parts/part-marks.ts';
import type { PlanOrders } from './plan/plan.ts';
import type { RunSoFar } from './report.ts';
import type { SyncSettings } from './settings.ts';
import type { SyncScope } from './snapshot/ftrack-snapshot.ts';
import type { SyncCache } from './sync-cache.ts';

export interface SyncProgress {
  readonly phase: 'read' | 'plan' | 'write' | 'write_back';
  /** Entities or changes done in this phase. */
  readonly done: number;
  readonly total: number;
}

export interface ReconcileOptions {
  /** The process's session: only its origin tells our own changes from those of people. */
  readonly session: FtrackSession;
  readonly ayon: AyonServer;
  /** As they are for the studio. */
  readonly settings: SyncSettings;
  /** The settings of one AYON project; what it rejects with ends the run. Default: those of the studio. */
  readonly projectSettings?: (ayonProjectName: string) => Promise<SyncSettings>;
  /** Id of the ftrack project. */
  readonly projectId: string;
  readonly scope: SyncScope;
  /** What to look at beside folders and tasks; with scope `project` it is everything. Default: only what belongs to new ones. */
  readonly parts?: PartIds;
  /** ftrack ids whose links, lists and versions are to be looked at, as of those that are new in AYON. Default: none. */
  readonly fresh?: ReadonlySet<string>;
  /**
   * Told, before anything is written, which entities of a part of a project are to be looked at in this way after it. When the run
   * breaks off, the next one has to be given them as `fresh`: it cannot tell any more.
   */
  readonly onFresh?: (ftrackIds: readonly string[]) => Promise<void>;
  readonly lease: SyncLease;
  /** Ends the run between two requests; what was written stays, the next run does the rest. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: SyncProgress) => void;
  /** Milliseconds of any clock that only goes forward. */
  readonly now?: () => number;
  /** 32 lower-case hex characters. */
  readonly newId?: () => string;
  /** Kept by the process between runs, so that a small change costs few requests. */
  readonly cache?: SyncCache;
  /** Make the AYON project when there is none. Default false. */
  readonly createProject?: boolean;
  /** Do nothing while `auto_sync_enabled` is off on the ftrack project: for live sync. Default false. */
  readonly onlyIfAutoSync?: boolean;
  /** What a person asked for with this run. Default: nothing. */
  readonly orders?: PlanOrders;
  /** Plan, but write nothing. Default false. */
  readonly dryRun?: boolean;
  /** Told what was done by a run that rejects, right before it does. */
  readonly onBroken?: (soFar: RunSoFar) => void;
}
