import type { LiveSyncEvents } from '@ynput/ftrack-common/live-sync';
import { type Cleanup, codeOf, messageOf, type ServiceHost } from '@ynput/ftrack-common/service';
import type { ProcessorMetrics } from './metrics.ts';

/** Topics that are counted by name; all others, which studios may invent, are one. */
const NAMED_TOPIC = /^(?:ftrack\.(?:update|action\.[a-z-]+|meta\.[a-z-]+)|ayon\.ftrack\.[a-z.]+)$/;

/** Tells what live sync does in the log, in metrics and, until the cleanup, on the health page. */
export function liveSyncEvents(
  host: ServiceHost,
  ...[metrics, cleanup]: [ProcessorMetrics, Cleanup]
): LiveSyncEvents {
  const { logger, health, reporter } = host;
  const partitions = health.add('event log');
  const runs = health.add('sync', 'nothing');
  cleanup.add(() => {
    partitions.remove();
    runs.remove();
  });
  runs.ok();
  const held = new Set<number>();
  const failing = new Map<string, string>();
  const tellPartitions = (): void => {
    partitions.setDetails({ partitions: held.size });
    partitions.ok(held.size === 0 ? 'Another process reads the log; this one stands by.' : '');
  };
  tellPartitions();
  return {
    onRecords: (records) => {
      for (const { sequence, kind, topic, id, projectId } of records) {
        metrics.records.inc({ kind, topic: NAMED_TOPIC.test(topic) ? topic : 'other' });
        logger.info({ sequence, kind, id, project: projectId }, topic);
      }
    },
    onReport: (report, run) => {
      const { projectId, projectName, ms, note } = report;
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
      const code = failing.get(projectId);
      failing.delete(projectId);
      if (code !== undefined && ![...failing.values()].includes(code)) reporter.clear(code);
      if (failing.size === 0) runs.ok();
    },
    onRunFailed: ({ projectId, error, failures, retryMs }) => {
      metrics.runs.inc({ outcome: 'failed' });
      const message = messageOf(error);
      const code = codeOf(error);
      failing.set(projectId, code);
      runs.failed(message);
      logger.error({ projectId, code, failures, retryMs }, message);
      if (!code.startsWith('ayon_') && code !== 'second_writer') void reporter.report({ code, message });
    },
    onRecordFailed: ({ record, attempt, error, final }) => {
      metrics.recordFailures.inc({ final: String(final) });
      logger.error(
        { sequence: record.sequence, topic: record.topic, attempt, final, err: error },
        'record failed',
      );
    },
    onAcquired: (partition) => {
      held.add(partition);
      tellPartitions();
      logger.debug({ partition }, 'partition acquired');
    },
    onReleased: (partition, why) => {
      held.delete(partition);
      tellPartitions();
      if (why !== 'stopped') logger.warn({ partition, why }, 'partition released');
    },
    onStoreError: (error) => logger.warn({ code: codeOf(error) }, messageOf(error)),
  };
}
