import type { Spool } from '../spool/index.ts';
import type { Metrics } from '../telemetry/index.ts';
import type { Intake } from './intake.ts';

/** What the gauges read. */
export interface WatchedIntake {
  readonly intake: Intake;
  readonly spool: Spool;
}

/** Declares the metrics of an intake, once per process; gauges show the intake that is watched at the time. */
export function declareIntakeMetrics(metrics: Metrics, watched: () => WatchedIntake | null) {
  metrics.gauge({
    name: 'hub_subscribed',
    help: '1 while events of the hub are heard',
    collect: (gauge) => gauge.set(watched()?.intake.status.hub.state === 'subscribed' ? 1 : 0),
  });
  metrics.gauge({
    name: 'hub_heard_age_seconds',
    help: 'Time since anything was received from the hub',
    collect: (gauge) => {
      const heardAt = watched()?.intake.status.hub.lastHeardAt;
      if (heardAt) gauge.set((Date.now() - heardAt.getTime()) / 1_000);
    },
  });
  metrics.gauge({
    name: 'intake_open_gaps',
    help: 'Gaps that are over and not filled yet',
    collect: (gauge) => gauge.set(watched()?.intake.status.openGaps ?? 0),
  });
  metrics.gauge({
    name: 'spool_records',
    help: 'Entries on disk that are not in the event log yet',
    collect: (gauge) => gauge.set(watched()?.spool.records ?? 0),
  });
  metrics.gauge({
    name: 'spool_bytes',
    help: 'Bytes of the files they are in',
    collect: (gauge) => gauge.set(watched()?.spool.bytes ?? 0),
  });
  return {
    events: metrics.counter({
      name: 'hub_events_total',
      help: 'Events heard; kept is false for social noise',
      labels: ['topic', 'kept'],
    }),
    malformed: metrics.counter({
      name: 'hub_malformed_total',
      help: 'Frames and events that could not be read',
    }),
    refused: metrics.counter({
      name: 'hub_refusals_total',
      help: 'Refused connections to the hub, by reason; repeated ones count once',
      labels: ['reason'],
    }),
    entries: metrics.counter({
      name: 'log_entries_total',
      help: 'Entries given to the event log',
      labels: ['kind'],
    }),
    appended: metrics.counter({ name: 'log_appended_total', help: 'Entries that were new to the event log' }),
    duplicates: metrics.counter({
      name: 'log_duplicates_total',
      help: 'Entries that the event log already had',
    }),
    appendSeconds: metrics.histogram({ name: 'log_append_seconds', help: 'Time of an append' }),
    intakeSeconds: metrics.histogram({
      name: 'intake_seconds',
      help: 'From an event being heard until the event log has it, oldest of each append',
    }),
    appendFailures: metrics.counter({
      name: 'log_append_failures_total',
      help: 'Appends that failed and were tried again',
    }),
    sequence: metrics.gauge({ name: 'log_sequence', help: 'Highest sequence of the event log' }),
    replaced: metrics.counter({
      name: 'log_replaced_total',
      help: 'Times the event log was found to be emptied, set back or restored',
      labels: ['how'],
    }),
    gaps: metrics.counter({
      name: 'gaps_total',
      help: 'Times in which the hub was not heard, filled and told',
      labels: ['reason'],
    }),
    lost: metrics.counter({ name: 'events_lost_total', help: 'Events that neither log nor disk took' }),
  };
}
