import { type AyonClient, isMissingEntity } from '@ynput/ayon-api';
import { ConfigurationError, type ConfigurationErrorCode } from './configuration-error.ts';
import type { ServiceEnvironment } from './environment.ts';
import { type ReadSettings, readSettings, type SettingProblem } from './read-settings.ts';
import { titlesOf } from './setting-texts.ts';
import { type FtrackSettings, ftrackSettings } from './settings-tree.ts';

/** All a service needs to reach ftrack and Redis, and the settings it obeys. */
export interface ServiceConfiguration {
  /** With scheme, without trailing slash. */
  ftrackUrl: string;
  ftrackUser: string;
  ftrackApiKey: string;
  redisUrl: string;
  settings: FtrackSettings;
  /** Stored values that cannot be used; their defaults are. */
  problems: SettingProblem[];
}

/** The part of the AYON client that is used here. */
export type ConfigurationSource = Pick<AyonClient, 'getAddonSettings' | 'getSecret'>;

/**
 * Reads settings and the two secrets they name.
 * @throws ConfigurationError for the first thing that is missing or wrong; `AyonError` when AYON cannot be asked.
 */
export async function resolveServiceConfiguration(
  client: ConfigurationSource,
  environment: ServiceEnvironment,
): Promise<ServiceConfiguration> {
  const { settings, problems } = readSettings(await studioSettings(client, environment));
  const ftrackUrl = ftrackUrlOf(settings);
  const ftrackUser = await secretOf(client, settings, 'username');
  const ftrackApiKey = await secretOf(client, settings, 'api_key');
  return {
    ftrackUrl,
    ftrackUser,
    ftrackApiKey,
    redisUrl: redisUrlOf(environment, settings),
    settings,
    problems,
  };
}

/**
 * The settings as they are for one project.
 * @throws AyonError when AYON cannot be asked; `ayon_not_found` when it has no such project or addon version.
 */
export async function readProjectSettings(
  client: ConfigurationSource,
  environment: ServiceEnvironment,
  project: string,
): Promise<ReadSettings> {
  return readSettings(await client.getAddonSettings({ ...settingsAddress(environment), project }));
}

function settingsAddress({ addonName, addonVersion, variant }: ServiceEnvironment) {
  return { addon: addonName, version: addonVersion, variant };
}

async function studioSettings(
  client: ConfigurationSource,
  environment: ServiceEnvironment,
): Promise<unknown> {
  const request = settingsAddress(environment);
  try {
    return await client.getAddonSettings(request);
  } catch (error) {
    if (!isMissingEntity(error)) throw error;
    throw new ConfigurationError(
      'addon_missing',
      'AYON_ADDON_VERSION',
      `AYON has no addon ${request.addon} ${request.version}. Install that version there, or correct AYON_ADDON_NAME and AYON_ADDON_VERSION.`,
    );
  }
}

/**
 * The address of a ftrack server as a person writes it, completed: `studio` is `https://studio.ftrackapp.com`, a missing
 * scheme is `https`, and what follows the address in a browser's address bar is left out. null when it is no address.
 */
export function completeFtrackUrl(text: string): string | null {
  const written = text.trim();
  if (/^[a-zA-Z0-9][a-zA-Z0-9-]*$/.test(written) && written.toLowerCase() !== 'localhost') {
    return `https://${written.toLowerCase()}.ftrackapp.com`;
  }
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(written) ? written : `https://${written}`;
  if (!URL.canParse(withScheme)) return null;
  const url = new URL(withScheme);
  if (!['http:', 'https:'].includes(url.protocol) || url.username !== '' || url.password !== '') return null;
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

function ftrackUrlOf(settings: FtrackSettings): string {
  const setting = 'ftrack_server';
  if (settings.ftrack_server.trim() === '') {
    throw problem(
      'ftrack_server_missing',
      setting,
      `${place(setting)} is empty. Enter the address of the ftrack server.`,
    );
  }
  const url = completeFtrackUrl(settings.ftrack_server);
  if (url === null) {
    const advice = 'Write it like https://studio.ftrackapp.com.';
    throw problem('ftrack_server_invalid', setting, `${place(setting)} is not a web address. ${advice}`);
  }
  return url;
}

const SECRETS = 'AYON (Studio Settings > Secrets)';

const SERVICE_SECRETS = {
  username: { code: 'ftrack_user_missing', holds: 'the name of a ftrack user' },
  api_key: { code: 'ftrack_api_key_missing', holds: 'the API key of the ftrack user' },
} as const;

async function secretOf(
  client: ConfigurationSource,
  settings: FtrackSettings,
  key: keyof typeof SERVICE_SECRETS,
): Promise<string> {
  const setting = `service_settings/${key}`;
  const { code, holds } = SERVICE_SECRETS[key];
  const name = settings.service_settings[key].trim();
  if (name === '') {
    const advice = `Make a secret with ${holds} in ${SECRETS} and choose it there.`;
    throw problem(code, setting, `${place(setting)} is empty. ${advice}`);
  }
  const value = await client.getSecret(name);
  const named = `${quoteName(name)}, named in ${place(setting)},`;
  if (value === null)
    throw problem('secret_missing', setting, `Secret ${named} does not exist in ${SECRETS}.`);
  if (value.trim() === '') {
    throw problem('secret_empty', setting, `Secret ${named} is empty. Give it ${holds} in ${SECRETS}.`);
  }
  return value.trim();
}

/** Older versions of the addon took the credential itself in place of a name, so what looks like one is not shown. */
function quoteName(name: string): string {
  const looksLikeKey = name.length > 32 || !/^[a-zA-Z0-9_.-]+$/.test(name);
  return looksLikeKey ? '(not shown, it looks like a value instead of the name of a secret)' : `'${name}'`;
}

function redisUrlOf(environment: ServiceEnvironment, settings: FtrackSettings): string {
  const setting = 'redis/url';
  const fromEnvironment = environment.redisUrl !== null;
  const url = environment.redisUrl ?? settings.redis.url.trim();
  const example = 'like redis://host:6379';
  if (url === '') {
    throw problem(
      'redis_url_missing',
      setting,
      `No Redis is set. Enter its address, ${example}, in ${place(setting)}, or set AYON_FTRACK_REDIS_URL for the services.`,
    );
  }
  if (!/^(?:rediss?:\/\/|unix:\/).+/.test(url)) {
    const where = fromEnvironment ? 'AYON_FTRACK_REDIS_URL' : place(setting);
    throw problem(
      'redis_url_invalid',
      fromEnvironment ? 'AYON_FTRACK_REDIS_URL' : setting,
      `${where} is not an address ${example}.`,
    );
  }
  return url;
}

/** `ftrack settings > Service settings > ftrack API key`. */
function place(setting: string): string {
  return `ftrack settings > ${titlesOf(ftrackSettings, setting)}`;
}

function problem(code: ConfigurationErrorCode, setting: string, message: string): ConfigurationError {
  return new ConfigurationError(code, setting, message);
}
