import type { Redis } from 'ioredis';
import { delay, systemClock } from '../clock/index.ts';
import { type EventLog, LogReplacedError, type LogRecord } from '../event-log/index.ts';
import type { FtrackSession } from '../ftrack/index.ts';
import { PartitionDrains, ProjectJobs, type ProjectRun } from '../jobs/index.ts';
import type { FtrackSettings } from '../settings/index.ts';
import type { AyonServer, SyncReport } from '../sync/index.ts';
import { listComparedProjects } from './auto-sync.ts';
import { ComparedSettings, compareOutdated, isSyncOn } from './compared-settings.ts';
import { Journal } from './journal.ts';
import { scheduleReconcile } from './reconcile-schedule.ts';
import { createSyncHandler, SYNC_HANDLER } from './sync-handler.ts';
import { SyncRuns } from './sync-run.ts';
import { type ThumbnailReport, ThumbnailRuns } from './thumbnail-runs.ts';

/** What happens in live sync; logs, metrics and health hang off these. */
export interface LiveSyncEvents {
  onRecords?: (records: readonly LogRecord[]) => void;
  onReport?: (report: SyncReport, run: ProjectRun) => void;
  onThumbnails?: (report: ThumbnailReport) => void;
  /** Thumbnails of a project could not be brought over; it is tried again after `retryMs`. */
  onThumbnailsFailed?: (failure: {
    projectId: string;
    error: unknown;
    failures: number;
    retryMs: number;
  }) => void;
  /** A project's run failed and is tried again after `retryMs`. */
  onRunFailed?: (failure: { projectId: string; error: unknown; failures: number; retryMs: number }) => void;
  /** A record could not be handled; `final` when it was given up. */
  onRecordFailed?: (failure: { record: LogRecord; attempt: number; error: unknown; final: boolean }) => void;
  onAcquired?: (partition: number) => void;
  onReleased?: (partition: number, why: 'lost' | 'stopped' | 'failed') => void;
  /** Redis refused or is away; it goes on by itself. */
  onStoreError?: (error: unknown) => void;
  /** A run ended for good without a report: its project is gone, or sync is switched off. */
  onGivenUp?: (end: { projectId: string; error: unknown }) => void;
  /** Redis holds another log than the one that was opened: live sync has to be started anew. Told once. */
  onLogReplaced?: (error: LogReplacedError) => void;
}

export interface LiveSyncOptions {
  readonly redis: Redis;
  readonly log: EventLog;
  readonly session: FtrackSession;
  readonly ayon: AyonServer;
  readonly settings: FtrackSettings;
  /** The settings as they are for one AYON project. Default: those of the studio. */
  readonly readProjectSettings?: (ayonProjectName: string) => Promise<FtrackSettings>;
  /** Rejects while somebody else writes to the same projects. */
  readonly assertAlone: () => Promise<void>;
  readonly events?: LiveSyncEvents;
  readonly prefix?: string;
}

/** Live sync that runs in this process until it is stopped. */
export interface LiveSync {
  /** Partitions of the log that this process reads now. */
  heldPartitions(): readonly number[];
  /** Projects that have dirty marks. */
  dirtyProjects(): Promise<readonly string[]>;
  /** Projects with thumbnails that are not in AYON yet. */
  projectsWithThumbnails(): Promise<readonly string[]>;
  /**
   * Ends runs at their next check and gives everything back. After five seconds whatever still hangs, such as a request that is not
   * answered, is left behind: its lease runs out, and the next holder looks at its projects once more.
   */
  stop(): Promise<void>;
}

/** Projects whose thumbnails are brought over side by side in this process. */
const THUMBNAIL_PROJECTS = 2;
const STOP_LIMIT_MS = 5_000;
const STOP_WITHOUT_REDIS_MS = 500;
const LOOK_AT_LOG_MS = 2_000;
/** Of projects whose sync was switched off; there are few. */
const LOOK_AT_SWITCHES_MS = 30_000;
/** Of all projects: one request each. */
const LOOK_AT_SETTINGS_MS = 5 * 60_000;
const TRIM_EVERY_MS = 10 * 60_000;
const DAY_MS = 24 * 60 * 60_000;

/**
 * Reads the log and keeps AYON like ftrack: records become dirty marks, each project with marks gets a job, and the job reconciles
 * what is marked. Several processes may do it side by side; each partition and each project is with one of them at a time.
 */
