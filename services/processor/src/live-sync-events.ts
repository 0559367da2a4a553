import { topicLabel } from '@ynput/ftrack-common/events';
import type { LiveSync, LiveSyncEvents } from '@ynput/ftrack-common/live-sync';
import { type Cleanup, codeOf, messageOf, type ServiceHost } from '@ynput/ftrack-common/service';
import { SyncError } from '@ynput/ftrack-common/sync';
import type { HealthReporter } from '@ynput/ftrack-common/telemetry';
import { FailingProjects } from './failing-projects.ts';
import type { FtrackHealth } from './ftrack-health.ts';
import type { ProcessorMetrics } from './metrics.ts';

/** Failures of a server that is away for a moment are told in AYON from this one on: a restart is over by then. */
const TELL_FAILURES = 4;

export interface LiveSyncEventsOptions {
  readonly host: ServiceHost;
  readonly metrics: ProcessorMetrics;
  readonly ftrack: FtrackHealth;
  /** The live sync these events come from, once it has started. */
  readonly sync: () => LiveSync | null;
  readonly onLogReplaced: () => void;
}

/** Tells what live sync does in the log, in metrics and, until the cleanup, on the health page. */
export function liveSyncEvents(options: LiveSyncEventsOptions, cleanup: Cleanup): LiveSyncEvents {
  const { host, metrics, ftrack } = options;
  const { logger, reporter } = host;
  const runs = host.health.add('sync', 'nothing');
  cleanup.add(() => runs.remove());
  const failing = watchFailing(options, runs, cleanup);
  const partitions = showPartitions(host, cleanup);
  let read = 0;
  let done = 0;
  return {
    onAcquired: partitions.onAcquired,
    onReleased: partitions.onReleased,
    onRecords: (records) => {
      read += records.length;
      partitions.setDetails({ 'records read': read, 'newest sequence': records.at(-1)?.sequence ?? 0 });
      for (const { sequence, kind, topic, id, projectId } of records) {
        metrics.records.inc({ kind, topic: topicLabel(topic) });
        logger.info({ sequence, kind, id, project: projectId }, topic.slice(0, 200));
      }
    },
    onReport: (report, run) => {
      const { projectId, ms, note } = report;
      const projectName = report.projectName || projectId;
      metrics.runs.inc({ outcome: note ?? 'done' });
      metrics.runSeconds.observe(ms / 1_000);
      for (const { system, type, entityType } of report.operations) {
        metrics.operations.inc({ system, type, entity: entityType });
      }
      for (const problem of [...report.failed, ...report.skipped])
        logger.warn({ project: projectName, problem }, 'not synced');
      logger.info(
        {
          project: projectName,
          projectId,
          marks: run.marks.length,
          operations: report.operations.length,
          requests: report.requests,
          ms,
        },
        note === null ? 'project synced' : `project not synced: ${note}`,
      );
      done += 1;
      runs.setDetails({
        'runs done': done,
        'last project': projectName,
        'changes written': report.operations.length,
        took: `${ms} ms`,
        at: `${new Date().toISOString().slice(11, 19)} UTC`,
      });
      failing.remove(projectId);
      ftrack.answered();
    },
    onThumbnails: ({ projectId, projectName, operations, failed, ms }) => {
      for (const { system, type } of operations)
        metrics.operations.inc({ system, type, entity: 'thumbnail' });
      for (const problem of failed) logger.warn({ project: projectName, problem }, 'thumbnail not synced');
      logger.info(
        { project: projectName, projectId, thumbnails: operations.length, ms },
        'thumbnails synced',
      );
    },
    onThumbnailsFailed: ({ projectId, error, failures, retryMs }) =>
      logger.warn({ projectId, code: codeOf(error), failures, retryMs }, `thumbnails: ${messageOf(error)}`),
    onGivenUp: ({ projectId, error }) => {
      metrics.runs.inc({ outcome: 'given_up' });
      logger.warn({ projectId, code: codeOf(error) }, `project not synced: ${messageOf(error)}`);
      failing.remove(projectId);
    },
    onRunFailed: ({ projectId, error, failures, retryMs }) => {
      metrics.runs.inc({ outcome: 'failed' });
      const message = messageOf(error);
      const code = codeOf(error);
      failing.add(projectId, { code, message });
      logger.error({ projectId, code, failures, retryMs }, message);
      if (error instanceof SyncError) void reporter.report({ code, message, about: projectId });
      else if (failures >= TELL_FAILURES && !isToldElsewhere(code)) void reporter.report({ code, message });
    },
    onRecordFailed: ({ record, attempt, error, final }) => {
      metrics.recordFailures.inc({ final: String(final) });
      logger.error(
        { sequence: record.sequence, topic: record.topic, attempt, final, err: error },
        'record failed',
      );
    },
    onStoreError: (error) => logger.warn({ code: codeOf(error) }, messageOf(error)),
    onLogReplaced: (error) => {
      const message = `${messageOf(error)} This service does so now.`;
      logger.error({ code: error.code }, message);
      options.onLogReplaced();
    },
  };
}

/** AYON's own absence cannot be told in AYON, and a second writer is told by the one who sees it. */
function isToldElsewhere(code: string): boolean {
  return code.startsWith('ayon_') || code === 'second_writer';
}

function showPartitions(
  { health, logger }: ServiceHost,
  cleanup: Cleanup,
): Required<Pick<LiveSyncEvents, 'onAcquired' | 'onReleased'>> & Pick<HealthReporter, 'setDetails'> {
  const partitions = health.add('event log');
  cleanup.add(() => partitions.remove());
  const held = new Set<number>();
  const tell = (): void => {
    partitions.setDetails({ 'partitions read': held.size });
    partitions.ok(
      held.size === 0
        ? 'This process reads no part of the log: another one reads all of it, or it has just begun.'
        : '',
    );
  };
  tell();
  return {
    setDetails: (details) => partitions.setDetails(details),
    onAcquired: (partition) => {
      held.add(partition);
      tell();
      logger.debug({ partition }, 'partition acquired');
    },
    onReleased: (partition, why) => {
      held.delete(partition);
      tell();
      if (why !== 'stopped') logger.warn({ partition, why }, 'partition released');
    },
  };
}

function watchFailing(
  { host, ftrack, sync }: LiveSyncEventsOptions,
  ...[runs, cleanup]: [HealthReporter, Cleanup]
): FailingProjects {
  const failing = new FailingProjects({
    dirtyProjects: async () => (await sync()?.dirtyProjects()) ?? [],
    onChange: (message) => {
      if (message !== null) {
        runs.failed(message);
        return;
      }
      runs.ok();
      ftrack.answered();
    },
    onOver: (code, projectId, isLast) => {
      void host.reporter.clear(code, projectId);
      if (isLast) void host.reporter.clear(code);
    },
  });
  runs.ok();
  cleanup.add(() => failing.stop());
  return failing;
}
