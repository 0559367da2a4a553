import { hostname } from 'node:os';
import { openRedisEventLog } from '@ynput/ftrack-common/event-log';
import { openFtrackSession } from '@ynput/ftrack-common/ftrack';
import { startLiveSync } from '@ynput/ftrack-common/live-sync';
import {
  type Cleanup,
  messageOf,
  openServiceRedis,
  openWithCleanup,
  PresenceBoard,
  type RunningCore,
  type ServiceHost,
  WriterGuard,
} from '@ynput/ftrack-common/service';
import type { ServiceConfiguration } from '@ynput/ftrack-common/settings';
import { createPublicAyonServer } from '@ynput/ftrack-common/sync';
import { liveSyncEvents } from './live-sync-events.ts';
import type { ProcessorMetrics } from './metrics.ts';

export interface ProcessorCoreOptions {
  readonly host: ServiceHost;
  readonly configuration: ServiceConfiguration;
  readonly metrics: ProcessorMetrics;
}

/**
 * Connects to Redis and ftrack with this configuration and keeps AYON like ftrack until stopped.
 * Rejects with a message for people when one of them cannot be used now; the supervisor tries again.
 */
export async function startProcessorCore(options: ProcessorCoreOptions): Promise<RunningCore> {
  const { host, configuration, metrics } = options;
  const opened = await openWithCleanup(async (cleanup) => {
    const redis = await openServiceRedis(host, configuration.redisUrl, cleanup);
    const log = await openRedisEventLog({ redis });
    cleanup.add(() => log[Symbol.asyncDispose]());
    const session = await openFtrackSession({
      serverUrl: configuration.ftrackUrl,
      user: configuration.ftrackUser,
      apiKey: configuration.ftrackApiKey,
      onRequest: ({ kind, milliseconds, error }) =>
        metrics.ftrackSeconds.observe({ kind, error: error ?? '' }, milliseconds / 1_000),
    });
    const board = new PresenceBoard(redis);
    cleanup.add(() => board.leave());
    await board.announce({
      name: host.environment.serviceName,
      service: host.service,
      version: host.version,
      host: hostname(),
      pid: process.pid,
      since: Date.now(),
    });
    const guard = openWriterGuard(host, board, cleanup);
    const sync = await startLiveSync({
      redis,
      log,
      session,
      ayon: createPublicAyonServer(host.ayon),
      settings: configuration.settings,
      assertAlone: () => guard.assertAlone(),
      events: liveSyncEvents(host, metrics, cleanup),
    });
    cleanup.add(() => sync.stop());
    metrics.follow(sync);
  });
  return { stop: () => opened.run() };
}

function openWriterGuard(host: ServiceHost, ...[board, cleanup]: [PresenceBoard, Cleanup]): WriterGuard {
  const health = host.health.add('writing to AYON', 'nothing');
  cleanup.add(() => health.remove());
  health.ok();
  return new WriterGuard({
    client: host.ayon,
    addonName: host.environment.addonName,
    ours: async () => [host.environment.serviceName, ...(await board.list()).map(({ name }) => name)],
    onChange: (conflict) => {
      if (conflict === null) {
        health.ok();
        host.reporter.clear('second_writer');
        return;
      }
      health.failed(conflict.message);
      host.logger.error({ code: conflict.code }, messageOf(conflict));
      void host.reporter.report(conflict);
    },
  });
}
