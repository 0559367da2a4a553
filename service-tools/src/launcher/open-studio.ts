import { resolve } from 'node:path';
import { AyonClient } from '@ynput/ayon-api';
import { type EventLog, openRedisEventLog } from '@ynput/ftrack-common/event-log';
import { Journal } from '@ynput/ftrack-common/live-sync';
import { connectRedis, findStateFolder } from '@ynput/ftrack-common/redis';
import { openWithCleanup, PresenceBoard } from '@ynput/ftrack-common/service';
import { resolveServiceConfiguration, type ServiceConfiguration } from '@ynput/ftrack-common/settings';
import { chooseRedis } from './choose-redis.ts';
import { loadEnvironment, type LoadEnvironmentOptions } from './environment.ts';
import { foregroundClock } from './foreground-clock.ts';
import { inspectRedis } from './inspect-redis.ts';

export interface OpenStudioOptions extends LoadEnvironmentOptions {
  readonly join: boolean;
  readonly stateFolder?: string | undefined;
  readonly say: (line: string) => void;
}

/** What a command needs to speak to the services of a checkout through their Redis. */
export interface Studio extends AsyncDisposable {
  readonly log: EventLog;
  readonly journal: Journal;
  readonly presence: PresenceBoard;
  readonly client: AyonClient;
  /** Settings and secrets, read anew. Rejects with ConfigurationError or AyonError. */
  readConfiguration(): Promise<ServiceConfiguration>;
}

/**
 * Opens the Redis that the services launched with the same options use. null when the signal was aborted.
 * @throws InputError, ForeignServicesError, EventLogError, RedisNotFoundError, RedisStartError.
 */
export async function openStudio(options: OpenStudioOptions, signal: AbortSignal): Promise<Studio | null> {
  const { say, join } = options;
  const { env, service } = await loadEnvironment(options);
  const stateFolder = options.stateFolder === undefined ? findStateFolder(env) : resolve(options.stateFolder);
  const chosen = await chooseRedis({ service, env, stateFolder, say, clock: foregroundClock, signal });
  if (chosen === null) return null;
  const client = new AyonClient({
    url: service.serverUrl,
    apiKey: service.apiKey,
    sender: service.serviceName,
    senderType: 'ftrack',
  });
  const parts: Omit<Studio, typeof Symbol.asyncDispose>[] = [];
  const opened = await openWithCleanup(async (cleanup) => {
    cleanup.add(() => chosen[Symbol.asyncDispose]());
    await inspectRedis({ url: chosen.url, from: chosen.from, join, say, signal });
    if (signal.aborted) return;
    const redis = connectRedis({ url: chosen.url, role: 'commands', name: 'ayon-ftrack-cli' });
    cleanup.add(() => redis.disconnect());
    const log = await openRedisEventLog({ redis });
    cleanup.add(() => log[Symbol.asyncDispose]());
    parts.push({
      log,
      client,
      journal: new Journal(redis),
      presence: new PresenceBoard(redis),
      readConfiguration: () => resolveServiceConfiguration(client, { ...service, redisUrl: chosen.url }),
    });
  });
  const [studio] = parts;
  if (studio !== undefined) return { ...studio, [Symbol.asyncDispose]: () => opened.run() };
  await opened.run();
  return null;
}
