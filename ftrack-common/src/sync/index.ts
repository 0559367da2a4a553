/** Makes AYON say what ftrack says: snapshot, plan, apply. */
export type { ApplyContext, ReportOperation, SyncLease } from './apply/apply-context.ts';
export type {
  AnatomyPatch,
  AyonAnatomy,
  AyonEntity,
  AyonProject,
  AyonProjectSummary,
  AyonScope,
  AyonServer,
  AyonSnapshot,
  AyonUser,
  AyonWrite,
  WantedTwin,
} from './ayon-project.port.ts';
export type { AyonLink } from './parts/links/ayon-links.port.ts';
export { type EnsuredAttributes, ensureFtrackAttributes } from './ensure-attributes.ts';
export { SyncError, type SyncErrorCode } from './errors.ts';
export { findScope } from './find-scope.ts';
export { marksOfEvent, marksOfHint, type SyncMark, WHOLE_PROJECT } from './marks.ts';
export {
  emptyPlan,
  isEmptyPlan,
  type PlanInput,
  type PlanOrders,
  type PlannedWrite,
  type Problem,
  type ProblemCode,
} from './plan/plan.ts';
export { freshMark, readFreshMark, readPartMark } from './parts/part-marks.ts';
export type { PartIds } from './parts/part-marks.ts';
export type { PartName, PartPlan } from './parts/part.ts';
export { describeWrite, describeWriteBack, type PlannedOperation } from './plan/planned-operation.ts';
export type { RemovalCandidate, SyncPlan, WriteBack } from './plan/plan.ts';
export { planInSlices, planSync, type SliceOptions } from './plan/plan-sync.ts';
export { mapUsers, type UserMapping } from './plan/map-users.ts';
export { ayonLabelOf, ayonNameOf, slugify } from './plan/slugify.ts';
export { createPublicAyonServer } from './public-ayon/public-ayon-server.adapter.ts';
export { pickPaired } from './pairing.ts';
export { reconcileProject } from './reconcile.ts';
export type { ReconcileOptions, SyncProgress } from './reconcile-options.ts';
export type { RunSoFar, SyncReport } from './report.ts';
export {
  type AttributeRoles,
  DEFAULT_SYNC_SETTINGS,
  type DeletePolicy,
  type SyncSettings,
  syncSettingsOf,
} from './settings.ts';
export type { FtrackSnapshot, SyncScope } from './snapshot/ftrack-snapshot.ts';
export { SyncCache } from './sync-cache.ts';
export { findOwnAttribute } from './thumbnails/find-own-attribute.ts';
export type { ThumbnailIds } from './thumbnails/read-thumbnail-sides.ts';
export { syncThumbnails } from './thumbnails/sync-thumbnails.ts';
