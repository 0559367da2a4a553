import { delay, systemClock } from '@ynput/ftrack-common/clock';
import type { LiveSync } from '@ynput/ftrack-common/live-sync';
import type { Counter, Histogram, Metrics } from '@ynput/ftrack-common/telemetry';

const SCRAPE_LIMIT_MS = 500;

/** What the processor counts. */
export interface ProcessorMetrics {
  /** Lets the gauges read this live sync from now on, or none. */
  follow(sync: LiveSync | null): void;
  readonly records: Counter<'kind' | 'topic'>;
  readonly recordFailures: Counter<'final'>;
  readonly runs: Counter<'outcome'>;
  readonly runSeconds: Histogram;
  readonly operations: Counter<'system' | 'type' | 'entity'>;
  readonly ftrackSeconds: Histogram<'kind' | 'error'>;
}

/** Redis may be away: a scrape waits for nobody. */
async function countOrNothing(projects: Promise<readonly string[]> | undefined): Promise<number> {
  const count = projects?.then(({ length }) => length) ?? 0;
  return await Promise.race([count, delay(systemClock, SCRAPE_LIMIT_MS).then(() => Number.NaN)]);
}

/** Declares the metrics of the processor; once in a process. */
export function declareMetrics(metrics: Metrics): ProcessorMetrics {
  let followed: LiveSync | null = null;
  metrics.gauge({
    name: 'log_partitions_held',
    help: 'Partitions of the event log this process reads',
    collect: (gauge) => gauge.set(followed?.heldPartitions().length ?? 0),
  });
  metrics.gauge({
    name: 'sync_dirty_projects',
    help: 'Projects with changes that are not in AYON yet',
    collect: async (gauge) => gauge.set(await countOrNothing(followed?.dirtyProjects())),
  });
  metrics.gauge({
    name: 'sync_thumbnail_projects',
    help: 'Projects with thumbnails that are not in AYON yet',
    collect: async (gauge) => gauge.set(await countOrNothing(followed?.projectsWithThumbnails())),
  });
  return {
    follow: (sync) => {
      followed = sync;
    },
    records: metrics.counter({
      name: 'log_records_total',
      help: 'Records read from the event log',
      labels: ['kind', 'topic'],
    }),
    recordFailures: metrics.counter({
      name: 'log_record_failures_total',
      help: 'Records that could not be handled; final = given up',
      labels: ['final'],
    }),
    runs: metrics.counter({
      name: 'sync_runs_total',
      help: 'Runs of the sync of a project',
      labels: ['outcome'],
    }),
    runSeconds: metrics.histogram({
      name: 'sync_run_seconds',
      help: 'Time of a run of the sync of a project',
    }),
    operations: metrics.counter({
      name: 'sync_operations_total',
      help: 'Changes written by the sync',
      labels: ['system', 'type', 'entity'],
    }),
    ftrackSeconds: metrics.histogram({
      name: 'ftrack_request_seconds',
      help: 'Time of requests to ftrack',
      labels: ['kind', 'error'],
    }),
  };
}
