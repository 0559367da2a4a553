import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Clock } from '@ynput/ftrack-common/clock';
import { findStateFolder, STATE_FOLDER_VARIABLE } from '@ynput/ftrack-common/redis';
import { chooseRedis } from './choose-redis.ts';
import { developerServiceName, loadEnvironment, type LoadEnvironmentOptions } from './environment.ts';
import { foregroundClock } from './foreground-clock.ts';
import { inspectRedis } from './inspect-redis.ts';
import { keepRunning } from './keep-running.ts';

export type ServiceName = 'leecher' | 'processor';

export interface LaunchOptions extends LoadEnvironmentOptions {
  readonly services: readonly ServiceName[];
  /** Use a Redis although services of another version or machine do. */
  readonly join: boolean;
  /** Default: `AYON_FTRACK_STATE_FOLDER`, else that of the checkout. */
  readonly stateFolder?: string | undefined;
  /** Takes lines for people. */
  readonly say: (line: string) => void;
  /** Modules that run the services. Default: those of the checkout. */
  readonly programs?: Readonly<Record<ServiceName, string>>;
  readonly clock?: Clock;
}

const PROGRAMS: Readonly<Record<ServiceName, string>> = {
  leecher: programOf('leecher'),
  processor: programOf('processor'),
};

/**
 * Runs services of the checkout against the AYON that the environment names, until the signal is aborted and they have ended.
 * Waits while AYON or Redis is away.
 * @throws InputError, ForeignServicesError, RedisNotFoundError, RedisStartError.
 */
export async function launchServices(options: LaunchOptions, signal: AbortSignal): Promise<void> {
  const { services, say, join, programs = PROGRAMS, clock = foregroundClock } = options;
  const { env, service } = await loadEnvironment(options);
  for (const name of services) assertBuilt(programs[name]);
  const stateFolder = options.stateFolder === undefined ? findStateFolder(env) : resolve(options.stateFolder);
  say(
    `AYON: ${service.serverUrl}, ${service.addonName} ${service.addonVersion}, settings of ${service.variant}.`,
  );

  await using redis = await chooseRedis({ service, env, stateFolder, say, clock, signal });
  if (redis === null) return;
  say(`Redis: ${redis.from}.`);
  await inspectRedis({ url: redis.url, from: redis.from, join, say, signal });

  const shared = {
    ...env,
    AYON_FTRACK_REDIS_URL: redis.url,
    [STATE_FOLDER_VARIABLE]: stateFolder,
    // One port is enough for one service only.
    AYON_FTRACK_HEALTH_PORT: services.length > 1 ? '0' : (env['AYON_FTRACK_HEALTH_PORT'] ?? '0'),
  };
  await Promise.all(
    services.map((name) =>
      keepRunning({
        service: name,
        program: programs[name],
        env: { AYON_SERVICE_NAME: developerServiceName(name), ...shared },
        stateFolder,
        say,
        clock,
        signal,
      }),
    ),
  );
}

function programOf(service: ServiceName): string {
  return fileURLToPath(new URL(`../../../services/${service}/dist/main.js`, import.meta.url));
}

function assertBuilt(program: string): void {
  if (existsSync(program)) return;
  throw new Error(`${program} is missing: build the checkout with 'npm run build'.`);
}
