import type { FtrackSession } from '../ftrack/index.ts';
import type { ProjectRun } from '../jobs/index.ts';
import type { FtrackSettings } from '../settings/index.ts';
import {
  type ApplyContext,
  type AyonServer,
  findOwnAttribute,
  pickPaired,
  readPartMark,
  syncThumbnails,
  type ThumbnailIds,
} from '../sync/index.ts';
import { limitLists, reasonOf } from './describe-run.ts';
import type { Journal, JournalEntry } from './journal.ts';
import { isSyncOn } from './compared-settings.ts';

/** What a run of the lane did. */
export interface ThumbnailReport {
  /** Id of the ftrack project. */
  readonly projectId: string;
  /** Name of the AYON project. */
  readonly projectName: string;
  readonly operations: ApplyContext['operations'];
  readonly failed: ApplyContext['failed'];
  readonly ms: number;
}

export interface ThumbnailRunsOptions {
  readonly session: FtrackSession;
  readonly ayon: AyonServer;
  readonly settings: FtrackSettings;
  /** The settings as they are for one AYON project. Default: those of the studio. */
  readonly readProjectSettings?: (ayonProjectName: string) => Promise<FtrackSettings>;
  readonly journal: Journal;
  /** Rejects while somebody else writes to the same projects. */
  readonly assertAlone: () => Promise<void>;
  readonly onReport?: (report: ThumbnailReport) => void;
}

/**
 * Works off the entities whose thumbnails differ, beside the sync of their project and in no way of it: pictures take their time, and
 * folders and tasks do not wait for them. Each run that did something, or failed for a new reason, is one entry of the journal.
 */
export class ThumbnailRuns {
  readonly #options: ThumbnailRunsOptions;
  /** By id of the ftrack project. */
  readonly #lastError = new Map<string, string>();

  constructor(options: ThumbnailRunsOptions) {
    this.#options = options;
  }

  /** Does one run. Rejecting keeps the marks for the next try. */
  async run(run: ProjectRun): Promise<void> {
    const { settings, onReport, journal } = this.#options;
    const { projectId } = run;
    if (!isSyncOn(settings) || !settings.sync.thumbnails) return;
    const started = performance.now();
    const apply = contextOf(run);
    const described = { run, apply, projectName: null as string | null };
    try {
      await this.#options.assertAlone();
      described.projectName = await this.#sync(run, apply);
    } catch (error) {
      const ms = performance.now() - started;
      await this.#noteFailure(error, { ...described, ms }).catch(() => undefined);
      throw error;
    }
    this.#lastError.delete(projectId);
    const { projectName } = described;
    if (projectName === null) return;
    const { operations, failed } = apply;
    const ms = Math.round(performance.now() - started);
    onReport?.({ projectId, projectName, operations, failed, ms });
    if (operations.length + failed.length > 0) await journal.add(describe({ ...described, ms, error: null }));
  }

  /** Returns the name of the AYON project; null when there is nothing to bring over to. */
  async #sync({ projectId, marks }: ProjectRun, apply: ApplyContext): Promise<string | null> {
    const { session, ayon, settings, readProjectSettings } = this.#options;
    const [projects, idAttribute] = await Promise.all([
      ayon.listProjects(),
      findOwnAttribute(session, 'ayon_id'),
    ]);
    const name = pickPaired(projects, projectId)?.name;
    if (name === undefined || !isSyncOn((await readProjectSettings?.(name)) ?? settings)) return null;
    await syncThumbnails({
      session,
      project: ayon.openProject(name),
      idAttribute,
      ids: idsOf(marks),
      apply,
    });
    return name;
  }

  /** A failure is written once for each new reason, and whenever something had been done. */
  async #noteFailure(error: unknown, described: Omit<Described, 'error'>): Promise<void> {
    const { run, apply } = described;
    if (run.signal.aborted) return;
    const reason = reasonOf(error);
    if (this.#lastError.get(run.projectId) === reason.message && apply.operations.length === 0) return;
    this.#lastError.set(run.projectId, reason.message);
    await this.#options.journal.add(describe({ ...described, error: { ...reason, retried: true } }));
  }
}

function contextOf(run: ProjectRun): ApplyContext {
  const now = () => performance.now();
  return { lease: run, signal: run.signal, now, operations: [], failed: [], skipped: [] };
}

interface Described {
  readonly run: ProjectRun;
  readonly apply: ApplyContext;
  readonly projectName: string | null;
  readonly ms: number;
  readonly error: JournalEntry['error'];
}

/** The report of a run for the journal. Who made the changes stands in the report of the sync that found them. */
function describe({ run, apply, projectName, ms, error }: Described): JournalEntry {
  return {
    at: new Date().toISOString(),
    projectId: run.projectId,
    projectName,
    lane: 'thumbnails',
    requestedBy: null,
    scope: run.marks.length,
    causes: [],
    causeCount: run.marks.length,
    ...limitLists(apply, new Map()),
    note: null,
    ms: Math.round(ms),
    requests: null,
    error,
  };
}

function idsOf(marks: ProjectRun['marks']): ThumbnailIds {
  const contexts: string[] = [];
  const versions: string[] = [];
  for (const { entityId } of marks) {
    const ofPart = readPartMark(entityId);
    if (ofPart === null) contexts.push(entityId);
    else if (ofPart.part === 'versions') versions.push(ofPart.id);
  }
  return { contexts, versions };
}
