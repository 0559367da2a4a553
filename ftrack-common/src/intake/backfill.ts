import { backoffDelay, type Clock, delay, systemClock } from '../clock/index.ts';
import type { LogEntry } from '../event-log/index.ts';
import { entryOfRow } from './entries.ts';
import type { EventTable } from './event-table.ts';

export interface BackfillOptions {
  readonly table: EventTable;
  readonly serverUrl: string;
  readonly write: (entry: LogEntry) => void;
  /** Resolves with true when everything written so far, and every event heard so far, is in the log; false when that will not be. */
  readonly whenLogged: () => Promise<boolean>;
  /** When the hub was heard last, ms since 1970; null when it is not heard. */
  readonly heardAt: () => number | null;
  /** Makes a mark durable, also one that has not changed; rejects when that failed. */
  readonly onMark: (eventId: number) => Promise<void>;
  readonly onFailed: (error: unknown) => void;
  readonly onRecovered: () => void;
  /** How often the newest id is asked for while the hub is heard. Default 5,000 ms. */
  readonly pollMs?: number;
  /** How long the hub must have been heard after an id was read until the id can become the mark. Default 3,000 ms. */
  readonly settleMs?: number;
  /** How many ids before the mark are read again: a row of a long transaction may become visible late. Default 100. */
  readonly overlap?: number;
  readonly clock?: Clock;
  readonly random?: () => number;
}

const RETRY = { firstMs: 1_000, maxMs: 30_000 };

/**
 * Fills gaps from ftrack's Event table, which is the only memory of what the hub told while nobody listened.
 *
 * The *mark* is the id up to which the log has everything. After a gap all rows above the mark, less the overlap, are written as hints, and
 * the newest of them is the mark. While the hub is *followed*, the newest id is polled, and becomes the mark when the hub was heard for some
 * seconds more: its own event may still have been under way when it was read, and a connection can be dead for a while before that is noticed.
 */
export class Backfill {
  readonly #options: BackfillOptions;
  readonly #clock: Clock;
  #mark: number | null = null;
  /** Changes at each rewind: what was read before must not become the mark any more. */
  #era = 0;
  #following = false;
  #candidate: { readonly eventId: number; readonly readAt: number } | null = null;
  #failing = false;

  constructor(options: BackfillOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  get mark(): number | null {
    return this.#mark;
  }

  /** The log holds everything up to this id, and perhaps nothing above it. Null when that is not known: then the mark stays. */
  rewind(mark: number | null): void {
    this.#era += 1;
    this.pause();
    if (mark !== null) this.#mark = this.#mark === null ? mark : Math.min(this.#mark, mark);
  }

  /** Every gap is filled and the hub is heard: let the mark follow. */
  follow(): void {
    this.#following = true;
  }

  /** The hub is not heard any more, or there is a gap to fill first: the mark stays where it is. */
  pause(): void {
    this.#following = false;
    this.#candidate = null;
  }

  /**
   * Writes hints for everything above the mark; tries until ftrack answers or the signal is aborted. Without a mark there is nothing to fill:
   * the newest id becomes the mark.
   * @returns number of rows read, or null when it was aborted.
   */
  async fill(signal: AbortSignal): Promise<number | null> {
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        const rows = await this.#fillOnce(signal);
        this.#recover();
        return rows;
      } catch (error) {
        if (signal.aborted) return null;
        this.#fail(error);
        await delay(
          this.#clock,
          backoffDelay(RETRY, attempt, (this.#options.random ?? Math.random)()),
          signal,
        );
      }
    }
    return null;
  }

  /** Lets the mark follow whenever {@link follow} was called, until the signal is aborted. */
  async poll(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await delay(this.#clock, this.#options.pollMs ?? 5_000, signal);
      if (signal.aborted || !this.#following) continue;
      try {
        await this.#pollOnce();
        this.#recover();
      } catch (error) {
        this.#fail(error);
      }
    }
  }

  async #fillOnce(signal: AbortSignal): Promise<number | null> {
    const { table, serverUrl, write, whenLogged, overlap = 100 } = this.#options;
    if (this.#mark === null) {
      await this.#moveMark((await table.newestId()) ?? 0, this.#era);
      return 0;
    }
    const era = this.#era;
    let rows = 0;
    for await (const page of table.rowsAfter(Math.max(0, this.#mark - overlap), signal)) {
      for (const row of page) write(entryOfRow(row, serverUrl));
      // Waiting here also keeps a long gap from filling the memory.
      if (!(await whenLogged())) return null;
      rows += page.length;
      const newest = page.at(-1)?.id ?? 0;
      await this.#moveMark(newest, era);
      if (era !== this.#era)
        throw new Error('The log was replaced while a gap was filled; it is filled again.');
    }
    return rows;
  }

  async #pollOnce(): Promise<void> {
    const era = this.#era;
    const { table, whenLogged, heardAt, settleMs = 3_000 } = this.#options;
    const candidate = this.#candidate;
    if (candidate !== null) {
      if ((heardAt() ?? 0) < candidate.readAt + settleMs) return;
      if (!(await whenLogged())) return;
      await this.#moveMark(candidate.eventId, era);
      this.#candidate = null;
    }
    const eventId = await table.newestId();
    if (this.#following && eventId !== null) this.#candidate = { eventId, readAt: this.#clock.now() };
  }

  async #moveMark(eventId: number, era: number): Promise<void> {
    if (era !== this.#era || (this.#mark !== null && eventId < this.#mark)) return;
    await this.#options.onMark(eventId);
    if (era === this.#era) this.#mark = eventId;
  }

  #fail(error: unknown): void {
    this.#failing = true;
    this.#options.onFailed(error);
  }

  #recover(): void {
    if (this.#failing) this.#options.onRecovered();
    this.#failing = false;
  }
}
