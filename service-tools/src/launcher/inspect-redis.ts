import { hostname } from 'node:os';
import {
  checkRedis,
  connectRedis,
  describeRedisError,
  type RedisConnectionState,
} from '@ynput/ftrack-common/redis';
import { assertNoForeignServices, PresenceBoard, VERSION } from '@ynput/ftrack-common/service';
import { InputError } from '../input-error.ts';

export interface InspectRedisOptions {
  readonly url: string;
  /** Where the address comes from, for people. */
  readonly from: string;
  /** Take part although services of another version or machine use it. */
  readonly join: boolean;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/**
 * Looks at the Redis before services of a checkout use it: waits until it answers, says what makes it unfit (the services wait until that is
 * corrected), and refuses one that others use. Ends early when the signal is aborted.
 * @throws InputError no address of a Redis; ForeignServicesError.
 */
export async function inspectRedis(options: InspectRedisOptions): Promise<void> {
  const { signal } = options;
  if (signal.aborted) return;
  const redis = open(options);
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    await Promise.race([inspect(redis, options), aborted]);
  } finally {
    redis.disconnect();
  }
}

async function inspect(redis: ReturnType<typeof open>, { say, join }: InspectRedisOptions): Promise<void> {
  for (const { message } of await checkRedis(redis)) say(message);
  if (join) return;
  await assertNoForeignServices(new PresenceBoard(redis), {
    name: 'launcher',
    service: 'launcher',
    version: VERSION,
    host: hostname(),
    pid: process.pid,
    since: Date.now(),
  });
}

function open({ url, from, say }: InspectRedisOptions) {
  let told = '';
  const onState = (state: RedisConnectionState): void => {
    if (state.state !== 'waiting' || state.error === undefined) return;
    const message = describeRedisError(state.error);
    if (message !== told) say(`${message}. Waiting for it.`);
    told = message;
  };
  try {
    return connectRedis({ url, role: 'commands', name: 'ayon-ftrack-launcher', onState });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new InputError(`${error.message}. It comes from ${from}.`, { cause: error });
  }
}
