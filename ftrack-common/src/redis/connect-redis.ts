import { Redis, type RedisOptions } from 'ioredis';
import { errorCode } from './process-lock.ts';

/** What a connection is for; blocking commands and subscriptions each need one of their own. */
export type RedisRole = 'commands' | 'blocking' | 'subscriber';

/** Where a connection stands. It never gives up by itself: `closed` comes only after `quit()` or `disconnect()`. */
export type RedisConnectionState =
  | { readonly state: 'connecting' }
  | { readonly state: 'ready' }
  | {
      readonly state: 'waiting';
      /** Tries since the connection was last ready, from 1. */
      readonly attempt: number;
      /** Milliseconds until the next try. */
      readonly delayMs: number;
      /** Why: unreachable, wrong password, still loading ... Undefined when the server just closed. */
      readonly error: Error | undefined;
    }
  | { readonly state: 'closed' };

export interface ConnectRedisOptions {
  /** `redis://`, `rediss://` or `unix:/path/to/redis.sock`. Give this or `socketPath`. */
  readonly url?: string;
  readonly socketPath?: string;
  readonly role: RedisRole;
  /** Called at every change; an exception in it would end the process, so it must not throw. */
  readonly onState?: (state: RedisConnectionState) => void;
  /**
   * What a command does while Redis is away: `wait` (default) keeps it and sends it after the reconnect, also one
   * that was sent and not answered, which the server may then run twice; `fail` rejects at once. Only for `commands`.
   */
  readonly whenOffline?: 'wait' | 'fail';
  /** Shown by `CLIENT LIST`. */
  readonly name?: string;
  /** From 0 to below 1; default `Math.random`. */
  readonly random?: () => number;
}

const MIN_DELAY_MS = 50;
const MAX_DELAY_MS = 5_000;

/**
 * Opens a connection that reconnects for ever with growing, jittered delays (25 ms to 5 s).
 *
 * It fits BullMQ in every role (`maxRetriesPerRequest: null` where a command may wait). `error` events are handled:
 * they arrive as the `error` of the state `waiting`, and never on the console.
 *
 * @throws TypeError when neither `url` nor `socketPath` is given, or the URL has another scheme
 */
export function connectRedis(options: ConnectRedisOptions): Redis {
  const { onState, random = Math.random } = options;
  let lastError: Error | undefined;
  let attempt = 0;
  const failFast = options.role === 'commands' && options.whenOffline === 'fail';
  const settings: RedisOptions & { replyMapping: 'legacy' } = {
    ...addressOf(options),
    replyMapping: 'legacy',
    ...(options.name ? { connectionName: options.name } : {}),
    connectTimeout: 10_000,
    keepAlive: 10_000,
    maxRetriesPerRequest: failFast ? 0 : null,
    enableOfflineQueue: !failFast,
    retryStrategy: (times) => {
      attempt = times;
      return backoff(times, random);
    },
    // A former primary answers READONLY after a failover: reconnect to find the new one, then send again.
    reconnectOnError: (error) => (error.message.startsWith('READONLY') ? 2 : false),
  };
  const redis = new Redis(settings);
  redis.on('error', (error: Error) => {
    lastError = error;
  });
  redis.on('connecting', () => onState?.({ state: 'connecting' }));
  redis.on('ready', () => {
    lastError = undefined;
    onState?.({ state: 'ready' });
  });
  redis.on('reconnecting', (delayMs: number) => {
    onState?.({ state: 'waiting', attempt, delayMs, error: lastError });
  });
  redis.on('end', () => onState?.({ state: 'closed' }));
  return redis;
}

/** One line for a log or a health page: what happened and what to do. Never holds a password. */
export function describeRedisError(error: Error): string {
  const message = error.message;
  if (/^(NOAUTH|WRONGPASS)|AUTH failed|without any password configured/.test(message)) {
    return 'Redis refuses the user name or password: correct them in AYON_FTRACK_REDIS_URL or the setting redis/url';
  }
  if (message.startsWith('LOADING')) return 'Redis is loading its data';
  if (errorCode(error) === 'ENOENT') return `Redis is not running (no socket): ${message}`;
  if (errorCode(error) === 'ECONNREFUSED') return `Nothing answers at the address of Redis: ${message}`;
  if (errorCode(error) === 'ENOTFOUND') return `The host of Redis is not known: ${message}`;
  return message;
}

function addressOf(options: ConnectRedisOptions): RedisOptions {
  if (options.socketPath) return { path: options.socketPath };
  if (!options.url) throw new TypeError('connectRedis needs a url or a socketPath');
  if (options.url.startsWith('unix:')) return { path: options.url.replace(/^unix:(\/\/)?/, '') };
  const url = parseUrl(options.url);
  const db = Number(url.pathname.slice(1) || '0');
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(url.port || '6379'),
    db: Number.isInteger(db) ? db : 0,
    ...(url.username ? { username: decodeURIComponent(url.username) } : {}),
    ...(url.password ? { password: decodeURIComponent(url.password) } : {}),
    ...(url.protocol === 'rediss:' ? { tls: {} } : {}),
  };
}

function parseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.hostname && (url.protocol === 'redis:' || url.protocol === 'rediss:')) return url;
  // The text may hold a password, so it is not shown.
  throw new TypeError(
    'The Redis address is not like redis://host:6379, rediss://host:6379 or unix:/path/redis.sock',
  );
}

function backoff(times: number, random: () => number): number {
  const full = Math.min(MAX_DELAY_MS, MIN_DELAY_MS * 2 ** Math.min(times - 1, 10));
  return Math.round(full / 2 + (full / 2) * random());
}
