import { AyonClient, AyonError, isMissingEntity } from '@ynput/ayon-api';
import { backoffDelay, type Clock, delay } from '@ynput/ftrack-common/clock';
import { startPrivateRedis } from '@ynput/ftrack-common/redis';
import { readSettings, type ServiceEnvironment } from '@ynput/ftrack-common/settings';
import { InputError } from '../input-error.ts';

export interface ChooseRedisOptions {
  readonly service: ServiceEnvironment;
  readonly env: NodeJS.ProcessEnv;
  /** Where the private Redis lives. */
  readonly stateFolder: string;
  readonly say: (line: string) => void;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The Redis that the services are to use; disposing gives a private one back. */
export interface ChosenRedis extends AsyncDisposable {
  readonly url: string;
  /** Where the address comes from, for people. */
  readonly from: string;
}

/**
 * Finds the Redis of the services: `AYON_FTRACK_REDIS_URL`, else the addon's setting `redis/url`, else the private one of the state folder.
 * While AYON is away nobody knows whether the setting names one, so this waits. null when the signal was aborted.
 * @throws InputError AYON refuses the key, or has no such addon; RedisNotFoundError, RedisStartError.
 */
export async function chooseRedis(options: ChooseRedisOptions): Promise<ChosenRedis | null> {
  const { service, say } = options;
  if (service.redisUrl !== null) return configured(service.redisUrl, 'AYON_FTRACK_REDIS_URL');
  const setting = await readRedisSetting(options);
  if (setting === null || options.signal.aborted) return null;
  if (setting !== '') return configured(setting, 'the setting redis/url in AYON');
  const redis = await startPrivateRedis({
    stateFolder: options.stateFolder,
    env: options.env,
    log: say,
    onState: (state) => {
      if (state.state === 'restarting') say('The private Redis went away; it is started again.');
    },
  });
  return {
    url: redis.url,
    from: `private, in ${options.stateFolder}`,
    [Symbol.asyncDispose]: () => redis.close(),
  };
}

function configured(url: string, from: string): ChosenRedis {
  return { url, from, [Symbol.asyncDispose]: () => Promise.resolve() };
}

const RETRY = { firstMs: 1_000, maxMs: 10_000 };

/** The setting, empty when it is not set; null when aborted. */
async function readRedisSetting(options: ChooseRedisOptions): Promise<string | null> {
  const { service, say, clock, signal } = options;
  const client = new AyonClient({
    url: service.serverUrl,
    apiKey: service.apiKey,
    sender: service.serviceName,
    senderType: 'ftrack',
  });
  const { addonName: addon, addonVersion: version, variant } = service;
  let told = '';
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      const stored = await client.getAddonSettings({ addon, version, variant, signal });
      return readSettings(stored).settings.redis.url.trim();
    } catch (error) {
      if (signal.aborted) return null;
      if (!(error instanceof AyonError)) throw error;
      if (!error.retryable) throw wrongInput(error, service);
      if (error.message !== told) say(`${error.message} Waiting for it.`);
      told = error.message;
      await delay(clock, backoffDelay(RETRY, attempt, Math.random()), signal);
    }
  }
  return null;
}

function wrongInput(
  error: AyonError,
  { addonName, addonVersion, serverUrl }: ServiceEnvironment,
): InputError {
  const message = isMissingEntity(error)
    ? `AYON at ${serverUrl} has no addon ${addonName} ${addonVersion}. Install that version there, or correct AYON_ADDON_NAME and AYON_ADDON_VERSION.`
    : error.message;
  return new InputError(message, { cause: error });
}
