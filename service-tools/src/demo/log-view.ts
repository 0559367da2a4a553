import { setTimeout as sleep } from 'node:timers/promises';
import { type EventLog, openRedisEventLog } from '@ynput/ftrack-common/event-log';
import {
  Journal,
  type JournalCause,
  type JournalEntry,
  requestSync,
  type SyncRequest,
} from '@ynput/ftrack-common/live-sync';
import { connectRedis } from '@ynput/ftrack-common/redis';
import type { Redis } from 'ioredis';

const LOOK_EVERY_MS = 20;
const CAUSE_LIMIT_MS = 3_000;
const PAGE = 500;

/** A place in the log and in the journal, to look at what comes behind it. */
export interface LogPosition {
  readonly sequence: number;
  readonly place: string;
}

/** A window into the services' Redis: what the log holds, and which of its records led to which run of the sync. */
export class LogView implements AsyncDisposable {
  readonly #redis: Redis;
  readonly #log: EventLog;
  readonly #journal: Journal;

  private constructor(redis: Redis, log: EventLog) {
    this.#redis = redis;
    this.#log = log;
    this.#journal = new Journal(redis);
  }

  static async open(redisUrl: string): Promise<LogView> {
    const redis = connectRedis({ url: redisUrl, role: 'commands', name: 'demo' });
    return new LogView(redis, await openRedisEventLog({ redis }));
  }

  /** Asks the processor for a full sync through the log, and answers what it wrote into its journal when it was done. */
  async syncProject(
    request: SyncRequest,
    options: { readonly timeoutMs: number; readonly onProgress: (text: string, share?: number) => void },
  ): Promise<JournalEntry> {
    let place = await this.#journal.newestPlace();
    const sequence = await requestSync(this.#log, request);
    const deadline = performance.now() + options.timeoutMs;
    let problem = '';
    while (performance.now() < deadline) {
      for (const placed of await this.#journal.readAfter(place)) {
        place = placed.place;
        const { entry } = placed;
        if (!entry.causes.some((cause) => cause.sequence === sequence)) continue;
        if (entry.error === null) return entry;
        problem = entry.error.message;
        options.onProgress(problem);
      }
      const progress = await this.#journal.progressOf(request.projectId);
      if (progress !== null) options.onProgress(progress.phase, shareOf(progress));
      await sleep(LOOK_EVERY_MS);
    }
    throw new Error(
      `The sync that was asked for by log entry ${sequence} was not done within ${options.timeoutMs / 1_000} s. ${problem}`.trim(),
    );
  }

  /** Where log and journal stand now. */
  async position(): Promise<LogPosition> {
    const [sequence, place] = await Promise.all([this.#log.lastSequence(), this.#journal.newestPlace()]);
    return { sequence, place };
  }

  /** The record after a position that led to a run which looked at one of these entities; null when the journal names none. */
  async findCause(entityIds: readonly string[], after: LogPosition): Promise<JournalCause | null> {
    const deadline = performance.now() + CAUSE_LIMIT_MS;
    let { place } = after;
    while (performance.now() < deadline) {
      for (const placed of await this.#journal.readAfter(place)) {
        place = placed.place;
        const cause = placed.entry.causes.find(
          ({ entityId, sequence }) => sequence > after.sequence && entityIds.includes(entityId),
        );
        if (cause) return cause;
      }
      await sleep(LOOK_EVERY_MS);
    }
    return null;
  }

  /** How many rows of ftrack's Event table with a higher id the log got as hints after a position. */
  async countHints({ sequence: after }: LogPosition, rowsAbove: number): Promise<number> {
    let hints = 0;
    for (let partition = 0; partition <= this.#log.description.partitions; partition += 1) {
      for (let from = after; ; ) {
        const records = await this.#log.read({ partition, after: from, limit: PAGE });
        hints += records.filter(({ kind, id }) => kind === 'hint' && rowIdOf(id) > rowsAbove).length;
        const last = records.at(-1);
        if (last === undefined || records.length < PAGE) break;
        from = last.sequence;
      }
    }
    return hints;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#log[Symbol.asyncDispose]();
    this.#redis.disconnect();
  }
}

/** A hint's id ends with the id of its row. */
function rowIdOf(id: string): number {
  return Number(id.slice(id.lastIndexOf(':') + 1));
}

function shareOf({ done, total }: { readonly done: number; readonly total: number }): number | undefined {
  return total > 0 ? done / total : undefined;
}
