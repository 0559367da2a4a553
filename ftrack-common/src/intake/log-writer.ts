import { type Clock, delay, systemClock } from '../clock/index.ts';
import type { AppendResult, LogEntry } from '../event-log/index.ts';
import type { Spool } from '../spool/index.ts';

/** What happens to a writer; logs, metrics and health hang off these. */
export interface LogWriterEvents {
  onAppended?: (batch: { entries: readonly LogEntry[]; result: AppendResult; ms: number }) => void;
  /** The log refuses or is away: entries go to disk from now on (`true`), or the disk is empty again (`false`). */
  onSpooling?: (spooling: boolean, error: unknown) => void;
  /** The spool is full and memory is too: these entries are gone. */
  onLost?: (count: number, error: unknown) => void;
}

export interface LogWriterOptions {
  /** Appends to the log; rejecting means the entries may or may not be there. They are appended again: the log knows them by id. */
  readonly append: (entries: readonly LogEntry[]) => Promise<AppendResult>;
  readonly spool: Spool;
  /**
   * How long to remember what was appended, for {@link LogWriter.replayRecent}, milliseconds. 0 for a store that has everything on
   * disk when it answers.
   */
  readonly keepMs: number;
  readonly events?: LogWriterEvents;
  readonly clock?: Clock;
  /** Longest wait for an append, after which the store counts as away. Default 5,000 ms. */
  readonly appendTimeoutMs?: number;
}

const BATCH = 500;
const RETRY_MS = 300;
const MEMORY_LIMIT = 100_000;

/**
 * Takes log entries at any time and brings them into the log in order, each at least once.
 *
 * It is *direct* while the log takes what it is given: one append is under way, all that arrives meanwhile makes the next batch.
 * When an append fails it is *spooling*: everything goes to disk, and the oldest of it is offered to the log again and again; when
 * the disk is empty it is direct again. What is not yet appended when the process is killed comes from the disk at the next start.
 */
export class LogWriter {
  readonly #options: LogWriterOptions;
  readonly #clock: Clock;
  readonly #end = new AbortController();
  #memory: LogEntry[] = [];
  #recent: { at: number; entries: readonly LogEntry[] }[] = [];
  #spooling: boolean;
  #arrival: (() => void) | null = null;
  #idle: (() => void)[] = [];
  readonly #running: Promise<void>;

  constructor(options: LogWriterOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#spooling = options.spool.records > 0;
    this.#running = this.#run();
  }

  /** Entries that are not in the log yet, in memory and on disk. */
  get waiting(): number {
    return this.#memory.length + this.#options.spool.records;
  }

  get spooling(): boolean {
    return this.#spooling;
  }

  /** Takes an entry. Never throws and never waits. */
  write(entry: LogEntry): void {
    this.#memory.push(entry);
    this.#arrival?.();
  }

  /** Appends once more what was appended in the last seconds: the store came back, perhaps without the newest of it. */
  replayRecent(): void {
    const again = this.#recent.flatMap(({ entries }) => entries);
    this.#recent = [];
    this.#memory.unshift(...again);
    this.#arrival?.();
  }

