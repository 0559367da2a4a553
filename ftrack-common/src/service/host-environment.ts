import { findStateFolder } from '../redis/index.ts';
import { ConfigurationError, readEnvironment, type ServiceEnvironment } from '../settings/index.ts';
import type { LogLevel } from '../telemetry/index.ts';

const LEVELS: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'];

/** What a process is told by its environment: the service's part, and how the process itself shall behave. */
export interface HostEnvironment {
  readonly service: ServiceEnvironment;
  /** Where this service keeps files: the state folder, from `AYON_FTRACK_STATE_FOLDER` or the checkout. */
  readonly stateFolder: string;
  /** `AYON_FTRACK_HEALTH_HOST`. Default `127.0.0.1`: the pages need no login. */
  readonly healthHost: string;
  /** `AYON_FTRACK_HEALTH_PORT`. Default 0, a free one. */
  readonly healthPort: number;
  /** `AYON_FTRACK_LOG_LEVEL`. Default `info`. */
  readonly logLevel: LogLevel;
}

/**
 * Reads the environment variables of a service process.
 * @throws ConfigurationError `environment_invalid` that names the variable to correct.
 */
export function readHostEnvironment(env: NodeJS.ProcessEnv): HostEnvironment {
  return {
    service: readEnvironment(env),
    stateFolder: findStateFolder(env),
    healthHost: env['AYON_FTRACK_HEALTH_HOST']?.trim() || '127.0.0.1',
    healthPort: readPort(env['AYON_FTRACK_HEALTH_PORT']?.trim() || '0'),
    logLevel: readLevel(env['AYON_FTRACK_LOG_LEVEL']?.trim().toLowerCase() || 'info'),
  };
}

/**
 * Reads a variable that switches something on or off.
 * @throws ConfigurationError `environment_invalid`
 */
export function readSwitch(env: NodeJS.ProcessEnv, variable: string, whenUnset: boolean): boolean {
  const text = env[variable]?.trim().toLowerCase() ?? '';
  if (text === '') return whenUnset;
  if (['on', 'true', '1', 'yes'].includes(text)) return true;
  if (['off', 'false', '0', 'no'].includes(text)) return false;
  throw invalid(variable, 'must be "on" or "off"');
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw invalid('AYON_FTRACK_HEALTH_PORT', 'must be a port number, 0 to 65535 (0 takes a free one)');
}

function readLevel(text: string): LogLevel {
  const level = LEVELS.find((known) => known === text);
  if (level !== undefined) return level;
  throw invalid('AYON_FTRACK_LOG_LEVEL', `must be one of ${LEVELS.join(', ')}`);
}

function invalid(variable: string, problem: string): ConfigurationError {
  return new ConfigurationError('environment_invalid', variable, `Environment: ${variable} ${problem}.`);
}
