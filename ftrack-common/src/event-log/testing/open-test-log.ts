import type { Redis } from 'ioredis';
import { connectRedis, startDisposableRedis } from '../../redis/index.ts';
import type { EventLog } from '../event-log.port.ts';
import { type LogKeys, logKeys } from '../redis/keys.ts';
import { openRedisEventLog } from '../redis/redis-event-log.ts';
import type { Lease, LogEntry } from '../types.ts';

/** A log on a Redis of its own, for one test. */
export interface TestLog extends AsyncDisposable {
  readonly log: EventLog;
  readonly redis: Redis;
  readonly keys: LogKeys;
  /** Takes the lease of a partition, as a drain job's lock would. */
  lease(partition: number, token?: string): Promise<Lease>;
}

/** `await using test = await openTestLog()`. */
export async function openTestLog(partitions = 4): Promise<TestLog> {
  const server = await startDisposableRedis({ append: 'none' });
  const redis = connectRedis({ url: server.url, role: 'blocking' });
  const log = await openRedisEventLog({ redis, partitions });
  return {
    log,
    redis,
    keys: logKeys('ayon-ftrack'),
    lease: async (partition, token = 'ours') => {
      const key = `{ayon-ftrack}:drain:partition-${partition}:lock`;
      await redis.set(key, token);
      return { partition, key, token };
    },
    [Symbol.asyncDispose]: async () => {
      await log[Symbol.asyncDispose]();
      redis.disconnect();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** An entry with sensible contents; `overrides` name what matters to the test. */
export function testEntry(id: string, overrides: Partial<LogEntry> = {}): LogEntry {
  return {
    id,
    kind: 'event',
    topic: 'ftrack.update',
    projectId: 'project-a',
    body: JSON.stringify({ id }),
    ...overrides,
  };
}
