import { AyonClient } from '@ynput/ayon-api';
import {
  ConfigurationError,
  resolveServiceConfiguration,
  type ServiceConfiguration,
  type ServiceEnvironment,
} from '../settings/index.ts';
import {
  createLogger,
  createMetrics,
  type ComponentHealth,
  type HealthEffect,
  HealthRegistry,
  type HealthReporter,
  type Logger,
  type LoggerSettings,
  type Metrics,
  registerSecret,
  scrubSecrets,
  startHealthServer,
} from '../telemetry/index.ts';
import { type AyonReporter, createAyonReporter, type ReportedProblem } from './ayon-reporter.ts';
import { healthFileOf, removeHealthFile, writeHealthFile } from './health-file.ts';
import { type HostEnvironment, readHostEnvironment } from './host-environment.ts';
import { SettingProblems } from './setting-problems.ts';
import { type RunningCore, Supervisor } from './supervisor.ts';
import { VERSION } from './version.ts';

export interface ServiceHostOptions {
  /** Such as `leecher`: stands in log lines, on the health page and in the name of the health file. */
  readonly service: string;
  readonly env: NodeJS.ProcessEnv;
  /** What it costs when AYON cannot be asked. Default `nothing`: only the configuration cannot be read anew. */
  readonly ayonEffect?: HealthEffect;
  /** Default: stdout. */
  readonly logTo?: LoggerSettings['to'];
}

/** What every service process has from its start to its end, whatever its configuration is or becomes. */
export interface ServiceHost extends AsyncDisposable {
  readonly service: string;
  readonly version: string;
  readonly environment: ServiceEnvironment;
  readonly stateFolder: string;
  /** Where `/health`, `/ready` and `/metrics` are served. */
  readonly url: string;
  readonly logger: Logger;
  readonly health: HealthRegistry;
  readonly metrics: Metrics;
  readonly ayon: AyonClient;
  /** Tells admins in AYON. */
  readonly reporter: AyonReporter;
  /** Tells them which stored settings are not used. */
  readonly settingProblems: SettingProblems;
  /** Ends the health pages and takes the health file away. */
  close(): Promise<void>;
}

/**
 * Reads the environment and serves the health pages.
 * @throws ConfigurationError `environment_invalid`; HealthServerError when the address of the pages is taken.
 */
export async function openServiceHost(options: ServiceHostOptions): Promise<ServiceHost> {
  const { service, env } = options;
  const read = readHostEnvironment(env);
  const environment = read.service;
  registerSecret(environment.apiKey);
  const logger = createLogger({
    service,
    level: read.logLevel,
    pretty: options.logTo === undefined && process.stdout.isTTY,
    to: options.logTo ?? 'stdout',
  });
  const health = new HealthRegistry({ onChange: (now) => logHealth(logger, now) });
  const metrics = createMetrics({ health });
  const ayon = openAyonClient(environment, {
    metrics,
    health: health.add('AYON', options.ayonEffect ?? 'nothing'),
  });
  const pages = await startHealthServer({
    host: read.healthHost,
    port: read.healthPort,
    service,
    version: VERSION,
    health,
    metrics,
  });
  logger.info({ url: pages.url, version: VERSION, pid: process.pid }, 'health pages are served');
  const file = await leaveHealthFile(read, { logger, service, url: pages.url });
  const close = async (): Promise<void> => {
    await removeHealthFile(file, process.pid).catch(() => undefined);
    await pages.close();
  };
  const reporter = createAyonReporter(ayon, service);
  return {
    service,
    version: VERSION,
    environment,
    stateFolder: read.stateFolder,
    url: pages.url,
    logger,
    health,
    metrics,
    ayon,
    reporter,
    settingProblems: new SettingProblems(reporter),
    close,
    [Symbol.asyncDispose]: close,
  };
}

export interface ConfiguredCoreOptions {
  readonly start: (configuration: ServiceConfiguration, signal: AbortSignal) => Promise<RunningCore>;
  /** What of the configuration the core depends on, as JSON value: when it changes, a new core is started. Default: all of it. */
  readonly dependsOn?: (configuration: ServiceConfiguration) => unknown;
  /** Tell admins in AYON which stored settings are not used. One service of a studio does. Default false. */
  readonly tellsSettings?: boolean;
  /** How often the configuration is read again. Default 30,000 ms. */
  readonly recheckMs?: number;
}

