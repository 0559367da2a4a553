import type { EventLog } from '../event-log/index.ts';
import { partitionOf } from '../event-log/index.ts';
import type { FtrackSession } from '../ftrack/index.ts';
import type { ProjectRun, TakenMark } from '../jobs/index.ts';
import type { FtrackSettings } from '../settings/index.ts';
import {
  type AyonServer,
  type PartIds,
  type PartName,
  readPartMark,
  reconcileProject,
  SyncCache,
  type SyncReport,
  SyncError,
  type SyncScope,
  syncSettingsOf,
  WHOLE_PROJECT,
} from '../sync/index.ts';
import { switchAutoSyncOn } from './auto-sync.ts';
import { type Journal, JOURNAL_LIMIT, type JournalCause, type JournalEntry } from './journal.ts';
import { REQUEST_MARKS } from './requests.ts';

export interface SyncRunsOptions {
  readonly session: FtrackSession;
  readonly ayon: AyonServer;
  readonly settings: FtrackSettings;
  /** The settings as they are for one AYON project. Default: those of the studio. */
  readonly readProjectSettings?: (ayonProjectName: string) => Promise<FtrackSettings>;
  readonly log: EventLog;
  readonly journal: Journal;
  /** Rejects while somebody else writes to the same projects. */
  readonly assertAlone: () => Promise<void>;
  /** Default: the engine itself. */
  readonly reconcile?: typeof reconcileProject;
  readonly onReport?: (report: SyncReport, run: ProjectRun) => void;
  /** Hands entities of a project over whose thumbnails differ. */
  readonly markThumbnails?: (projectId: string, marks: readonly string[]) => Promise<void>;
  /** The run ended for good without a report. */
  readonly onGivenUp?: (end: { projectId: string; error: unknown }) => void;
}

const PROGRESS_EVERY_MS = 200;
const REQUESTS: ReadonlySet<string> = new Set([REQUEST_MARKS.requested, REQUEST_MARKS.requestedPart]);

/** Works off the dirty marks of projects: each run is one reconcile of what is marked, and one entry of the journal. */
export class SyncRuns {
  readonly #options: SyncRunsOptions;
  readonly #cache = new SyncCache();
  readonly #lastError = new Map<string, string>();

  constructor(options: SyncRunsOptions) {
    this.#options = options;
  }

