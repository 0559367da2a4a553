import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { EventLogError, LogReplacedError, StaleLeaseError } from '../errors.ts';
import type { EventLog } from '../event-log.port.ts';
import { partitionOf } from '../partitions.ts';
import type {
  AppendResult,
  HandlerPosition,
  HandlerProgress,
  Lease,
  LogDescription,
  LogEntry,
  LogRecord,
  TrimOptions,
} from '../types.ts';
import { type LogKeys, logKeys } from './keys.ts';
import { decodeRecord, type StreamRow } from './record.ts';
import { runScript } from './run-script.ts';
import { APPEND, CHECK_LEASE, COMMIT, OPEN } from './scripts.ts';

/** Format number written by this code. A process refuses a log of a format it does not know. */
export const LOG_FORMAT = 1;

const MAX_ENTRIES = 1_000;
const MAX_ID_LENGTH = 200;
const SEEN_WINDOW_MS = 24 * 60 * 60 * 1_000;

export interface OpenRedisEventLogOptions {
  /** Connection for commands. Stays the caller's: closing the log does not close it. */
  readonly redis: Redis;
  /** Prefix of all keys. Default `ayon-ftrack`. */
  readonly prefix?: string;
  /** Number of project partitions. Default 8. Fixed when the log is created: opening with another number is refused. */
  readonly partitions?: number;
}

/**
 * Opens the log in this Redis and makes it if there is none.
 * @throws {EventLogError} `log_format` or `log_partitions`: the log there is not one this process can use.
 */
export async function openRedisEventLog(options: OpenRedisEventLogOptions): Promise<EventLog> {
  const keys = logKeys(options.prefix ?? 'ayon-ftrack');
  const wanted = options.partitions ?? 8;
  const reply = (await runScript(options.redis, OPEN, [
    [keys.meta],
    [randomUUID(), LOG_FORMAT, wanted],
  ])) as string[];
  const [epoch = '', format = '0', partitions = '0', createdAt = '0'] = reply;
  const description: LogDescription = {
    epoch,
    format: Number(format),
    partitions: Number(partitions),
    createdAt: Number(createdAt),
  };
  if (description.format !== LOG_FORMAT) {
    throw new EventLogError(
      'log_format',
      `The event log in Redis has format ${description.format}, this version reads format ${LOG_FORMAT}. Update the older of the services.`,
    );
  }
  if (options.partitions !== undefined && description.partitions !== options.partitions) {
    throw new EventLogError(
      'log_partitions',
      `The event log in Redis was made with ${description.partitions} partitions, ${options.partitions} are asked for. ` +
        `The number is fixed when a log is made: set it back, or stop the services and use another key prefix for a new log.`,
    );
  }
  return new RedisEventLog(options.redis, keys, description);
}

class RedisEventLog implements EventLog {
  readonly description: LogDescription;
  readonly #redis: Redis;
  readonly #keys: LogKeys;
  readonly #subscribers = new Set<Redis>();

  constructor(redis: Redis, keys: LogKeys, description: LogDescription) {
    this.#redis = redis;
    this.#keys = keys;
    this.description = description;
  }

  async append(entries: readonly LogEntry[]): Promise<AppendResult> {
    if (entries.length > MAX_ENTRIES) {
      throw new EventLogError(
        'log_entry',
        `${entries.length} entries in one append; at most ${MAX_ENTRIES} are taken.`,
      );
    }
    const { epoch, partitions } = this.description;
    const keys = this.#keys;
    const values: (string | number)[] = [
      epoch,
      keys.stream(0).slice(0, -1),
      keys.seen,
      SEEN_WINDOW_MS,
      keys.wake,
    ];
    for (const entry of entries) {
      if (entry.id.length === 0 || entry.id.length > MAX_ID_LENGTH) {
        throw new EventLogError(
          'log_entry',
          `An entry's id must have 1 to ${MAX_ID_LENGTH} characters, not ${entry.id.length}.`,
        );
      }
      const partition = partitionOf(entry.projectId, partitions);
      values.push(entry.id, partition, entry.kind, entry.topic, entry.projectId ?? '', entry.body);
    }
    const [appended, last] = (await runScript(this.#redis, APPEND, [[keys.meta], values])) as [
      number,
      number | string | null,
    ];
    if (appended < 0) throw new LogReplacedError(epoch, last === null ? null : String(last));
    return { appended, duplicates: entries.length - appended, lastSequence: Number(last) };
  }

  async read(options: { partition: number; after: number; limit: number }): Promise<LogRecord[]> {
    const rows = (await this.#redis.xrange(
      this.#keys.stream(options.partition),
      `${options.after}-1`,
      '+',
      'COUNT',
      options.limit,
    )) as StreamRow[];
    return rows.map((row) => decodeRecord(row, options.partition));
  }