export async function startLiveSync(options: LiveSyncOptions): Promise<LiveSync> {
  const { redis, log, session, settings, events = {} } = options;
  const prefix = options.prefix ?? 'ayon-ftrack';
  const onError = (error: unknown): void => events.onStoreError?.(error);
  const journal = new Journal(redis, { prefix });
  const compared = new ComparedSettings(redis, prefix);
  const runs = new SyncRuns({
    session,
    ayon: options.ayon,
    settings,
    ...(options.readProjectSettings && { readProjectSettings: options.readProjectSettings }),
    log,
    journal,
    compared,
    assertAlone: options.assertAlone,
    markThumbnails: async (projectId, marks) => {
      if (marks.length === 0 || !settings.sync.thumbnails) return;
      await thumbnails.marks.add(projectId, marks);
      await thumbnails.request([projectId]);
    },
    ...(events.onReport === undefined ? {} : { onReport: events.onReport }),
    ...(events.onGivenUp === undefined ? {} : { onGivenUp: events.onGivenUp }),
  });
  const thumbnailRuns = new ThumbnailRuns({
    session,
    ayon: options.ayon,
    settings,
    ...(options.readProjectSettings && { readProjectSettings: options.readProjectSettings }),
    journal,
    assertAlone: options.assertAlone,
    ...(events.onThumbnails === undefined ? {} : { onReport: events.onThumbnails }),
  });
  const thumbnails = new ProjectJobs({
    redis,
    prefix: `${prefix}-thumbnails`,
    concurrency: THUMBNAIL_PROJECTS,
    run: (run) => thumbnailRuns.run(run),
    events: { onError, onFailed: (failure) => events.onThumbnailsFailed?.(failure) },
  });
  const jobs = new ProjectJobs({
    redis,
    prefix,
    run: (run) => runs.run(run),
    events: { onError, onFailed: (failure) => events.onRunFailed?.(failure) },
  });
  const handler = createSyncHandler({
    reconcileAfterGap: settings.sync.reconcile_after_gap,
    listComparedProjects: () => listComparedProjects(session, options.ayon),
  });
  let stopping = false;
  const drains = new PartitionDrains({
    redis,
    log,
    prefix,
    handlers: [handler],
    events: {
      onRecords: (records) => events.onRecords?.(records),
      onMarked: (projects) => {
        if (!stopping) jobs.request(projects).catch(onError);
      },
      onFailure: (failure) => events.onRecordFailed?.(failure),
      onStoreError: onError,
      onError,
      onAcquired: (partition) => events.onAcquired?.(partition),
      onReleased: (partition, why) => events.onReleased?.(partition, why),
    },
  });
  const stop = async (): Promise<void> => {
    stopping = true;
    const given = Promise.all([drains.stop(), jobs.stop(), thumbnails.stop()]).catch(onError);
    // While Redis is away nothing can be given back: everything runs out by itself.
    const limit = redis.status === 'ready' ? STOP_LIMIT_MS : STOP_WITHOUT_REDIS_MS;
    await Promise.race([given, delay(systemClock, limit)]);
  };
  try {
    await thumbnails.start();
    await jobs.start();
    await drains.start();
  } catch (error) {
    await stop();
    throw error;
  }
  const endChores = startChores({ ...options, compared, onError });
  return {
    heldPartitions: () => drains.held,
    dirtyProjects: () => jobs.marks.projects(),
    projectsWithThumbnails: () => thumbnails.marks.projects(),
    stop: async () => {
      endChores();
      await stop();
    },
  };
}

interface ChoreOptions extends LiveSyncOptions {
  readonly compared: ComparedSettings;
  readonly onError: (error: unknown) => void;
}

/**
 * What is done now and then beside the reading: the daily comparison, that of projects whose settings changed, trimming, and a look
 * whether the log is still the same.
 */
function startChores(options: ChoreOptions): () => void {
  const { redis, log, settings, events, onError } = options;
  const endSchedule = scheduleReconcile({ log, at: settings.sync.reconcile_at, onError });
  const endLooking = lookAtSettings(options);
  const trimming = setInterval(() => {
    if (redis.status !== 'ready') return;
    log
      .trim({
        handlers: [SYNC_HANDLER],
        keepMs: settings.log.retention_days * DAY_MS,
        keepBytes: settings.log.retention_mb * 1024 * 1024,
      })
      .catch(onError);
  }, TRIM_EVERY_MS);
  const looking = setInterval(() => {
    // While Redis is away commands would only queue up.
    if (redis.status !== 'ready') return;
    // An append of nothing changes nothing and tells whether the log is the one that was opened.
    log.append([]).catch((error: unknown) => {
      if (!(error instanceof LogReplacedError)) return;
      clearInterval(looking);
      events?.onLogReplaced?.(error);
    });
  }, LOOK_AT_LOG_MS);
  return () => {
    endSchedule();
    endLooking();
    clearInterval(trimming);
    clearInterval(looking);
  };
}

/** Looks at all projects at once, too: the studio's settings are read when a service starts. */
function lookAtSettings({
  redis,
  log,
  ayon,
  settings,
  readProjectSettings,
  compared,
  onError,
}: ChoreOptions): () => void {
  const looking = new Set<string>();
  const look = async (which: 'list' | 'listOff'): Promise<void> => {
    // No project can switch on what the studio has off.
    if (looking.has(which) || redis.status !== 'ready' || !isSyncOn(settings)) return;
    looking.add(which);
    try {
      const readSettings = async (name: string | null) =>
        (name === null ? null : await readProjectSettings?.(name)) ?? settings;
      await compareOutdated({
        compared,
        projectIds: await compared[which](),
        log,
        ayon,
        readSettings,
        onError: (projectId, error) =>
          onError(new Error(`settings of the project ${projectId}`, { cause: error })),
      });
    } catch (error) {
      onError(error);
    } finally {
      looking.delete(which);
    }
  };
  void look('list');
  const timers = [
    setInterval(() => void look('listOff'), LOOK_AT_SWITCHES_MS),
    setInterval(() => void look('list'), LOOK_AT_SETTINGS_MS),
  ];
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}
