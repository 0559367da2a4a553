import type { Redis } from 'ioredis';
import { defineScript, type EntryKind, runScript } from '../event-log/index.ts';
import type { Problem, SyncReport } from '../sync/index.ts';

/** Who changed something in ftrack, or asked for a sync; what is not known is null. */
export interface JournalAuthor {
  /** Id of the ftrack user. */
  readonly id: string | null;
  readonly name: string | null;
}

/** What made a run look at an entity. */
export interface JournalCause {
  /** ftrack entity id, or a mark that begins with `*`. */
  readonly entityId: string;
  /** Sequence in the log of the newest record that marked it. */
  readonly sequence: number;
  /** `null` when the record is not in the log any more. */
  readonly kind: EntryKind | null;
  /** Who made the newest change. */
  readonly author: JournalAuthor | null;
}

/** Something that was not done, with whoever it concerns. */
export type JournalProblem = Problem & {
  /** Who made the newest change of the entity, when this run followed it. */
  readonly author: JournalAuthor | null;
};

/** The report of one finished, failed or stopped run of a project's sync. */
export interface JournalEntry {
  /** ISO time of its end. */
  readonly at: string;
  readonly projectId: string;
  readonly projectName: string | null;
  /** The run brought thumbnails over. Absent for the sync itself. */
  readonly lane?: 'thumbnails';
  /** Who asked for it; null for a run that followed changes or the schedule. */
  readonly requestedBy: JournalAuthor | null;
  /** `project`, or how many ftrack entities were looked at; null when it did not come to that. */
  readonly scope: 'project' | number | null;
  readonly causes: readonly JournalCause[];
  readonly causeCount: number;
  readonly operations: SyncReport['operations'];
  readonly operationCount: number;
  readonly skipped: readonly JournalProblem[];
  readonly skippedCount: number;
  readonly failed: readonly JournalProblem[];
  readonly failedCount: number;
  readonly note: SyncReport['note'];
  readonly ms: number;
  readonly requests: SyncReport['requests'] | null;
  /** Why the run did not come to its end. What it had done until then stands in the lists. `retried`: it is tried again by itself. */
  readonly error: { readonly code: string; readonly message: string; readonly retried: boolean } | null;
}

/** How far a run is. */
export interface JournalProgress {
  readonly phase: string;
  readonly done: number;
  readonly total: number;
}

/** An entry with its place, which is also the name of the run. */
export interface PlacedEntry {
  /** {@link Journal.readAfter} goes on behind it. */
  readonly place: string;
  readonly entry: JournalEntry;
}

const KEPT_ENTRIES = 5_000;
const KEPT_BYTES = 64 * 1024 * 1024;
const PROGRESS_LIFE_S = 60;
/** Entries read at once where all may be looked at. */
const PAGE = 200;
const PLACE = /^\d+-\d+$/;

/** Longest lists in an entry; the counts beside them tell how many there were. */
export const JOURNAL_LIMIT = 500;

/**
 * Adds an entry and drops the oldest ones beyond the limits.
 * KEYS: stream, progress of the project, bytes kept. ARGV: entry, most entries, most bytes.
 */
const ADD = defineScript(`
redis.call('XADD', KEYS[1], '*', 'entry', ARGV[1])
redis.call('DEL', KEYS[2])
local bytes = redis.call('INCRBY', KEYS[3], #ARGV[1])
local count = redis.call('XLEN', KEYS[1])
while count > 1 and (count > tonumber(ARGV[2]) or bytes > tonumber(ARGV[3])) do
  local oldest = redis.call('XRANGE', KEYS[1], '-', '+', 'COUNT', 1)[1]
  redis.call('XDEL', KEYS[1], oldest[1])
  bytes = redis.call('DECRBY', KEYS[3], #oldest[2][2])
  count = count - 1
end
return count
`);

export interface JournalOptions {
  readonly prefix?: string;
  /** Most runs kept. Default 5,000. */
  readonly keptEntries?: number;
  /** Most bytes kept. Default 64 MiB. */
  readonly keptBytes?: number;
}

/** What the sync did, run by run, newest last; for tools and people. */
export class Journal {
  readonly #redis: Redis;
  readonly #stream: string;
  readonly #progress: string;
  readonly #bytes: string;
  readonly #limits: readonly [entries: number, bytes: number];

  constructor(redis: Redis, options: JournalOptions = {}) {
    const { prefix = 'ayon-ftrack', keptEntries = KEPT_ENTRIES, keptBytes = KEPT_BYTES } = options;
    this.#redis = redis;
    this.#stream = `{${prefix}}:journal`;
    this.#progress = `{${prefix}}:progress:`;
    this.#bytes = `{${prefix}}:journal-bytes`;
    this.#limits = [keptEntries, keptBytes];
  }

  async add(entry: JournalEntry): Promise<void> {
    const { projectId, lane } = entry;
    // How far a sync is does not end with a run beside it.
    const progress = this.#progress + (lane === undefined ? projectId : `${projectId}:${lane}`);
    await runScript(this.#redis, ADD, [
      [this.#stream, progress, this.#bytes],
      [JSON.stringify(entry), ...this.#limits],
    ]);
  }

  /** Entries behind a place (`0` = from the oldest kept), oldest first, at most `limit`. */
  async readAfter(place: string, limit = 100): Promise<PlacedEntry[]> {
    const rows = await this.#redis.xread('COUNT', limit, 'STREAMS', this.#stream, place);
    return (rows?.[0]?.[1] ?? []).map(readRow);
  }

  /** The entry at a place; null when it is not kept any more, or none. */
  async readAt(place: string): Promise<PlacedEntry | null> {
    if (!PLACE.test(place)) return null;
    const [row] = await this.#redis.xrange(this.#stream, place, place);
    return row === undefined ? null : readRow(row);
  }

  /** The newest entries that fit, newest first, at most `limit`. */
  async readNewest(
    limit: number,
    fits: (entry: JournalEntry) => boolean = () => true,
  ): Promise<PlacedEntry[]> {
    const found: PlacedEntry[] = [];
    for (let before = '+'; ; ) {
      const rows = await this.#redis.xrevrange(this.#stream, before, '-', 'COUNT', PAGE);
      for (const row of rows) {
        const placed = readRow(row);
        if (fits(placed.entry)) found.push(placed);
        if (found.length >= limit) return found;
      }
      const last = rows.at(-1)?.[0];
      if (last === undefined || rows.length < PAGE) return found;
      before = `(${last}`;
    }
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

function readRow([place, fields]: readonly [string, readonly string[]]): PlacedEntry {
  return { place, entry: JSON.parse(fields[1] ?? '{}') as JournalEntry };
}