  /** Does one run. Rejecting keeps the marks for the next try; a project that cannot be read is given up. */
  async run(run: ProjectRun): Promise<void> {
    const { settings, journal } = this.#options;
    const started = performance.now();
    try {
      assertEnabled(settings);
      await this.#options.assertAlone();
      const report = await this.#reconcile(run);
      await this.#options.markThumbnails?.(run.projectId, report.thumbnails);
      this.#lastError.delete(run.projectId);
      this.#options.onReport?.(report, run);
      if (report.note === null) await journal.add(await this.#entryOf(run, report));
    } catch (error) {
      if (!run.signal.aborted) await this.#noteFailure(run, error, performance.now() - started);
      if (isRetried(error)) throw error;
      this.#options.onGivenUp?.({ projectId: run.projectId, error });
    }
  }

  async #reconcile(run: ProjectRun): Promise<SyncReport> {
    const { session, ayon, settings, journal, readProjectSettings } = this.#options;
    const marked = new Set(run.marks.map((mark) => mark.entityId));
    const requested = marked.has(REQUEST_MARKS.requested) || marked.has(REQUEST_MARKS.requestedPart);
    let lastProgress = 0;
    const report = await (this.#options.reconcile ?? reconcileProject)({
      session,
      ayon,
      settings: syncSettingsOf(settings),
      ...(readProjectSettings && {
        projectSettings: async (name) => {
          const own = await readProjectSettings(name);
          assertEnabled(own, name);
          return syncSettingsOf(own);
        },
      }),
      projectId: run.projectId,
      ...scopeOf(run.marks),
      lease: run,
      signal: run.signal,
      cache: this.#cache,
      createProject: marked.has(REQUEST_MARKS.createProject),
      onlyIfAutoSync: !requested,
      orders: {
        confirmRemovals: marked.has(REQUEST_MARKS.confirmRemovals),
        repairPairs: marked.has(REQUEST_MARKS.repairPairs),
      },
      onProgress: (progress) => {
        if (performance.now() - lastProgress < PROGRESS_EVERY_MS) return;
        lastProgress = performance.now();
        journal.setProgress(run.projectId, progress).catch(() => undefined);
      },
    });
    if (marked.has(REQUEST_MARKS.enableAutoSync)) {
      await run.assertHeld();
      await switchAutoSyncOn(session, run.projectId);
    }
    return report;
  }

  async #entryOf(run: ProjectRun, report: SyncReport): Promise<JournalEntry> {
    return {
      at: new Date().toISOString(),
      projectId: report.projectId,
      projectName: report.projectName,
      causes: await this.#causesOf(run),
      causeCount: run.marks.length,
      operations: report.operations.slice(0, JOURNAL_LIMIT),
      operationCount: report.operations.length,
      skipped: report.skipped.slice(0, JOURNAL_LIMIT),
      failed: report.failed.slice(0, JOURNAL_LIMIT),
      note: report.note,
      ms: report.ms,
      requests: report.requests,
      error: null,
    };
  }

  /** A failure is written once for each new reason and each request. */
  async #noteFailure(run: ProjectRun, error: unknown, ms: number): Promise<void> {
    const message = error instanceof Error ? error.message : String(error);
    const request = run.marks.find(({ entityId }) => REQUESTS.has(entityId));
    const told = `${request?.sequence ?? ''} ${message}`;
    if (this.#lastError.get(run.projectId) === told) return;
    this.#lastError.set(run.projectId, told);
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unexpected';
    const entry: JournalEntry = {
      at: new Date().toISOString(),
      projectId: run.projectId,
      projectName: null,
      causes: await this.#causesOf(run),
      causeCount: run.marks.length,
      operations: [],
      operationCount: 0,
      skipped: [],
      failed: [],
      note: null,
      ms: Math.round(ms),
      requests: null,
      error: { code, message, retried: isRetried(error) },
    };
    await this.#options.journal.add(entry).catch(() => undefined);
  }

  async #causesOf(run: ProjectRun): Promise<JournalCause[]> {
    const { log } = this.#options;
    const partition = partitionOf(run.projectId, log.description.partitions);
    // Requests first: whoever asked looks for them here.
    const marks = run.marks
      .toSorted((a, b) => Number(b.entityId.startsWith('*')) - Number(a.entityId.startsWith('*')))
      .slice(0, JOURNAL_LIMIT);
    const kinds = new Map<number, JournalCause['kind']>();
    await Promise.all(
      [...new Set(marks.map((mark) => mark.sequence))].map(async (sequence) => {
        const [record] = await log.read({ partition, after: sequence - 1, limit: 1 });
        kinds.set(sequence, record?.sequence === sequence ? record.kind : null);
      }),
    );
    return marks.map((mark) => ({ ...mark, kind: kinds.get(mark.sequence) ?? null }));
  }
}

/** The settings say that nothing is to be synced. What was marked is dropped: switching sync on again calls for a full sync. */
class SyncDisabledError extends Error {
  readonly code = 'sync_disabled';

  /** @param project name of the AYON project whose settings say so; without it, those of the studio do. */
  constructor(project?: string) {
    const where = project === undefined ? '' : ` for the project "${project}"`;
    super(
      `Sync is switched off${where}: ftrack settings > Enabled, or ftrack settings > Server actions and events > Sync to AYON > Enabled.`,
    );
    this.name = 'SyncDisabledError';
  }
}

function assertEnabled({ enabled, service_event_handlers }: FtrackSettings, project?: string): void {
  if (!enabled || !service_event_handlers.sync_from_ftrack.enabled) throw new SyncDisabledError(project);
}

/** A project that cannot be read is deleted, or closed to us; when it comes back, it is marked anew. Trying on would never end. */
function isRetried(error: unknown): boolean {
  if (error instanceof SyncDisabledError) return false;
  return !(error instanceof SyncError) || error.code !== 'ftrack_project_missing';
}

function scopeOf(marks: readonly TakenMark[]): { readonly scope: SyncScope; readonly parts: PartIds } {
  const ids = new Set<string>();
  const parts = new Map<PartName, Set<string>>();
  for (const { entityId } of marks) {
    if (entityId === WHOLE_PROJECT || entityId === REQUEST_MARKS.requested)
      return { scope: 'project', parts: new Map() };
    const ofPart = readPartMark(entityId);
    if (ofPart !== null) parts.set(ofPart.part, (parts.get(ofPart.part) ?? new Set()).add(ofPart.id));
    else if (!entityId.startsWith('*')) ids.add(entityId);
  }
  return { scope: ids, parts };
}