/**
 * The supervisor of a service's core: reads settings and secrets from AYON until they are complete, keeps the core running with them, and
 * tells every problem in the log, on the health page and, where it is not AYON itself, in AYON.
 */
export function superviseCore(
  host: ServiceHost,
  {
    start,
    dependsOn = (configuration) => configuration,
    tellsSettings = false,
    recheckMs,
  }: ConfiguredCoreOptions,
): Supervisor<ServiceConfiguration> {
  const { logger, reporter } = host;
  let told: ReportedProblem | null = null;
  const clearTold = (): void => {
    if (told !== null) void reporter.clear(told.code, told.about);
    told = null;
  };
  return new Supervisor<ServiceConfiguration>({
    configure: async () => {
      const configuration = await resolveServiceConfiguration(host.ayon, host.environment);
      registerSecret(configuration.ftrackApiKey);
      if (tellsSettings) host.settingProblems.update(configuration);
      return configuration;
    },
    keyOf: (configuration) => JSON.stringify(dependsOn(configuration)),
    start: (configuration, signal) => {
      for (const problem of configuration.problems) logger.warn({ problem }, 'a setting is not used');
      return start(configuration, signal);
    },
    health: host.health.add('configuration'),
    onProblem: (error) => {
      if (error === null) {
        logger.info('the configuration is complete');
        clearTold();
        return;
      }
      const message = messageOf(error);
      const code = codeOf(error);
      logger.error({ code }, message);
      const about = error instanceof ConfigurationError ? error.setting : '';
      if (told !== null && (told.code !== code || told.about !== about)) clearTold();
      if (!(error instanceof ConfigurationError) && code.startsWith('ayon_')) return;
      told = { code, message, about };
      void reporter.report(told);
    },
    ...(recheckMs === undefined ? {} : { recheckMs }),
  });
}

/** The message of anything thrown, without secrets. */
export function messageOf(error: unknown): string {
  return scrubSecrets(error instanceof Error ? error.message : String(error));
}

/** The stable code of an error, or `unexpected`. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : 'unexpected';
}

function logHealth(logger: Logger, { name, state, message }: ComponentHealth): void {
  const line = message === '' ? `${name} is ${state}` : `${name} is ${state}: ${message}`;
  logger[state === 'failed' || state === 'degraded' ? 'warn' : 'info']({ component: name, state }, line);
}

function openAyonClient(
  environment: ServiceEnvironment,
  { metrics, health }: { metrics: Metrics; health: HealthReporter },
): AyonClient {
  const seconds = metrics.histogram({
    name: 'ayon_request_seconds',
    help: 'Time of requests to AYON',
    labels: ['method', 'status'],
  });
  health.setDetails({ server: environment.serverUrl });
  return new AyonClient({
    url: environment.serverUrl,
    apiKey: environment.apiKey,
    sender: environment.serviceName,
    senderType: 'ftrack',
    onRequest: ({ method, status, ms }) => {
      seconds.observe({ method, status: status === null ? 'none' : String(status) }, ms / 1_000);
      const problem = problemOf(status);
      if (problem === null) health.ok();
      else health.failed(`${environment.serverUrl} ${problem}`);
    },
  });
}

/** What an answer says of the server as a whole; a refusal of one request says nothing. */
function problemOf(status: number | null): string | null {
  if (status === null) return 'does not answer. Tried again until it does.';
  if (status === 401) return 'does not accept the API key: correct AYON_API_KEY.';
  if (status >= 502) return `is not available (status ${status}). Tried again until it is.`;
  return null;
}

/** A folder that cannot be written costs the launcher its short cut, not the service its life. */
async function leaveHealthFile(
  { stateFolder }: HostEnvironment,
  { logger, service, url }: { logger: Logger; service: string; url: string },
): Promise<string> {
  const file = healthFileOf(stateFolder, service);
  try {
    await writeHealthFile(file, { url, pid: process.pid });
  } catch (error) {
    logger.warn({ err: error }, 'the address of the health pages could not be written to the state folder');
  }
  return file;
}
