import type { FtrackSession } from '../ftrack/index.ts';
import type { ProjectRun } from '../jobs/index.ts';
import type { FtrackSettings } from '../settings/index.ts';
import {
  type ApplyContext,
  type AyonServer,
  findOwnAttribute,
  readPartMark,
  syncThumbnails,
  type ThumbnailIds,
} from '../sync/index.ts';

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
  /** Rejects while somebody else writes to the same projects. */
  readonly assertAlone: () => Promise<void>;
  readonly onReport?: (report: ThumbnailReport) => void;
}

/**
 * Works off the entities whose thumbnails differ, beside the sync of their project and in no way of it: pictures take their time, and
 * folders and tasks do not wait for them.
 */
export class ThumbnailRuns {
  readonly #options: ThumbnailRunsOptions;

  constructor(options: ThumbnailRunsOptions) {
    this.#options = options;
  }

  /** Does one run. Rejecting keeps the marks for the next try. */
  async run(run: ProjectRun): Promise<void> {
    const { session, ayon, settings, assertAlone } = this.#options;
    if (!settings.enabled || !settings.sync.thumbnails) return;
    const started = performance.now();
    await assertAlone();
    const [projects, idAttribute] = await Promise.all([
      ayon.listProjects(),
      findOwnAttribute(session, 'ayon_id'),
    ]);
    const paired = projects.find(({ ftrackId }) => ftrackId === run.projectId);
    if (paired === undefined) return;
    const apply: ApplyContext = {
      lease: run,
      signal: run.signal,
      now: () => performance.now(),
      operations: [],
      failed: [],
      skipped: [],
    };
    await syncThumbnails({
      session,
      project: ayon.openProject(paired.name),
      idAttribute,
      ids: idsOf(run),
      apply,
    });
    const { operations, failed } = apply;
    const ms = Math.round(performance.now() - started);
    const { projectId } = run;
    this.#options.onReport?.({ projectId, projectName: paired.name, operations, failed, ms });
  }
}

function idsOf({ marks }: ProjectRun): ThumbnailIds {
  const contexts: string[] = [];
  const versions: string[] = [];
  for (const { entityId } of marks) {
    const ofPart = readPartMark(entityId);
    if (ofPart === null) contexts.push(entityId);
    else if (ofPart.part === 'versions') versions.push(ofPart.id);
  }
  return { contexts, versions };
}
