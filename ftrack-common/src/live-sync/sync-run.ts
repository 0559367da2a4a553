import type { EventLog } from '../event-log/index.ts';
import type { FtrackSession } from '../ftrack/index.ts';
import type { ProjectRun, TakenMark } from '../jobs/index.ts';
import type { FtrackSettings } from '../settings/index.ts';
import {
  type AyonServer,
  freshMark,
  type PartIds,
  type PartName,
  readFreshMark,
  readPartMark,
  reconcileProject,
  SyncCache,
  type RunSoFar,
  type SyncReport,
  SyncError,
  type SyncScope,
  syncSettingsOf,
  WHOLE_PROJECT,
} from '../sync/index.ts';
import { switchAutoSyncOn } from './auto-sync.ts';
import { isRequest } from './causes.ts';
import { type ComparedSettings, isSyncOn } from './compared-settings.ts';
import { describeRun, reasonOf } from './describe-run.ts';
import type { Journal } from './journal.ts';
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
  /** Told under which settings a project was compared, and where nothing was done because sync is switched off. */
  readonly compared?: Pick<ComparedSettings, 'note' | 'noteOff'>;
  /** Hands entities of a project over whose thumbnails differ. */
  readonly markThumbnails?: (projectId: string, marks: readonly string[]) => Promise<void>;
  /** The run ended for good without a report. */
  readonly onGivenUp?: (end: { projectId: string; error: unknown }) => void;
}

const PROGRESS_EVERY_MS = 200;
const NOTHING_DONE: RunSoFar = {
  operations: [],
  skipped: [],
  failed: [],
  requests: { ftrack: 0, ayon: 0 },
};

interface Reconciled {
  readonly report: SyncReport;
  /** The settings all of the project was compared under; null when it was not: nobody asks for those of a project that is gone. */
  readonly comparedUnder: FtrackSettings | null;
}

/** Works off the dirty marks of projects: each run is one reconcile of what is marked, and one entry of the journal. */
export class SyncRuns {
  readonly #options: SyncRunsOptions;
  readonly #cache = new SyncCache();
  readonly #lastError = new Map<string, string>();
  /** Names of AYON projects by ftrack id, as the last report said. */
  readonly #names = new Map<string, string>();

  constructor(options: SyncRunsOptions) {
    this.#options = options;
  }

  /** Does one run. Rejecting keeps the marks for the next try; a project that cannot be read is given up. */
  async run(run: ProjectRun): Promise<void> {
    const { settings, journal, log } = this.#options;
    const started = performance.now();
    const broken = { done: NOTHING_DONE };
    try {
      assertEnabled(settings);
      await this.#options.assertAlone();
      const { report, comparedUnder } = await this.#reconcile(run, (soFar) => {
        broken.done = soFar;
      });
      await this.#options.markThumbnails?.(run.projectId, report.thumbnails);
      this.#lastError.delete(run.projectId);
      this.#names.set(run.projectId, report.projectName);
      this.#options.onReport?.(report, run);
      const { projectName, scope, note, ms } = report;
      if (note === null)
        await journal.add(
          await describeRun({ run, log, projectName, scope, done: report, note, ms, error: null }),
        );
      // Without the note the project is only compared once more.
      if (comparedUnder !== null)
        await this.#options.compared?.note(run.projectId, comparedUnder).catch(() => undefined);
    } catch (error) {
      await this.#noteFailure(run, error, { done: broken.done, ms: performance.now() - started });
      if (isRetried(error)) throw error;
      if (error instanceof SyncDisabledError) await this.#options.compared?.noteOff(run.projectId);
      this.#options.onGivenUp?.({ projectId: run.projectId, error });
    }
  }

  async #reconcile(run: ProjectRun, onBroken: (soFar: RunSoFar) => void): Promise<Reconciled> {
    const { session, ayon, settings, journal, readProjectSettings } = this.#options;
    const marked = new Set(run.marks.map((mark) => mark.entityId));
    const requested = run.marks.some(isRequest);
    const looked = scopeOf(run.marks);
    let obeyed = readProjectSettings ? null : settings;
    let lastProgress = 0;
    const report = await (this.#options.reconcile ?? reconcileProject)({
      session,
      ayon,
      settings: syncSettingsOf(settings),
      ...(readProjectSettings && {
        projectSettings: async (name) => {
          const own = await readProjectSettings(name);
          assertEnabled(own, name);
          obeyed = own;
          return syncSettingsOf(own);
        },
      }),
      projectId: run.projectId,
      ...looked,
      onFresh: (ids) => run.keep(ids.map(freshMark)),
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
      onBroken,
    });
    if (marked.has(REQUEST_MARKS.enableAutoSync)) {
      await run.assertHeld();
      await switchAutoSyncOn(session, run.projectId);
    }
    const isCompared = looked.scope === 'project' && report.note === null;
    return { report, comparedUnder: isCompared ? obeyed : null };
  }

  /**
   * A failure is written once for each new reason and each request, and whenever something had been done. A run that was stopped, or
   * lost the right to write, is none, but what it did is written too.
   */
  async #noteFailure(
    run: ProjectRun,
    error: unknown,
    { done, ms }: { readonly done: RunSoFar; readonly ms: number },
  ): Promise<void> {
    const { journal, log } = this.#options;
    const didNothing = done.operations.length === 0;
    if (run.signal.aborted && didNothing) return;
    const thrown = reasonOf(error);
    const told = `${run.marks.find(isRequest)?.sequence ?? ''} ${thrown.message}`;
    if (this.#lastError.get(run.projectId) === told && didNothing) return;
    this.#lastError.set(run.projectId, told);
    const reason = run.signal.aborted
      ? { code: 'stopped', message: 'It was stopped; the next run does the rest.' }
      : thrown;
    const projectName = this.#names.get(run.projectId) ?? null;
    const failure = { ...reason, retried: isRetried(error) };
    const described = { run, log, projectName, scope: null, done, note: null, ms, error: failure };
    await describeRun(described)
      .then((entry) => journal.add(entry))
      .catch(() => undefined);
  }
}

/** The settings say that nothing is to be synced. What was marked is dropped: once sync is on again, all of the project is compared. */
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

function assertEnabled(settings: FtrackSettings, project?: string): void {
  if (!isSyncOn(settings)) throw new SyncDisabledError(project);
}

/** A project that cannot be read is deleted, or closed to us; when it comes back, it is marked anew. Trying on would never end. */
function isRetried(error: unknown): boolean {
  if (error instanceof SyncDisabledError) return false;
  return !(error instanceof SyncError) || error.code !== 'ftrack_project_missing';
}

interface Marked {
  readonly scope: SyncScope;
  readonly parts: PartIds;
  readonly fresh: ReadonlySet<string>;
}

function scopeOf(marks: readonly TakenMark[]): Marked {
  const ids = new Set<string>();
  const fresh = new Set<string>();
  const parts = new Map<PartName, Set<string>>();
  for (const { entityId } of marks) {
    if (entityId === WHOLE_PROJECT || entityId === REQUEST_MARKS.requested)
      return { scope: 'project', parts: new Map(), fresh };
    const freshId = readFreshMark(entityId);
    const ofPart = readPartMark(entityId);
    if (freshId !== null) fresh.add(freshId);
    else if (ofPart !== null) parts.set(ofPart.part, (parts.get(ofPart.part) ?? new Set()).add(ofPart.id));
    else if (!entityId.startsWith('*')) ids.add(entityId);
  }
  return { scope: ids, parts, fresh };
}
