import { backoffDelay, type Clock, delay, systemClock } from '../clock/index.ts';
import type { LogEntry } from '../event-log/index.ts';
import type { EventRow } from '../ftrack/index.ts';
import { entryOfRow } from './entries.ts';

/** Where backfill reads: ftrack's Event table. */
export interface EventTable {
  newestId(): Promise<number | null>;
  /** Pages of rows with an id above `afterId`, in order. */
  rowsAfter(afterId: number): AsyncIterable<EventRow[]>;
}

export interface BackfillOptions {
  readonly table: EventTable;
  readonly serverUrl: string;
  readonly write: (entry: LogEntry) => void;
  /** Everything up to this id is in the log; null when nothing is known: then there is nothing to fill. */
  readonly mark: number | null;
  /** Makes a new mark durable. */
  readonly onMark: (eventId: number) => Promise<void>;
  readonly onError: (error: unknown) => void;
  /** How often the newest id is asked for while the hub is heard. Default 5,000 ms. */
  readonly pollMs?: number;
  /** How many ids before the mark are read again: a row of a long transaction may become visible late. Default 100. */
  readonly overlap?: number;
  readonly clock?: Clock;
  readonly random?: () => number;
}

const RETRY = { firstMs: 1_000, maxMs: 30_000 };

/**
 * Fills gaps from ftrack's Event table, which is the only memory of what the hub told while nobody listened.
 *
 * The *mark* is the id up to which the log has everything. While the hub is heard, the newest id is polled; an id becomes the mark
 * one poll later, when the same connection has been heard for all that time, because its own event may still have been under way
 * when it was read. After a gap all rows above the mark, less the overlap, are written as hints, and the newest of them is the mark.
 */
export class Backfill {
  readonly #options: BackfillOptions;
  readonly #clock: Clock;
  #mark: number | null;
  #watch: AbortController | null = null;

  constructor(options: BackfillOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#mark = options.mark;
  }

  /**
   * Writes hints for everything above the mark; tries until ftrack answers or the signal is aborted.
   * @returns number of rows read, or null when it was aborted.
   */
  async fill(signal: AbortSignal): Promise<number | null> {
    for (let attempt = 1; !signal.aborted; attempt += 1) {
      try {
        return await this.#fillOnce(signal);
      } catch (error) {
        this.#options.onError(error);
        await delay(this.#clock, backoffDelay(RETRY, attempt, (this.#options.random ?? Math.random)()), signal);
      }
    }
    return null;
  }

  /** The hub is heard from now on: let the mark follow. */
  follow(): void {
    this.#watch?.abort();
    this.#watch = new AbortController();
    void this.#poll(this.#watch.signal);
  }

  /** The hub is not heard any more: the mark stays where it is. */
  pause(): void {
    this.#watch?.abort();
    this.#watch = null;
  }

  async #fillOnce(signal: AbortSignal): Promise<number | null> {
    const { table, serverUrl, write, overlap } = this.#options;
    if (this.#mark === null) {
      await this.#moveMark((await table.newestId()) ?? 0);
      return 0;
    }
    let rows = 0;
    let newest = this.#mark;
    for await (const page of table.rowsAfter(Math.max(0, this.#mark - (overlap ?? 100)))) {
      if (signal.aborted) return null;
      for (const row of page) {
        write(entryOfRow(row, serverUrl));
        newest = Math.max(newest, row.id);
      }
      rows += page.length;
    }
    await this.#moveMark(newest);
    return rows;
  }

  async #poll(signal: AbortSignal): Promise<void> {
    let candidate: number | null = null;
    while (!signal.aborted) {
      await delay(this.#clock, this.#options.pollMs ?? 5_000, signal);
      if (signal.aborted) return;
      try {
        const newest = await this.#options.table.newestId();
        if (signal.aborted) return;
        if (candidate !== null && candidate !== this.#mark) await this.#moveMark(candidate);
        candidate = newest;
      } catch (error) {
        this.#options.onError(error);
      }
    }
  }

  async #moveMark(eventId: number): Promise<void> {
    await this.#options.onMark(eventId);
    this.#mark = eventId;
  }
}
