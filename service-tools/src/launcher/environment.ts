import { readFile } from 'node:fs/promises';
import { hostname, userInfo } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  ConfigurationError,
  parseEnvFile,
  readEnvironment,
  type ServiceEnvironment,
} from '@ynput/ftrack-common/settings';
import { InputError } from '../input-error.ts';

export interface LoadEnvironmentOptions {
  /** The process's own variables; they win over the file, except blank ones. */
  readonly env: NodeJS.ProcessEnv;
  /** Default: `service-tools/.env` of the checkout, which need not exist. */
  readonly envFile?: string | undefined;
  /** Which settings are read, in place of `AYON_DEFAULT_SETTINGS_VARIANT`. */
  readonly variant?: string | undefined;
}

/** What the services of a checkout are told. */
export interface LoadedEnvironment {
  /** All variables, to be handed on. */
  readonly env: NodeJS.ProcessEnv;
  /** Those that tell of AYON, checked. */
  readonly service: ServiceEnvironment;
}

const DEFAULT_FILE = fileURLToPath(new URL('../../.env', import.meta.url));

/**
 * Reads the `.env` file and the environment.
 * @throws InputError that names what is missing or wrong, and where it was looked for.
 */
export async function loadEnvironment(options: LoadEnvironmentOptions): Promise<LoadedEnvironment> {
  const file = options.envFile === undefined ? DEFAULT_FILE : resolve(options.envFile);
  const text = await readEnvFile(file, options.envFile !== undefined);
  const env: NodeJS.ProcessEnv = { ...parseEnvFile(text ?? ''), ...withoutBlanks(options.env) };
  if (options.variant !== undefined) env['AYON_DEFAULT_SETTINGS_VARIANT'] = options.variant;
  try {
    return { env, service: readEnvironment(env) };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    const looked = text === null ? `${file} does not exist; .env.example shows its lines.` : `Read: ${file}.`;
    throw new InputError(`${error.message} ${looked}`, { cause: error });
  }
}

/** Stable name of a service that runs from a checkout, unlike those of other people and machines. */
export function developerServiceName(service: string, { user, host } = currentPlace()): string {
  return `dev-${user}-${host}-${service}`.replace(/[^a-zA-Z0-9_.-]+/g, '-');
}

function currentPlace(): { user: string; host: string } {
  try {
    return { user: userInfo().username, host: hostname() };
  } catch {
    // A user id without an account, as in some containers.
    return { user: String(process.getuid?.() ?? 'user'), host: hostname() };
  }
}

/** null when there is none and none was asked for. */
async function readEnvFile(file: string, asked: boolean): Promise<string | null> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT' && !asked) return null;
    const reason = code === 'ENOENT' ? 'it does not exist' : code;
    throw new InputError(`${file} cannot be read: ${reason}.`, { cause: error });
  }
  if (text.includes('\0')) {
    throw new InputError(
      `${file} is not UTF-8 text. Save it as UTF-8 (PowerShell 5 writes UTF-16 by itself).`,
    );
  }
  return text;
}

function withoutBlanks(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([, value]) => value?.trim()));
}
