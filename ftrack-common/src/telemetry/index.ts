export {
  type ComponentHealth,
  type HealthDetail,
  type HealthEffect,
  HealthRegistry,
  type HealthRegistryOptions,
  type HealthReport,
  type HealthReporter,
  type HealthState,
} from './health.ts';
export {
  type HealthServer,
  HealthServerError,
  type HealthServerOptions,
  startHealthServer,
} from './health-server.ts';
export { createLogger, type Logger, type LoggerSettings, type LogLevel } from './logger.ts';
export {
  createMetrics,
  type GaugeOptions,
  type HistogramOptions,
  type MetricOptions,
  type Metrics,
  type MetricsOptions,
} from './metrics.ts';
export { registerSecret, scrubSecrets } from './secrets.ts';
export type { Counter, Gauge, Histogram } from 'prom-client';
