import {
  buildLogEntries,
  type ChangeFacts,
  type FeedEntry,
  isMissingAction,
  type EventRow,
} from './changes/index.ts';
import type { CommittedTransaction, Store, StoreWriter } from './store/index.ts';

/** How the log falls short of what happened: ftrack promises neither completeness, nor order, nor how long rows stay. */
export interface EventLogFaults {
  /** Actions without a row; one that ends in `*` stands for all that begin so. */
  readonly missingActions: readonly string[];
  /** Share of the rows that are missing, whatever their action. */
  readonly missingRate: number;
  /** Rows that get their number at once but become visible so many milliseconds later, as in a long transaction. */
  readonly late: { readonly rate: number; readonly ms: number } | null;
  /** How long rows stay, in milliseconds; null for ever. */
  readonly keptMs: number | null;
}

interface LateRow {
  readonly row: EventRow & { readonly id: number };
  readonly feeds: readonly FeedEntry[];
  readonly visibleAt: number;
}

export interface EventLogOptions {
  readonly store: Store;
  readonly facts: ChangeFacts;
  readonly clock: () => Date;
  readonly random: () => number;
  readonly newId: () => string;
  readonly faults: () => EventLogFaults;
}

/** The activity log of the server: rows of `Event`, numbered from 1, with those of `Feed` that say in whose feed they show. */
export class EventLog {
  readonly #options: EventLogOptions;
  #lastId = 0;
  #late: LateRow[] = [];

  constructor(options: EventLogOptions) {
    this.#options = options;
  }

  record(transaction: CommittedTransaction): void {
    const { store, facts, random, faults, clock } = this.#options;
    const { missingActions, missingRate, late } = faults();
    store.writeQuietly((writer) => {
      for (const { row, feeds } of buildLogEntries(transaction, facts)) {
        if (isMissingAction(row.action, missingActions) || strikes(missingRate, random)) continue;
        this.#lastId += 1;
        const numbered = { ...row, id: this.#lastId };
        if (late !== null && strikes(late.rate, random)) {
          this.#late.push({ row: numbered, feeds, visibleAt: clock().getTime() + late.ms });
        } else {
          this.#write(writer, numbered, feeds);
        }
      }
    });
  }

  /** Makes late rows visible whose time has come, and drops those that are too old. To be called before the log is read. */
  settle(): void {
    const { store, clock, faults } = this.#options;
    const now = clock().getTime();
    const { late, keptMs } = faults();
    const isDue = ({ visibleAt }: LateRow): boolean => late === null || visibleAt <= now;
    const due = this.#late.filter(isDue);
    this.#late = this.#late.filter((row) => !isDue(row));
    if (due.length === 0 && keptMs === null) return;
    store.writeQuietly((writer) => {
      for (const { row, feeds } of due) this.#write(writer, row, feeds);
      if (keptMs !== null) this.#forgetBefore(now - keptMs, writer);
    });
  }

  /** Drops all rows, the late ones too. Numbers go on. */
  forget(): void {
    this.#late = [];
    this.#options.store.writeQuietly((writer) => this.#forgetBefore(Number.POSITIVE_INFINITY, writer));
  }

  #write(writer: StoreWriter, row: EventRow & { readonly id: number }, feeds: readonly FeedEntry[]): void {
    writer.insert('Event', { ...row });
    for (const feed of feeds) {
      writer.insert('Feed', {
        id: this.#options.newId(),
        social_id: row.id,
        created_at: row.created_at,
        ...feed,
      });
    }
  }

  #forgetBefore(time: number, writer: StoreWriter): void {
    const { store } = this.#options;
    for (const event of store.rows('Event')) {
      const { created_at } = event.row;
      // Rows stand in the order they were written: what follows is younger, or came late and will go later.
      if (created_at instanceof Date && created_at.getTime() >= time) return;
      for (const feed of store.list('Feed', 'social_id', event.key[0] ?? '')) writer.remove(feed);
      writer.remove(event);
    }
  }
}

function strikes(rate: number, random: () => number): boolean {
  return rate > 0 && random() < rate;
}
