import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { HEALTH_STATES, type HealthRegistry } from './health.ts';

const PREFIX = 'ayon_ftrack_';

/** Seconds: from a fraction of a millisecond to a minute, for delays and durations. */
const SECONDS_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

export interface MetricOptions<L extends string> {
  /** Without the prefix `ayon_ftrack_`, in Prometheus' style: unit last, counters end in `_total`. */
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly L[];
}

export interface HistogramOptions<L extends string> extends MetricOptions<L> {
  /** Upper bounds; default for seconds, 1 ms to 60 s. */
  readonly buckets?: readonly number[];
}

export interface GaugeOptions<L extends string> extends MetricOptions<L> {
  /** Called at each scrape to set the gauge, for values that are read rather than told. */
  readonly collect?: (gauge: Gauge<L>) => void | Promise<void>;
}

/** The metrics of one process, with names that begin with `ayon_ftrack_`. A name can be declared once. */
export interface Metrics {
  counter<const L extends string = never>(options: MetricOptions<L>): Counter<L>;
  gauge<const L extends string = never>(options: GaugeOptions<L>): Gauge<L>;
  histogram<const L extends string = never>(options: HistogramOptions<L>): Histogram<L>;
  /** Everything in Prometheus' text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

export interface MetricsOptions {
  /** Adds the process' own: CPU, memory, event loop, garbage collection. Default true. */
  readonly processMetrics?: boolean;
  /** Adds `component_state{component}`: 0 ok, 1 degraded, 2 starting, 3 failed. */
  readonly health?: HealthRegistry;
}

/** Makes an empty set of metrics; nothing is shared between two of them. */
export function createMetrics(options: MetricsOptions = {}): Metrics {
  const registry = new Registry();
  if (options.processMetrics ?? true) collectDefaultMetrics({ register: registry });
  const metrics: Metrics = {
    counter: (metric) => new Counter({ ...common(metric), registers: [registry] }),
    gauge: <const L extends string>(metric: GaugeOptions<L>) => {
      const gauge: Gauge<L> = new Gauge<L>({
        ...common(metric),
        registers: [registry],
        ...(metric.collect ? { collect: () => metric.collect?.(gauge) } : {}),
      });
      return gauge;
    },
    histogram: (metric) =>
      new Histogram({
        ...common(metric),
        registers: [registry],
        buckets: [...(metric.buckets ?? SECONDS_BUCKETS)],
      }),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
  if (options.health) addHealthGauge(metrics, options.health);
  return metrics;
}

function common<L extends string>(metric: MetricOptions<L>): { name: string; help: string; labelNames: L[] } {
  return { name: PREFIX + metric.name, help: metric.help, labelNames: [...(metric.labels ?? [])] };
}

function addHealthGauge(metrics: Metrics, health: HealthRegistry): void {
  metrics.gauge({
    name: 'component_state',
    help: 'State of a component: 0 ok, 1 degraded, 2 starting, 3 failed',
    labels: ['component'],
    collect: (gauge) => {
      gauge.reset();
      for (const { name, state } of health.report().components) {
        gauge.set({ component: name }, HEALTH_STATES.indexOf(state));
      }
    },
  });
}
