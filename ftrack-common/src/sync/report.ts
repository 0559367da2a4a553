import type { ReportOperation } from './apply/apply-context.ts';
import type { NewProject } from './pairing.ts';
import type { PartPlan } from './parts/part.ts';
import type { Problem, RemovalCandidate, SyncPlan } from './plan/plan.ts';

/** What both sides lack before a first sync. */
export interface SetUp {
  /** The AYON project that is made. */
  readonly project: NewProject | null;
  /** Keys of custom attributes of ours that ftrack does not have. Known only to a run that writes nothing. */
  readonly attributes: readonly string[];
}

/** What a run found and did. */
export interface SyncReport {
  /** Id of the ftrack project. */
  readonly projectId: string;
  /** Name of the AYON project; empty when none was looked for. */
  readonly projectName: string;
  /** `project`, or the ids that were looked at in the end. */
  readonly scope: 'project' | readonly string[];
  /** Why nothing was looked at. */
  readonly note: 'auto_sync_off' | null;
  /** What is made before anything can be written; null when all of it was there. */
  readonly setUp: SetUp | null;
  /** The plan that was written, or that would have been. */
  readonly plan: SyncPlan | null;
  /** The same of what the project has beside folders and tasks. */
  readonly parts: readonly PartPlan[];
  /** Marks of what shows another thumbnail in AYON, for the lane that brings pictures over. */
  readonly thumbnails: readonly string[];
  readonly operations: readonly ReportOperation[];
  /** Not done, or not as ftrack says, and why. */
  readonly skipped: readonly Problem[];
  /** Tried and refused. */
  readonly failed: readonly Problem[];
  readonly removedCandidates: readonly RemovalCandidate[];
  readonly ms: number;
  readonly requests: { readonly ftrack: number; readonly ayon: number };
}

/** What a run has done until now. */
export type RunSoFar = Pick<SyncReport, 'operations' | 'skipped' | 'failed' | 'requests'>;
