import type { Problem } from '../plan/plan.ts';

/** The right to write to a project. */
export interface SyncLease {
  /** Rejects when the right is lost or ends too soon for one more write. Asked before every write. */
  assertHeld(): Promise<void>;
}

/** One change that was made. */
export interface ReportOperation {
  readonly system: 'ayon' | 'ftrack';
  readonly type: 'create' | 'update' | 'delete';
  /** `project`, `folder`, `task`; on the ftrack side `value` and `context`. */
  readonly entityType: string;
  /** Id in the system that was written to. */
  readonly id: string;
  readonly ftrackId: string | null;
  readonly path: string;
  /** Names of the fields; attributes as `attrib.NAME`. */
  readonly fields: readonly string[];
}

/** What the writing of a plan needs beside the plan. */
export interface ApplyContext {
  readonly lease: SyncLease;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds of any clock that only goes forward. */
  readonly now: () => number;
  readonly onProgress?: ((done: number) => void) | undefined;
  readonly operations: ReportOperation[];
  readonly failed: Problem[];
  readonly skipped: Problem[];
}

/** To be called right before every write. */
export async function assertMayWrite({ lease, signal }: ApplyContext): Promise<void> {
  signal?.throwIfAborted();
  await lease.assertHeld();
  signal?.throwIfAborted();
}
