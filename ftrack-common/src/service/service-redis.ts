import type { Redis } from 'ioredis';
import { delay, systemClock } from '../clock/index.ts';
import { checkRedis, connectRedis, describeRedisError } from '../redis/index.ts';
import type { Cleanup } from './cleanup.ts';
import type { ServiceHost } from './host.ts';

/** The configured Redis cannot be used now. */
export class ServiceRedisError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'ServiceRedisError';
    this.code = code;
  }
}

const FIRST_ANSWER_MS = 10_000;

/**
 * Connects to the configured Redis, checks that it is fit for the event log, and shows its state on the health page until the cleanup.
 * Once connected it reconnects for ever by itself.
 * @throws {ServiceRedisError} it does not answer within ten seconds, or must not be used as it is.
 */
export async function openServiceRedis(
  host: ServiceHost,
  ...[url, cleanup]: [url: string, cleanup: Cleanup]
): Promise<Redis> {
  const health = host.health.add('Redis');
  cleanup.add(() => health.remove());
  let trouble = 'no answer';
  const redis = connectRedis({
    url,
    role: 'blocking',
    onState: (state) => {
      if (state.state === 'ready') health.ok();
      if (state.state !== 'waiting' || state.error === undefined) return;
      trouble = describeRedisError(state.error);
      health.failed(`${trouble}. Tried again until it answers.`);
    },
  });
  cleanup.add(() => redis.disconnect());
  const ready = new Promise<true>((resolve) => redis.once('ready', () => resolve(true)));
  if (redis.status !== 'ready' && !(await Promise.race([ready, delay(systemClock, FIRST_ANSWER_MS)]))) {
    throw new ServiceRedisError(
      'redis_unreachable',
      `Redis cannot be reached: ${trouble}. Tried again until it can.`,
    );
  }
  const [problem] = await checkRedis(redis);
  if (problem !== undefined) throw new ServiceRedisError(problem.code.toLowerCase(), problem.message);
  return redis;
}
