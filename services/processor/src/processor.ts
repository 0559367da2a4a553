import { hostname } from 'node:os';
import { delay, systemClock } from '@ynput/ftrack-common/clock';
import { openRedisEventLog } from '@ynput/ftrack-common/event-log';
import { type LiveSync, startLiveSync } from '@ynput/ftrack-common/live-sync';
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
import { readProjectSettings, type ServiceConfiguration } from '@ynput/ftrack-common/settings';
import { createPublicAyonServer } from '@ynput/ftrack-common/sync';
import { showFtrack } from './ftrack-health.ts';
import { liveSyncEvents } from './live-sync-events.ts';
import type { ProcessorMetrics } from './metrics.ts';
import { openFtrack } from './open-ftrack.ts';

export interface ProcessorCoreOptions {
  readonly host: ServiceHost;
  readonly configuration: ServiceConfiguration;
  readonly metrics: ProcessorMetrics;
  /** How long AYON's answer that nobody else writes is trusted. Default 10,000 ms. */
  readonly trustMs?: number | undefined;
}

/** What is left behind when it takes longer; leases and presence run out by themselves. */
const STOP_LIMIT_MS = 7_000;
const LEAVE_LIMIT_MS = 500;

/**
 * Connects to Redis and ftrack with this configuration and keeps AYON like ftrack until stopped.
 * Rejects with a message for people when one of them cannot be used now; the supervisor tries again.
 */
export async function startProcessorCore(options: ProcessorCoreOptions): Promise<RunningCore> {
  const { host, configuration, metrics } = options;
  let end = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const opened = await openWithCleanup(async (cleanup) => {
    const redis = await openServiceRedis(host, configuration.redisUrl, cleanup);
    const log = await openRedisEventLog({ redis });
    cleanup.add(() => log[Symbol.asyncDispose]());
    const ftrack = showFtrack(host.health, configuration.ftrackUrl, cleanup);
    const session = await openFtrack(configuration, ({ kind, milliseconds, error }) => {
      metrics.ftrackSeconds.observe({ kind, error: error ?? 'none' }, milliseconds / 1_000);
      ftrack.noteRequest(error);
    });
    const board = new PresenceBoard(redis);
    cleanup.add(() => Promise.race([board.leave(), delay(systemClock, LEAVE_LIMIT_MS)]));
    await board.announce({
      name: host.environment.serviceName,
      service: host.service,
      version: host.version,
      host: hostname(),
      pid: process.pid,
      since: Date.now(),
    });
    const guard = openWriterGuard(options, board, cleanup);
    let sync: LiveSync | null = null;
    const started = await startLiveSync({
      redis,
      log,
      session,
      ayon: createPublicAyonServer(host.ayon),
      settings: configuration.settings,
      readProjectSettings: async (project) => {
        const read = await readProjectSettings(host.ayon, host.environment, project);
        host.settingProblems.updateProject(project, read);
        return read.settings;
      },
      assertAlone: () => guard.assertAlone(),
      events: liveSyncEvents(
        { host, metrics, ftrack, sync: () => sync, onLogReplaced: () => end() },
        cleanup,
      ),
    });
    sync = started;
    cleanup.add(() => started.stop());
    metrics.follow(started);
    cleanup.add(() => metrics.follow(null));
  });
  return {
    stop: () => Promise.race([opened.run(), delay(systemClock, STOP_LIMIT_MS)]),
    ended,
  };
}

function openWriterGuard(
  { host, trustMs }: ProcessorCoreOptions,
  ...[board, cleanup]: [PresenceBoard, Cleanup]
): WriterGuard {
  const health = host.health.add('writing to AYON', 'nothing');
  cleanup.add(() => health.remove());
  health.ok();
  return new WriterGuard({
    client: host.ayon,
    addonName: host.environment.addonName,
    addonVersion: host.environment.addonVersion,
    ...(trustMs === undefined ? {} : { trustMs }),
    ours: async () => [host.environment.serviceName, ...(await board.list()).map(({ name }) => name)],
    onChange: (conflict) => {
      if (conflict === null) {
        health.ok();
        void host.reporter.clear('second_writer');
        return;
      }
      health.failed(conflict.message);
      host.logger.error({ code: conflict.code }, messageOf(conflict));
      void host.reporter.report(conflict);
    },
  });
}
