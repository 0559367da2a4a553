import { hostname } from 'node:os';
import * as z from 'zod';
import { ConfigurationError } from './configuration-error.ts';

/** What a service is told by its environment. */
export interface ServiceEnvironment {
  /** Address of AYON without trailing slash. */
  serverUrl: string;
  apiKey: string;
  addonName: string;
  addonVersion: string;
  /** Stable over restarts: sender of our events. Default: the host's name. */
  serviceName: string;
  /** Which settings are read: `production`, `staging` or the name of a dev bundle. */
  variant: string;
  /** `AYON_FTRACK_REDIS_URL`; null leaves it to the settings. */
  redisUrl: string | null;
}

const required = z.string('is not set').trim().min(1, 'is not set');
const optional = z.string().trim().default('');

const schema = z.object({
  AYON_SERVER_URL: required.regex(/^https?:\/\/[^\s/@]+/, 'must be an address like https://ayon.example.com'),
  AYON_API_KEY: required.regex(/^[\x21-\x7e]+$/, 'holds characters that no API key has'),
  AYON_ADDON_NAME: required,
  AYON_ADDON_VERSION: required,
  AYON_SERVICE_NAME: optional,
  AYON_DEFAULT_SETTINGS_VARIANT: optional,
  AYON_FTRACK_REDIS_URL: optional,
});

/**
 * Reads the environment variables of a service.
 * @throws ConfigurationError `environment_invalid` that names every variable to correct.
 */
export function readEnvironment(env: NodeJS.ProcessEnv): ServiceEnvironment {
  const result = schema.safeParse(env);
  if (!result.success) throw environmentError(result.error);
  const read = result.data;
  return {
    serverUrl: read.AYON_SERVER_URL.replace(/\/+$/, ''),
    apiKey: read.AYON_API_KEY,
    addonName: read.AYON_ADDON_NAME,
    addonVersion: read.AYON_ADDON_VERSION,
    serviceName: read.AYON_SERVICE_NAME || hostname(),
    variant: read.AYON_DEFAULT_SETTINGS_VARIANT || 'production',
    redisUrl: read.AYON_FTRACK_REDIS_URL || null,
  };
}

function environmentError(error: z.ZodError): ConfigurationError {
  const problems = new Map<string, string>();
  for (const issue of error.issues) {
    const variable = String(issue.path[0]);
    if (!problems.has(variable)) problems.set(variable, issue.message);
  }
  const [first = ''] = problems.keys();
  const list = [...problems].map(([variable, message]) => `${variable} ${message}`).join(', ');
  const where =
    'in service-tools/.env or in the environment of the service (an AYON service host sets them by itself)';
  return new ConfigurationError(
    'environment_invalid',
    first,
    `Environment: ${list}. Set ${problems.size > 1 ? 'them' : 'it'} ${where}.`,
  );
}

const LINE =
  /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(?:'([^']*)'|"((?:[^"\\]|\\.)*)"|(.*?))\s*(?:\s#.*)?$/;

/**
 * The variables of a `.env` file. Lines may begin with `export`; values may stand in single quotes (as they are) or
 * double quotes (`\n`, `\"` and `\\` mean what they do in a shell); `#` begins a comment. Other lines are passed over.
 */
export function parseEnvFile(text: string): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    const match = LINE.exec(line);
    if (match?.[1] === undefined) continue;
    const [, name, single, double, plain = ''] = match;
    variables[name] = single ?? (double === undefined ? unquoted(plain) : unescapeText(double));
  }
  return variables;
}

function unquoted(value: string): string {
  return value.startsWith('#') ? '' : value;
}

function unescapeText(value: string): string {
  return value.replace(/\\(.)/g, (_pair, character: string) => (character === 'n' ? '\n' : character));
}
