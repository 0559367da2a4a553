import { type Clock, delay, systemClock } from '../clock/index.ts';
import type { AppendResult, LogEntry } from '../event-log/index.ts';
import type { Spool } from '../spool/index.ts';

/** What happens to a writer; logs, metrics and health hang off these. They must not throw. */
export interface LogWriterEvents {
  /** `ms` is the time of the append, `oldestMs` the time since the oldest of the entries was written; null when they came from disk. */
  onAppended?: (batch: {
    entries: readonly LogEntry[];
    result: AppendResult;
    ms: number;
    oldestMs: number | null;
  }) => void;
  /** The log refuses or is away: entries go to disk from now on (`true`), or the disk is empty again (`false`). */
  onSpooling?: (spooling: boolean) => void;
  /** An append failed; it is tried again. */
  onFailed?: (error: unknown) => void;
  /** The disk takes no more and memory is full: these entries are gone. */
  onLost?: (count: number, error: unknown) => void;
}

export interface LogWriterOptions {
  /** Appends to the log; rejecting means the entries may or may not be there. They are appended again: the log knows them by id. */
  readonly append: (entries: readonly LogEntry[]) => Promise<AppendResult>;
  readonly spool: Spool;
  readonly events?: LogWriterEvents;
  readonly clock?: Clock;
  /** Between two attempts while the log does not take anything. Default 1,000 ms; {@link LogWriter.retryNow} cuts it short. */
  readonly retryMs?: number;
  /** Entries held in memory when the disk takes no more. Default 100,000. */
  readonly memoryLimit?: number;
}

const BATCH_ENTRIES = 500;
/** Characters. A single longer entry makes a batch of its own. */
const BATCH_LENGTH = 2_000_000;
/** How long a closing writer appends before it leaves the rest to the disk, ms. */
const CLOSE_MS = 3_000;

interface Waiting {
  readonly entry: LogEntry;
  readonly since: number;
}

/**
 * Takes log entries at any time and brings them into the log in order, each at least once.
 *
 * It is *direct* while the log takes what it is given: one append is under way, all that arrives meanwhile makes the next batch.
 * When an append fails it is *spooling*: everything goes to disk, and the oldest of it is offered to the log again and again; when
 * the disk is empty it is direct again. What is on disk when the process ends is appended by the next one.
 */
export class LogWriter {
  readonly #options: LogWriterOptions;
  readonly #clock: Clock;
  readonly #events: LogWriterEvents;
  readonly #running: Promise<void>;
  #memory: Waiting[] = [];
  #spooling: boolean;
  #closed = false;
  #retryAt = 0;
  #wake: (() => void) | null = null;
  /** Entries written so far, and how many of them have left for the log. */
  #written = 0;
  #left = 0;
  #barriers: { readonly at: number; readonly open: (logged: boolean) => void }[] = [];

  constructor(options: LogWriterOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#events = options.events ?? {};
    this.#spooling = options.spool.records > 0;
    this.#running = this.#run();
  }

  get spooling(): boolean {
    return this.#spooling;
  }

  /** Takes an entry. Never throws and never waits. */
  write(entry: LogEntry): void {
    this.#written += 1;
    this.#memory.push({ entry, since: performance.now() });
    this.#wake?.();
  }

  /** Tries again at once: the log is perhaps back. */
  retryNow(): void {
    this.#retryAt = 0;
    this.#wake?.();
  }

