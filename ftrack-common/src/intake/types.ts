import type { HubLifecycle } from '../event-hub/index.ts';
import type { AppendResult, LogDescription, LogEntry } from '../event-log/index.ts';
import type { RedisDurability } from '../redis/index.ts';
import type { GapNotice } from './entries.ts';
import type { LogReplacement } from './judge-log.ts';

/** What happens in an intake, for logs, metrics and health. */
export type IntakeHappening =
  /** What the connection to the hub goes through. */
  | { readonly type: 'hub'; readonly happening: HubLifecycle }
  /** An event was heard; `kept` is false for social noise, which is not logged. */
  | { readonly type: 'heard'; readonly topic: string; readonly kept: boolean }
  /** The log took entries. `ms`: time of the append; `oldestMs`: since the oldest was heard, null when they came from disk. */
  | {
      readonly type: 'appended';
      readonly entries: readonly LogEntry[];
      readonly result: AppendResult;
      readonly ms: number;
      readonly oldestMs: number | null;
    }
  /** The log was opened, at the start and after each reconnect to Redis. */
  | {
      readonly type: 'log_opened';
      readonly description: LogDescription;
      readonly durability: RedisDurability;
      readonly sequence: number;
    }
  /** The log lost what it had; it is filled again from the Event table. */
  | { readonly type: 'log_replaced'; readonly how: LogReplacement; readonly epoch: string }
  /** The log did not take entries; told for each attempt. */
  | { readonly type: 'append_failed'; readonly error: unknown }
  /** Entries go to disk from now on, or no longer. */
  | { readonly type: 'spooling'; readonly active: boolean }
  /** The disk and the memory for entries are full: these are gone. */
  | { readonly type: 'lost'; readonly count: number; readonly error: unknown }
  /** A gap is over and filled; its notice is written. */
  | { readonly type: 'gap_closed'; readonly notice: GapNotice }
  /** The Event table could not be read; told for each attempt. */
  | { readonly type: 'backfill_failed'; readonly error: unknown }
  | { readonly type: 'backfill_recovered' };
