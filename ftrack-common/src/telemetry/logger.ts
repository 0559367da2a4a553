import {
  type DestinationStream,
  destination,
  type Logger,
  type LoggerOptions,
  pino,
  stdTimeFunctions,
} from 'pino';
import { formatPretty } from './pretty-line.ts';
import { scrubSecrets } from './secrets.ts';

export type { Logger } from 'pino';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

export interface LoggerSettings {
  /** Stands in every line as `service`. */
  readonly service: string;
  /** Default `info`. */
  readonly level?: LogLevel;
  /** One readable line instead of JSON, for a terminal. */
  readonly pretty?: boolean;
  /** Where lines go. Default `stdout`; commands that print JSON log to `stderr`. */
  readonly to?: 'stdout' | 'stderr' | DestinationStream;
}

/** Fields that are masked whatever they hold, at the top of a log object and one level below. */
const SECRET_FIELDS = [
  'password',
  'apiKey',
  'api_key',
  'api_user_key',
  'ftrack_api_key',
  'ayon_api_key',
  'token',
  'accessToken',
  'secret',
  'authorization',
  'Authorization',
  'cookie',
  'x-api-key',
];

/**
 * Makes the logger of a service: one JSON object per line with `level` (a word), `time` (ISO 8601, UTC), `service`,
 * `msg`, and the error under `err`. Fields with secret names are masked, then every registered secret
 * (`registerSecret`) wherever it stands in the line. A line is written before the call returns.
 */
export function createLogger(settings: LoggerSettings): Logger {
  const options: LoggerOptions = {
    level: settings.level ?? 'info',
    base: { service: settings.service },
    timestamp: stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: SECRET_FIELDS.flatMap(redactPaths), censor: '***' },
    hooks: {
      streamWrite: (line) => (settings.pretty ? formatPretty(scrubSecrets(line)) : scrubSecrets(line)),
    },
  };
  return pino(options, openDestination(settings.to ?? 'stdout'));
}

function redactPaths(field: string): string[] {
  return [`["${field}"]`, `*["${field}"]`];
}

function openDestination(to: 'stdout' | 'stderr' | DestinationStream): DestinationStream {
  if (typeof to !== 'string') return to;
  return destination({ fd: to === 'stdout' ? 1 : 2, sync: true });
}
