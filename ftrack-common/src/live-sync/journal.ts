import type { Redis } from 'ioredis';
import type { EntryKind } from '../event-log/index.ts';
import type { SyncReport } from '../sync/index.ts';

/** What made a run look at an entity. */
export interface JournalCause {
  /** ftrack entity id, or a mark that begins with `*`. */
  readonly entityId: string;
  /** Sequence in the log of the newest record that marked it. */
  readonly sequence: number;
  /** `null` when the record is not in the log any more. */
  readonly kind: EntryKind | null;
}

/** One finished or failed run of a project's sync. */
export interface JournalEntry {
  /** ISO time of its end. */
  readonly at: string;
  readonly projectId: string;
  readonly projectName: string | null;
  readonly causes: readonly JournalCause[];
  readonly causeCount: number;
  readonly operations: SyncReport['operations'];
  readonly operationCount: number;
  readonly skipped: SyncReport['skipped'];
  readonly failed: SyncReport['failed'];
  readonly note: SyncReport['note'];
  readonly ms: number;
  readonly requests: SyncReport['requests'] | null;
  /** Why the run did not finish. `retried`: it is tried again by itself. */
  readonly error: { readonly code: string; readonly message: string; readonly retried: boolean } | null;
}

/** How far a run is. */
export interface JournalProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

/** An entry with its place, after which {@link Journal.readAfter} goes on. */
export interface PlacedEntry {
  readonly place: string;
  readonly entry: JournalEntry;
}

const KEPT_ENTRIES = 5_000;
const PROGRESS_LIFE_S = 60;

/** Longest lists in an entry; the counts beside them tell how many there were. */
export const JOURNAL_LIMIT = 500;

/** What the sync did, run by run, newest last; for tools and people. */
export class Journal {
  readonly #redis: Redis;
  readonly #stream: string;
  readonly #progress: string;

  constructor(redis: Redis, prefix = 'ayon-ftrack') {
    this.#redis = redis;
    this.#stream = `{${prefix}}:journal`;
    this.#progress = `{${prefix}}:progress:`;
  }

  async add(entry: JournalEntry): Promise<void> {
    await this.#redis
      .multi()
      .xadd(this.#stream, 'MAXLEN', '~', KEPT_ENTRIES, '*', 'entry', JSON.stringify(entry))
      .del(this.#progress + entry.projectId)
      .exec();
  }

  /** Entries behind a place (`0` = from the oldest kept), oldest first, at most `limit`. */
  async readAfter(place: string, limit = 100): Promise<PlacedEntry[]> {
    const rows = await this.#redis.xread('COUNT', limit, 'STREAMS', this.#stream, place);
    const entries = rows?.[0]?.[1] ?? [];
    return entries.map(([id, fields]) => ({
      place: id,
      entry: JSON.parse(fields[1] ?? '{}') as JournalEntry,
    }));
  }

  /** The place of the newest entry; `0` when there is none. */
  async newestPlace(): Promise<string> {
    const rows = await this.#redis.xrevrange(this.#stream, '+', '-', 'COUNT', 1);
    return rows[0]?.[0] ?? '0';
  }

  async setProgress(projectId: string, progress: JournalProgress): Promise<void> {
    await this.#redis.set(this.#progress + projectId, JSON.stringify(progress), 'EX', PROGRESS_LIFE_S);
  }

  /** How far the present run of a project is; null when none is under way. */
  async progressOf(projectId: string): Promise<JournalProgress | null> {
    const text = await this.#redis.get(this.#progress + projectId);
    return text === null ? null : (JSON.parse(text) as JournalProgress);
  }
}
