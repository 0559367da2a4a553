import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { type Clock, delay, systemClock } from '../clock/index.ts';
import type { EventHub, Gap, HubLifecycle } from '../event-hub/index.ts';
import type { EventLog } from '../event-log/index.ts';
import { type FtrackEvent, isSocialNoise } from '../events/index.ts';
import type { Spool } from '../spool/index.ts';
import { Backfill } from './backfill.ts';
import { entryOfEvent, entryOfGap, type GapNotice } from './entries.ts';
import type { EventTable } from './event-table.ts';
import { extendEarlier, type IntakePosition, IntakeState } from './intake-state.ts';
import { LogKeeper, type OpenedLog } from './log-keeper.ts';
import { LogWriter } from './log-writer.ts';
import type { IntakeHappening } from './types.ts';

export interface IntakeOptions {
  /** Such as `https://studio.ftrackapp.com`; the server that hub and table belong to. */
  readonly serverUrl: string;
  /** Not started yet; intake starts and stops it. */
  readonly hub: EventHub;
  readonly table: EventTable;
  /** Rejects commands while it is not connected (`whenOffline: 'fail'`). Stays the caller's. */
  readonly redis: Redis;
  /** Opens the log in that Redis; rejects when the log, or the Redis, is not fit for use. Called again after each reconnect. */
  readonly openLog: () => Promise<EventLog>;
  /** Where entries wait while the log does not take them. Stays the caller's. */
  readonly spool: Spool;
  /** Where the position is kept beside Redis. */
  readonly stateFolder: string;
  /** False leaves gaps unfilled and only tells them. */
  readonly backfill: boolean;
  /** Called at once at everything that happens; must not throw. */
  readonly onHappening?: (happening: IntakeHappening) => void;
  readonly tuning?: {
    /** See {@link BackfillOptions}. */
    readonly pollMs?: number;
    readonly settleMs?: number;
    readonly overlap?: number;
    /** Longest wait for Redis. Default 5,000 ms. */
    readonly appendTimeoutMs?: number;
  };
  readonly clock?: Clock;
}

/** A running intake. */
export interface Intake {
  readonly status: IntakeStatus;
  /** Says goodbye to the hub and brings what was heard into the log, or to disk when the log does not take it within seconds. */
  stop(): Promise<void>;
}

export interface IntakeStatus {
  readonly hub: ReturnType<EventHub['status']>;
  readonly spooling: boolean;
  /** Id of the Event table up to which the log has everything; null when that is not known. */
  readonly mark: number | null;
  /** Gaps that are over and not filled yet. */
  readonly openGaps: number;
}

/**
 * Takes in all that the hub of a ftrack server tells: every event but social noise goes to the log as received, in order. After every time
 * the hub was not heard, the Event table is read from the last known point on; what it holds follows as hints, and then a notice that tells
 * the gap. None of ftrack, Redis and the disk need to be there: what is missing is waited for.
 */
export function startIntake(options: IntakeOptions): Intake {
  return new RunningIntake(options);
}

type OpenGap = Pick<GapNotice, 'from' | 'to' | 'reason'>;

const OPEN_RETRY_MS = 2_000;
const WORK_END_MS = 1_000;

class RunningIntake implements Intake {
  readonly #options: IntakeOptions;
  readonly #clock: Clock;
  readonly #state: IntakeState;
  readonly #keeper: LogKeeper;
  readonly #writer: LogWriter;
  readonly #backfill: Backfill;
  readonly #end = new AbortController();
  readonly #work: Promise<unknown>;
  #gaps: OpenGap[] = [];
  #wake: (() => void) | null = null;
  #heardBefore: number | null = null;
  #earlier: IntakePosition['earlier'] = [];
  #saved: IntakePosition | null = null;
  #replacements = 0;

