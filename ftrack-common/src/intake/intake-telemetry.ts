import { topicLabel } from '../events/index.ts';
import type { HubLifecycle } from '../event-hub/index.ts';
import type { LogEntry } from '../event-log/index.ts';
import {
  type HealthRegistry,
  type HealthReporter,
  type Logger,
  type Metrics,
  scrubSecrets,
} from '../telemetry/index.ts';
import { declareIntakeMetrics, type WatchedIntake } from './intake-metrics.ts';
import type { LogReplacement } from './judge-log.ts';
import type { IntakeHappening } from './types.ts';

export interface IntakeTelemetryOptions {
  readonly health: HealthRegistry;
  readonly metrics: Metrics;
  readonly logger: Logger;
  /** Tells admins in AYON; `null` as message: it is over. */
  readonly onProblem: (code: string, message: string | null) => void;
}

const REPLACED: Record<LogReplacement, string> = {
  emptied: 'Redis was emptied: the event log in it is new.',
  set_back: 'Redis was set back to an earlier state: the newest part of the event log is gone.',
  restored: 'Redis holds another event log than before: it was restored or replaced.',
};

/** Turns what happens in an intake into log lines, metrics and health. Made once per process, for one intake after the other. */
export class IntakeTelemetry {
  readonly #options: IntakeTelemetryOptions;
  readonly #hub: HealthReporter;
  readonly #log: HealthReporter;
  readonly #backfill: HealthReporter;
  readonly #counters: ReturnType<typeof declareIntakeMetrics>;
  #watched: WatchedIntake | null = null;
  #fills = true;
  #hasFilled = false;
  #appendFailure: string | null = null;
  #toldCode: string | null = null;
  #backfillFailure: string | null = null;

  constructor(options: IntakeTelemetryOptions) {
    this.#options = options;
    this.#hub = options.health.add('ftrack event hub');
    this.#log = options.health.add('event log');
    this.#backfill = options.health.add('backfill');
    this.#counters = declareIntakeMetrics(options.metrics, () => this.#watched);
  }

  /** From now on gauges show this intake. */
  watch(watched: WatchedIntake | null): void {
    this.#watched = watched;
  }

