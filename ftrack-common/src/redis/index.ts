export {
  checkRedis,
  readDurability,
  type RedisDurability,
  type RedisProblem,
  type RedisProblemCode,
} from './check-redis.ts';
export {
  connectRedis,
  type ConnectRedisOptions,
  describeRedisError,
  type RedisConnectionState,
  type RedisRole,
} from './connect-redis.ts';
export {
  type DisposableRedis,
  type DisposableRedisOptions,
  startDisposableRedis,
} from './disposable-redis.ts';
export { type FindRedisServerOptions, findRedisServer, type FoundRedisServer } from './find-redis-server.ts';
export {
  type PrivateRedis,
  type PrivateRedisOptions,
  type PrivateRedisState,
  startPrivateRedis,
  stopPrivateRedis,
} from './private-redis.ts';
export { RedisNotFoundError, RedisStartError, RedisStopError } from './redis-errors.ts';
export type { RedisAppendMode } from './redis-process.ts';
export { findStateFolder, STATE_FOLDER_VARIABLE } from './state-folder.ts';
