import { once } from 'node:events';
import type { Redis } from 'ioredis';
import { type Clock, systemClock } from '../clock/index.ts';
import {
  type AppendResult,
  type EventLog,
  type LogDescription,
  type LogEntry,
  LogReplacedError,
} from '../event-log/index.ts';
import { readDurability, type RedisDurability } from '../redis/index.ts';
import type { IntakePosition, IntakeState } from './intake-state.ts';
import { judgeLog, type LogJudgement } from './judge-log.ts';

export interface OpenedLog {
  readonly description: LogDescription;
  readonly durability: RedisDurability;
  readonly sequence: number;
  readonly judgement: LogJudgement;
  /** The position known before, if any. */
  readonly known: IntakePosition | null;
}

export interface LogKeeperOptions {
  /** Must reject commands while it is not connected, instead of keeping them: what they would have brought is sent again anyway. */
  readonly redis: Redis;
  readonly openLog: () => Promise<EventLog>;
  readonly state: IntakeState;
  readonly serverUrl: string;
  /** The log was opened: at the start, after each reconnect, and when it was found to be another. */
  readonly onOpened: (opened: OpenedLog) => void;
  /** Limit of one append, after which the connection is made anew. Default 5,000 ms. */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

/** How long what was appended is remembered when Redis may forget it in a crash, ms. */
const KEEP_MS = 5_000;
const CHUNK = 500;

/**
 * The log behind one connection to Redis. Before the first append, and again after each reconnect, it looks whether the log still holds
 * what was written to it; a Redis that does not have all on disk when it answers is given the last seconds once more.
 */
export class LogKeeper {
  readonly #options: LogKeeperOptions;
  readonly #clock: Clock;
  #log: EventLog | null = null;
  #opening: Promise<EventLog> | null = null;
  #checked = false;
  /** Counts losses of the connection, after which Redis may have forgotten something. */
  #connection = 0;
  #openedOn = -1;
  #durability: RedisDurability = 'unknown';
  #recent: { readonly at: number; readonly entries: readonly LogEntry[] }[] = [];
  #known: { readonly epoch: string; sequence: number } | null = null;
  #position: IntakePosition | null = null;

  constructor(options: LogKeeperOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    options.redis.on('close', this.#onClose);
  }

  get isOpen(): boolean {
    return this.#log !== null && this.#checked;
  }

  /** Epoch and highest sequence of the log as of the last answer; null before the first. */
  get highWater(): { readonly epoch: string; readonly sequence: number } | null {
    return this.#known;
  }

  /** Tells what has been saved, which is what the log is judged by later. */
  remember(position: IntakePosition): void {
    this.#position = position;
  }

  /** Rejects when Redis is away or unfit, or the log cannot be used. */
  async open(): Promise<void> {
    await this.#inTime(this.#ready());
  }

  /** Looks at the log again although the connection is the same. Rejects like {@link open}. */
  async verify(): Promise<void> {
    this.#checked = false;
    await this.open();
  }

  /** Appends to the log that is there now. Rejects when it is not known whether the entries are in it. */
  append(entries: readonly LogEntry[]): Promise<AppendResult> {
    return this.#inTime(this.#append(entries));
  }

  async close(): Promise<void> {
    this.#options.redis.off('close', this.#onClose);
    await this.#log?.[Symbol.asyncDispose]();
  }

  readonly #onClose = (): void => {
    this.#connection += 1;
    this.#checked = false;
  };

  async #append(entries: readonly LogEntry[]): Promise<AppendResult> {
    const log = await this.#ready();
    try {
      return this.#note(await log.append(entries), entries);
    } catch (error) {
      if (!(error instanceof LogReplacedError)) throw error;
      this.#checked = false;
      const next = await this.#ready();
      return this.#note(await next.append(entries), entries);
    }
  }

  #note(result: AppendResult, entries: readonly LogEntry[]): AppendResult {
    if (this.#known !== null) this.#known.sequence = result.lastSequence;
    if (this.#durability === 'always') return result;
    const now = this.#clock.now();
    this.#recent.push({ at: now, entries });
    while (this.#recent[0] !== undefined && this.#recent[0].at < now - KEEP_MS) this.#recent.shift();
    return result;
  }

  #ready(): Promise<EventLog> {
    if (this.#log !== null && this.#checked) return Promise.resolve(this.#log);
    if (this.#options.redis.status !== 'ready') return Promise.reject(new Error('Redis is not connected.'));
    this.#opening ??= this.#open().finally(() => {
      this.#opening = null;
    });
    return this.#opening;
  }

  async #open(): Promise<EventLog> {
    const { redis, openLog, state, serverUrl, onOpened } = this.#options;
    // A connection that is only being made is no failure yet.
    if (this.#openedOn === -1 && redis.status !== 'ready') await once(redis, 'ready');
    const connection = this.#connection;
    if (this.#openedOn !== connection) this.#durability = await readDurability(redis);
    const durability = this.#durability;
    const stored = await state.loadFromRedis();
    const known = this.#recall() ?? (await state.loadFromFile());
    const log = await openLog();
    const { epoch } = log.description;
    const found = { epoch, sequence: await log.lastSequence() };
    const judgement = judgeLog({ found, known, stored, serverUrl });
    const news = this.#openedOn !== connection || judgement.replaced !== null;
    const sequence = news ? await this.#appendRecent(log, found.sequence) : found.sequence;
    await this.#log?.[Symbol.asyncDispose]();
    this.#log = log;
    this.#known = { epoch, sequence };
    this.#openedOn = connection;
    this.#checked = connection === this.#connection;
    if (news) onOpened({ description: log.description, durability, sequence, judgement, known });
    return log;
  }

  /** What was saved last, with what is known of the log since; null in a process that has not opened it yet. */
  #recall(): IntakePosition | null {
    if (this.#known === null) return null;
    const { serverUrl } = this.#options;
    const saved = this.#position ?? { serverUrl, eventId: null, earlier: [], heardAt: null };
    return { ...saved, ...this.#known };
  }

  /** @returns the highest sequence of the log afterwards. */
  async #appendRecent(log: EventLog, sequence: number): Promise<number> {
    const entries = this.#durability === 'always' ? [] : this.#recent.flatMap((batch) => batch.entries);
    let last = sequence;
    for (let at = 0; at < entries.length; at += CHUNK) {
      last = (await log.append(entries.slice(at, at + CHUNK))).lastSequence;
    }
    return last;
  }

  async #inTime<T>(work: Promise<T>): Promise<T> {
    const limit = this.#options.timeoutMs ?? 5_000;
    let timer: unknown;
    const late = new Promise<never>((_, reject) => {
      timer = this.#clock.setTimeout(() => {
        // Commands that wait for an answer would only pile up.
        this.#options.redis.disconnect(true);
        reject(new Error(`Redis did not answer within ${limit} ms.`));
      }, limit);
    });
    try {
      return await Promise.race([work, late]);
    } finally {
      this.#clock.clearTimeout(timer);
    }
  }
}