  /** Resolves when everything written so far is in the log. */
  async flush(): Promise<void> {
    while (this.waiting > 0 && !this.#end.signal.aborted) {
      await new Promise<void>((resolve) => this.#idle.push(resolve));
    }
  }

  /** Ends: what the log does not take at once goes to disk. The spool stays open; it is the caller's. */
  async close(): Promise<void> {
    this.#end.abort();
    this.#arrival?.();
    await this.#running;
    await this.#appendDirectly().catch(() => undefined);
    await this.#moveToSpool();
    for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #run(): Promise<void> {
    while (!this.#end.signal.aborted) {
      if (this.#spooling) await this.#workOffSpool();
      else if (this.#memory.length > 0) await this.#deliver();
      else await this.#untilArrival();
    }
  }

  async #deliver(): Promise<void> {
    try {
      await this.#appendDirectly();
    } catch (error) {
      this.#setSpooling(true, error);
    }
  }

  /** Appends the next batch from memory; it stays there until the log has it. */
  async #appendDirectly(): Promise<void> {
    const batch = this.#memory.slice(0, BATCH);
    if (batch.length === 0 || this.#spooling) return;
    await this.#append(batch);
    this.#memory.splice(0, batch.length);
    if (this.#memory.length === 0) for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #workOffSpool(): Promise<void> {
    const { spool } = this.#options;
    await this.#moveToSpool();
    const records = await spool.read();
    const last = records.at(-1);
    if (last === undefined) {
      if (this.#memory.length === 0) this.#setSpooling(false, null);
      return;
    }
    try {
      for (let at = 0; at < records.length; at += BATCH) {
        const chunk = records.slice(at, at + BATCH);
        await this.#append(chunk.map(({ data }) => JSON.parse(data.toString('utf8')) as LogEntry));
      }
      await spool.acknowledge(last.position);
    } catch {
      await this.#untilArrivalOr(RETRY_MS);
    }
  }

  async #moveToSpool(): Promise<void> {
    while (this.#memory.length > 0) {
      const batch = this.#memory.slice(0, BATCH);
      try {
        await this.#options.spool.append(batch.map((entry) => Buffer.from(JSON.stringify(entry))));
        this.#memory.splice(0, batch.length);
      } catch (error) {
        this.#dropSurplus(error);
        return;
      }
    }
  }

  /** The disk takes nothing more: memory holds what it may, the newest beyond that are lost, and told. */
  #dropSurplus(error: unknown): void {
    const surplus = this.#memory.length - (this.#end.signal.aborted ? 0 : MEMORY_LIMIT);
    if (surplus <= 0) return;
    this.#memory.splice(this.#memory.length - surplus, surplus);
    this.#options.events?.onLost?.(surplus, error);
  }

  async #append(entries: readonly LogEntry[]): Promise<void> {
    const started = performance.now();
    const result = await this.#inTime(this.#options.append(entries));
    this.#remember(entries);
    this.#options.events?.onAppended?.({ entries, result, ms: performance.now() - started });
  }

  async #inTime<T>(work: Promise<T>): Promise<T> {
    const limit = this.#options.appendTimeoutMs ?? 5_000;
    let timer: unknown;
    const late = new Promise<never>((_, reject) => {
      timer = this.#clock.setTimeout(() => reject(new Error(`The log did not answer within ${limit} ms.`)), limit);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      this.#clock.clearTimeout(timer);
    }
  }

  #remember(entries: readonly LogEntry[]): void {
    const { keepMs } = this.#options;
    if (keepMs === 0) return;
    const now = this.#clock.now();
    this.#recent.push({ at: now, entries });
    while (this.#recent[0] !== undefined && this.#recent[0].at < now - keepMs) this.#recent.shift();
  }

  #setSpooling(spooling: boolean, error: unknown): void {
    this.#spooling = spooling;
    this.#options.events?.onSpooling?.(spooling, error);
    if (!spooling) for (const resolve of this.#idle.splice(0)) resolve();
  }

  async #untilArrival(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#arrival = resolve;
      if (this.#memory.length > 0 || this.#end.signal.aborted) resolve();
    });
    this.#arrival = null;
  }

  /** Waits for the retry, but takes what arrives meanwhile to disk at once. */
  async #untilArrivalOr(ms: number): Promise<void> {
    const over = new AbortController();
    const due = this.#clock.now() + ms;
    while (this.#clock.now() < due && !this.#end.signal.aborted) {
      await this.#moveToSpool();
      const rest = delay(this.#clock, due - this.#clock.now(), over.signal);
      // Entries that are still in memory found no room on disk: then there is nothing to do but to wait.
      await (this.#memory.length > 0 ? rest : Promise.race([this.#untilArrival(), rest]));
    }
    over.abort();
  }
}