  /** Resolves with true when everything written so far is in the log, with false when the writer was closed first. */
  whenLogged(): Promise<boolean> {
    if (this.#closed) return Promise.resolve(false);
    return new Promise((open) => {
      this.#barriers.push({ at: this.#written, open });
      this.#openBarriers();
    });
  }

  /** Ends: what the log does not take within some seconds goes to disk. The spool stays open; it is the caller's. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#wake?.();
    await this.#running;
    const deadline = performance.now() + CLOSE_MS;
    while (!this.#spooling && this.#memory.length > 0 && performance.now() < deadline)
      await this.#appendNext();
    await this.#moveToSpool();
    this.#loseSurplus(0);
    for (const { open } of this.#barriers.splice(0)) open(false);
  }

  async #run(): Promise<void> {
    while (!this.#closed) {
      if (this.#spooling) await this.#workOffSpool();
      else if (this.#memory.length > 0) await this.#appendNext();
      else await this.#sleep(null);
    }
  }

  /** Appends the next batch from memory; it goes back there when the log does not take it. */
  async #appendNext(): Promise<void> {
    const batch = this.#takeBatch();
    try {
      await this.#append(
        batch.map(({ entry }) => entry),
        batch[0]?.since ?? null,
      );
    } catch (error) {
      this.#memory = [...batch, ...this.#memory];
      this.#fail(error);
      return;
    }
    this.#left += batch.length;
    this.#openBarriers();
  }

  async #workOffSpool(): Promise<void> {
    const { spool } = this.#options;
    await this.#moveToSpool();
    const wait = this.#retryAt - this.#clock.now();
    if (wait > 0) {
      await this.#sleep(wait);
      return;
    }
    const records = await spool.read();
    const last = records.at(-1);
    // What is in memory now found no room on disk, and comes after what is there.
    if (last === undefined && this.#memory.length > 0) await this.#appendNext();
    else if (last === undefined) this.#noticeEmpty();
    else {
      try {
        for (let at = 0; at < records.length; at += BATCH_ENTRIES) {
          const chunk = records.slice(at, at + BATCH_ENTRIES);
          await this.#append(
            chunk.map(({ data }) => JSON.parse(data.toString('utf8')) as LogEntry),
            null,
          );
        }
        await spool.acknowledge(last.position);
      } catch (error) {
        this.#fail(error);
      }
    }
  }

  async #append(entries: readonly LogEntry[], since: number | null): Promise<void> {
    const started = performance.now();
    const result = await this.#options.append(entries);
    const now = performance.now();
    this.#events.onAppended?.({
      entries,
      result,
      ms: now - started,
      oldestMs: since === null ? null : now - since,
    });
  }

  #fail(error: unknown): void {
    this.#retryAt = this.#clock.now() + (this.#options.retryMs ?? 1_000);
    this.#events.onFailed?.(error);
    if (this.#spooling) return;
    this.#spooling = true;
    this.#events.onSpooling?.(true);
  }

  #noticeEmpty(): void {
    this.#spooling = false;
    this.#left = this.#written;
    this.#events.onSpooling?.(false);
    this.#openBarriers();
  }

  async #moveToSpool(): Promise<void> {
    while (this.#memory.length > 0) {
      const batch = this.#takeBatch();
      try {
        await this.#options.spool.append(batch.map(({ entry }) => Buffer.from(JSON.stringify(entry))));
      } catch (error) {
        this.#memory = [...batch, ...this.#memory];
        this.#loseSurplus(this.#options.memoryLimit ?? 100_000, error);
        return;
      }
    }
  }

  /** The disk takes nothing more: memory holds what it may, the newest beyond that are lost, and told. */
  #loseSurplus(limit: number, error?: unknown): void {
    const lost = this.#memory.splice(limit).length;
    if (lost > 0) this.#events.onLost?.(lost, error);
  }

  #takeBatch(): Waiting[] {
    let size = 0;
    let length = 0;
    for (const { entry } of this.#memory) {
      length += entry.body.length;
      if (size === BATCH_ENTRIES || (size > 0 && length > BATCH_LENGTH)) break;
      size += 1;
    }
    return this.#memory.splice(0, size);
  }

  #openBarriers(): void {
    while (this.#barriers[0] !== undefined && this.#barriers[0].at <= this.#left && !this.#spooling) {
      this.#barriers.shift()?.open(true);
    }
  }

  /** Ends early when something is written, a retry is asked for, or the writer is closed. */
  async #sleep(ms: number | null): Promise<void> {
    const over = new AbortController();
    const woken = new Promise<void>((resolve) => {
      this.#wake = resolve;
    });
    await (ms === null ? woken : Promise.race([woken, delay(this.#clock, ms, over.signal)]));
    this.#wake = null;
    over.abort();
  }
}