  async lastSequence(): Promise<number> {
    const value = await this.#redis.hget(this.#keys.meta, 'sequence');
    return Number(value ?? 0);
  }

  async positions(partition: number, handlers: readonly string[]): Promise<Map<string, HandlerPosition>> {
    const positions = new Map<string, HandlerPosition>();
    if (handlers.length === 0) return positions;
    const pipeline = this.#redis.pipeline();
    pipeline.hmget(this.#keys.cursors(partition), ...handlers);
    for (const handler of handlers) pipeline.zrange(this.#keys.ahead(partition, handler), '0', '-1');
    const [cursors, ...ahead] = ((await pipeline.exec()) ?? []).map(([error, value]) => {
      if (error) throw error;
      return value as (string | null)[];
    });
    for (const [index, handler] of handlers.entries()) {
      const cursor = cursors?.[index];
      if (cursor === null || cursor === undefined) continue;
      positions.set(handler, {
        cursor: Number(cursor),
        settledAhead: new Set((ahead[index] ?? []).map(Number)),
      });
    }
    return positions;
  }

  async commit(lease: Lease, progress: readonly HandlerProgress[]): Promise<number> {
    const keys = this.#keys;
    const values: (string | number)[] = [
      lease.token,
      lease.partition,
      keys.ahead(lease.partition, ''),
      keys.dirty,
      keys.dirtyProjects,
      keys.dead,
      progress.length,
    ];
    for (const { handler, cursor, settledAhead, marks, deadLetters } of progress) {
      values.push(handler, cursor, settledAhead.length, ...settledAhead, marks.length);
      for (const mark of marks) values.push(mark.projectId, mark.entityId, mark.sequence);
      values.push(deadLetters.length);
      for (const letter of deadLetters) values.push(letter.sequence, letter.attempts, letter.error);
    }
    const leaseKeys = [lease.key, keys.cursors(lease.partition), keys.meta];
    return remainingOf(lease, await runScript(this.#redis, COMMIT, [leaseKeys, values]));
  }

  async checkLease(lease: Lease): Promise<number> {
    return remainingOf(lease, await runScript(this.#redis, CHECK_LEASE, [[lease.key], [lease.token]]));
  }

  async onAppend(listener: (partitions: readonly number[]) => void): Promise<() => Promise<void>> {
    const subscriber = this.#redis.duplicate();
    subscriber.on('error', () => undefined);
    subscriber.on('message', (_channel: string, message: string) => listener(message.split(',').map(Number)));
    this.#subscribers.add(subscriber);
    await subscriber.subscribe(this.#keys.wake);
    return async () => {
      if (this.#subscribers.delete(subscriber)) subscriber.disconnect();
    };
  }

  async trim(options: TrimOptions): Promise<number> {
    const partitions = Array.from({ length: this.description.partitions + 1 }, (_, partition) => partition);
    const sizes = await Promise.all(
      partitions.map(async (partition) =>
        Number((await this.#redis.memory('USAGE', this.#keys.stream(partition))) ?? 0),
      ),
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const surplusShare = total > options.keepBytes ? 1 - options.keepBytes / total : 0;
    let dropped = 0;
    for (const partition of partitions)
      dropped += await this.#trimPartition(partition, { ...options, surplusShare });
    return dropped;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const subscriber of this.#subscribers) subscriber.disconnect();
    this.#subscribers.clear();
  }

  async #trimPartition(
    partition: number,
    options: TrimOptions & { readonly surplusShare: number },
  ): Promise<number> {
    const stream = this.#keys.stream(partition);
    const positions = await this.positions(partition, options.handlers);
    if (options.handlers.some((handler) => !positions.has(handler))) return 0;
    const settled = Math.min(
      ...[...positions.values()].map((position) => position.cursor),
      Number.MAX_SAFE_INTEGER,
    );
    const [seconds] = (await this.#redis.time()) as [number, number];
    const oldest = Number(seconds) * 1_000 - options.keepMs;
    const surplus = Math.ceil((await this.#redis.xlen(stream)) * options.surplusShare);
    const rows = await this.read({ partition, after: 0, limit: MAX_ENTRIES });
    const droppable = rows.filter(
      (row, index) => row.sequence <= settled && (row.appendedAt < oldest || index < surplus),
    );
    return droppable.length === 0
      ? 0
      : await this.#redis.xdel(stream, ...droppable.map((row) => `${row.sequence}-0`));
  }
}

/** A lock without expiry (PTTL -1) is good until somebody takes it. */
function remainingOf(lease: Lease, reply: unknown): number {
  const remaining = Number(reply);
  if (remaining === 0) throw new StaleLeaseError(lease.partition);
  return remaining < 0 ? Number.MAX_SAFE_INTEGER : remaining;
}