  /** Shows whether gaps are filled. */
  showBackfill(on: boolean): void {
    this.#fills = on;
    if (on) this.#backfill.starting('What was missed while this service was down is not read yet.');
    else {
      this.#backfill.degraded(
        'Backfill is switched off (AYON_FTRACK_BACKFILL=off): what ftrack tells while this service does not listen is lost.',
      );
    }
  }

  readonly onHappening = (happening: IntakeHappening): void => {
    switch (happening.type) {
      case 'hub':
        this.#showHub(happening.happening);
        break;
      case 'heard':
        this.#counters.events.inc({ topic: topicLabel(happening.topic), kept: String(happening.kept) });
        break;
      case 'appended':
        this.#noteAppended(happening);
        break;
      case 'log_opened': {
        const { durability, sequence } = happening;
        const { epoch, partitions } = happening.description;
        this.#log.setDetails({ epoch, partitions, durability });
        this.#noteLogWorks();
        this.#options.logger.info({ epoch, partitions, sequence, durability }, 'the event log is open');
        break;
      }
      case 'log_replaced':
        this.#noteReplaced(happening.how);
        break;
      case 'append_failed':
        this.#noteAppendFailed(happening.error);
        break;
      case 'spooling':
        this.#noteSpooling(happening.active);
        break;
      case 'lost':
        this.#noteLost(happening.count, happening.error);
        break;
      case 'gap_closed':
        this.#counters.gaps.inc({ reason: happening.notice.reason });
        this.#options.logger.info({ ...happening.notice }, 'a gap is closed');
        this.#hasFilled = true;
        if (this.#fills) this.#backfill.ok();
        break;
      case 'backfill_failed':
        this.#noteBackfillFailed(happening.error);
        break;
      case 'backfill_recovered':
        this.#backfillFailure = null;
        if (this.#hasFilled) this.#backfill.ok();
        break;
      default:
        happening satisfies never;
    }
  };

  #showHub(happening: HubLifecycle): void {
    const { logger, onProblem } = this.#options;
    switch (happening.type) {
      case 'connecting':
        return;
      case 'connected':
        this.#hub.starting('Connected; waiting until ftrack has taken the subscription.');
        return;
      case 'subscribed':
        this.#hub.ok();
        onProblem('hub_refused', null);
        return;
      case 'lost':
        if (happening.reason === 'stopped') {
          this.#hub.starting();
          return;
        }
        this.#hub.failed(
          `The connection to the event hub was lost (${happening.detail}). It is made again; what happens meanwhile is read from ftrack afterwards.`,
        );
        return;
      case 'refused':
        this.#hub.failed(happening.message);
        this.#counters.refused.inc({ reason: happening.reason });
        if (
          happening.reason === 'credentials' ||
          happening.reason === 'not_ftrack' ||
          happening.reason === 'redirected'
        )
          onProblem('hub_refused', happening.message);
        return;
      case 'subscription_refused':
        this.#hub.failed(
          `ftrack does not take the subscription "${happening.expression}": ${happening.message}`,
        );
        return;
      case 'malformed':
        this.#counters.malformed.inc();
        logger.warn(
          { reason: happening.reason, sample: happening.sample },
          'something from the hub is left out',
        );
        return;
      case 'listener_failed':
        logger.error({ err: happening.error }, 'an event could not be taken in');
        return;
      default:
        happening satisfies never;
    }
  }

  #noteAppended({ entries, result, ms, oldestMs }: Extract<IntakeHappening, { type: 'appended' }>): void {
    const { logger } = this.#options;
    this.#counters.appended.inc(result.appended);
    this.#counters.duplicates.inc(result.duplicates);
    this.#counters.appendSeconds.observe(ms / 1_000);
    if (oldestMs !== null) this.#counters.intakeSeconds.observe(oldestMs / 1_000);
    this.#counters.sequence.set(result.lastSequence);
    for (const entry of entries) {
      this.#counters.entries.inc({ kind: entry.kind });
      logger.info(lineOf(entry), entry.kind);
    }
  }

  #noteReplaced(how: LogReplacement): void {
    const message = `${REPLACED[how]} What ftrack still knows is read again from its Event table; what only the hub told is lost.`;
    this.#counters.replaced.inc({ how });
    this.#options.logger.error({ how }, message);
    this.#options.onProblem('log_replaced', message);
    this.#options.onProblem('log_replaced', null);
  }

  #noteAppendFailed(error: unknown): void {
    this.#counters.appendFailures.inc();
    const message = textOf(error);
    this.#log.failed(`The event log takes nothing; events are kept on disk meanwhile. ${message}`);
    if (message === this.#appendFailure) return;
    this.#appendFailure = message;
    this.#options.logger.warn({ err: error }, 'the event log takes nothing; it is tried again');
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!/^(log|redis)_/.test(code)) return;
    // A person has to do something: an absence that ends by itself has no such code.
    this.#toldCode = code;
    this.#options.onProblem(code, message);
  }

  #noteSpooling(active: boolean): void {
    if (!active) this.#noteLogWorks();
    this.#options.logger.info(
      active ? 'events go to disk from now on' : 'everything on disk is in the event log',
    );
  }

  #noteLost(count: number, error: unknown): void {
    const message = `${count} events are lost: the event log takes nothing, and the disk and the memory for them are full. ${textOf(error)}`;
    this.#counters.lost.inc(count);
    this.#options.logger.error(message);
    this.#options.onProblem('events_lost', message);
  }

  #noteLogWorks(): void {
    this.#appendFailure = null;
    this.#log.ok();
    if (this.#toldCode !== null) this.#options.onProblem(this.#toldCode, null);
    this.#toldCode = null;
  }

  #noteBackfillFailed(error: unknown): void {
    const message = textOf(error);
    // Until the first gap is filled it is not known from where on the next one would have to be.
    const shown = `ftrack's Event table cannot be read; gaps are filled later. ${message}`;
    if (this.#hasFilled) this.#backfill.degraded(shown);
    else this.#backfill.failed(shown);
    if (message === this.#backfillFailure) return;
    this.#backfillFailure = message;
    this.#options.logger.warn({ err: error }, "ftrack's Event table cannot be read; it is tried again");
  }
}

function lineOf({ id, topic, projectId, body }: LogEntry): Record<string, unknown> {
  return { id, topic, project: projectId, bytes: body.length };
}

function textOf(error: unknown): string {
  return scrubSecrets(error instanceof Error ? error.message : String(error));
}
