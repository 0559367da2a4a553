export {
  type DisposableRedis,
  type DisposableRedisOptions,
  startDisposableRedis,
} from './disposable-redis.ts';
export { type FindRedisServerOptions, findRedisServer, type FoundRedisServer } from './find-redis-server.ts';
export { RedisNotFoundError, RedisStartError } from './redis-errors.ts';
export type { RedisAppendMode } from './redis-process.ts';
export { findStateFolder, STATE_FOLDER_VARIABLE } from './state-folder.ts';