  constructor(options: IntakeOptions) {
    const { hub, redis, table, serverUrl, spool, tuning = {} } = options;
    this.#options = options;
    const clock = options.clock ?? systemClock;
    this.#clock = clock;
    this.#state = new IntakeState({ redis, folder: options.stateFolder });
    this.#keeper = new LogKeeper({
      redis,
      openLog: options.openLog,
      state: this.#state,
      serverUrl,
      clock,
      onOpened: (opened) => this.#onOpened(opened),
      ...(tuning.appendTimeoutMs === undefined ? {} : { timeoutMs: tuning.appendTimeoutMs }),
    });
    this.#writer = new LogWriter({
      append: (entries) => this.#keeper.append(entries),
      spool,
      clock,
      events: {
        onAppended: (batch) => this.#tell({ type: 'appended', ...batch }),
        onSpooling: (active) => this.#tell({ type: 'spooling', active }),
        onFailed: (error) => this.#tell({ type: 'append_failed', error }),
        onLost: (count, error) => this.#tell({ type: 'lost', count, error }),
      },
    });
    this.#backfill = new Backfill({
      table,
      serverUrl,
      write: (entry) => this.#writer.write(entry),
      whenLogged: () => this.#writer.whenLogged(),
      heardAt: () =>
        hub.status().state === 'subscribed' ? (hub.status().lastHeardAt?.getTime() ?? null) : null,
      onMark: (eventId) => this.#savePosition(eventId),
      onFailed: (error) => this.#tell({ type: 'backfill_failed', error }),
      onRecovered: () => this.#tell({ type: 'backfill_recovered' }),
      clock,
      ...tuning,
    });
    redis.on('ready', this.#onRedisReady);
    hub.on((happening) => this.#onLifecycle(happening));
    hub.onEvent((event, json) => this.#onEvent(event, json));
    hub.onGap((gap) => this.#onGap(gap));
    hub.subscribe('topic=*');
    hub.start();
    this.#work = Promise.all([
      this.#closeGaps(),
      options.backfill ? this.#backfill.poll(this.#end.signal) : null,
    ]);
  }

  get status(): IntakeStatus {
    return {
      hub: this.#options.hub.status(),
      spooling: this.#writer.spooling,
      mark: this.#backfill.mark,
      openGaps: this.#gaps.length,
    };
  }

  async stop(): Promise<void> {
    this.#options.redis.off('ready', this.#onRedisReady);
    await this.#options.hub.stop();
    this.#end.abort();
    this.#wake?.();
    await this.#writer.close();
    // A request to ftrack may take longer than there is time; what it brings is read again after the next start.
    await Promise.race([this.#work, delay(systemClock, WORK_END_MS)]);
    await this.#keeper.close();
  }

  #onEvent(event: FtrackEvent, json: string): void {
    const kept = !isSocialNoise(event);
    if (kept) this.#writer.write(entryOfEvent(event, json));
    this.#tell({ type: 'heard', topic: event.topic, kept });
  }

  #onLifecycle(happening: HubLifecycle): void {
    if (happening.type === 'lost') this.#backfill.pause();
    this.#tell({ type: 'hub', happening });
  }

  #onGap({ from, to, reason }: Gap): void {
    const heard = from?.getTime() ?? this.#heardBefore;
    this.#addGap({
      from: heard === null ? null : new Date(heard).toISOString(),
      to: to.toISOString(),
      reason,
    });
  }

  readonly #onRedisReady = (): void => {
    // Also without anything to append: a Redis that lost what it had is filled again at once.
    this.#keeper.open().then(
      () => {
        this.#writer.retryNow();
        this.#wake?.();
      },
      (error: unknown) => this.#tell({ type: 'append_failed', error }),
    );
  };

  #onOpened({ description, durability, sequence, judgement, known }: OpenedLog): void {
    const { replaced, mark } = judgement;
    this.#heardBefore ??= known?.heardAt ?? null;
    if (this.#earlier.length === 0) this.#earlier = known?.earlier ?? [];
    this.#tell({ type: 'log_opened', description, durability, sequence });
    if (this.#backfill.mark === null || replaced !== null) this.#backfill.rewind(mark);
    if (replaced === null) return;
    this.#replacements += 1;
    this.#tell({ type: 'log_replaced', how: replaced, epoch: description.epoch });
    const now = new Date(this.#clock.now()).toISOString();
    this.#addGap({ from: isoOf(this.#earlier[0]?.at ?? null), to: now, reason: `log_${replaced}` });
  }

  #addGap(gap: OpenGap): void {
    this.#backfill.pause();
    this.#gaps.push(gap);
    this.#wake?.();
  }

  /** One gap after the other; the log must be open, since only then it is known from where on there is something to fill. */
  async #closeGaps(): Promise<void> {
    const { signal } = this.#end;
    await this.#untilOpen();
    while (!signal.aborted) {
      const gap = this.#gaps[0];
      if (gap === undefined) {
        if (this.#options.hub.status().state === 'subscribed') this.#backfill.follow();
        await this.#untilWoken();
        continue;
      }
      const rows = this.#options.backfill ? await this.#backfill.fill(signal) : null;
      if (signal.aborted) return;
      this.#gaps.shift();
      const notice: GapNotice = { ...gap, from: gap.from ?? isoOf(this.#heardBefore), rows };
      this.#writer.write(entryOfGap(notice, randomUUID()));
      this.#tell({ type: 'gap_closed', notice });
    }
  }

  async #untilOpen(): Promise<void> {
    const { signal } = this.#end;
    const { redis } = this.#options;
    while (!signal.aborted && !this.#keeper.isOpen) {
      // A Redis that is not there yet is no failure; its arrival opens the log.
      if (redis.status === 'ready') {
        await this.#keeper.open().catch((error: unknown) => this.#tell({ type: 'append_failed', error }));
      }
      if (this.#keeper.isOpen) return;
      await Promise.race([this.#untilWoken(), delay(this.#clock, OPEN_RETRY_MS, signal)]);
    }
  }

  #untilWoken(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  async #savePosition(eventId: number): Promise<void> {
    const { serverUrl, hub } = this.#options;
    const replacements = this.#replacements;
    await this.#keeper.verify();
    const log = this.#keeper.highWater;
    // In a log that was found to be another just now, the id says nothing.
    if (log === null || replacements !== this.#replacements) return;
    const saved = this.#saved;
    if (saved?.eventId === eventId && saved.epoch === log.epoch && saved.sequence === log.sequence) return;
    const at = this.#clock.now();
    const earlier = extendEarlier(this.#earlier, { eventId, at });
    const position = {
      serverUrl,
      eventId,
      earlier,
      ...log,
      heardAt: hub.status().lastHeardAt?.getTime() ?? null,
    };
    await this.#state.save(position);
    this.#saved = position;
    this.#earlier = earlier;
    this.#keeper.remember(position);
  }

  #tell(happening: IntakeHappening): void {
    this.#options.onHappening?.(happening);
  }
}

function isoOf(time: number | null): string | null {
  return time === null ? null : new Date(time).toISOString();
}
