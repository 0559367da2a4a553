import { AyonError } from '@ynput/ayon-api';
import { expect, test } from 'vitest';
import { ConfigurationError } from './configuration-error.ts';
import { readProjectSettings, resolveServiceConfiguration } from './service-configuration.ts';
import { type AyonContent, environment, secrets, settings, startAyonServer } from './testing/ayon-server.ts';

async function failure(ayon: AyonContent, env = environment): Promise<ConfigurationError> {
  await using server = await startAyonServer(ayon);
  const error: unknown = await resolveServiceConfiguration(server.client, env).catch(
    (reason: unknown) => reason,
  );
  if (error instanceof ConfigurationError) return error;
  throw error;
}

test('settings, secrets and the Redis of the settings', async () => {
  await using ayon = await startAyonServer({ settings, secrets });
  const configuration = await resolveServiceConfiguration(ayon.client, environment);
  expect(configuration).toMatchObject({
    ftrackUrl: 'https://studio.ftrackapp.com',
    ftrackUser: 'bot@example.com',
    ftrackApiKey: 's3cret',
    redisUrl: 'redis://from-settings:6379',
    problems: [],
  });
});

test('the environment names another Redis', async () => {
  await using ayon = await startAyonServer({ settings, secrets });
  const env = { ...environment, redisUrl: 'unix:/run/redis.sock' };
  expect(await resolveServiceConfiguration(ayon.client, env)).toMatchObject({
    redisUrl: 'unix:/run/redis.sock',
  });
});

test.each([
  [
    'addon_missing',
    {},
    'AYON has no addon ftrack 2.0.0. Install that version there, or correct AYON_ADDON_NAME and AYON_ADDON_VERSION.',
  ],
  [
    'ftrack_server_missing',
    { settings: {} },
    'ftrack settings > ftrack server URL is empty. Enter the address of the ftrack server.',
  ],
  [
    'ftrack_server_invalid',
    { settings: { ...settings, ftrack_server: 'ftp://x' } },
    'ftrack settings > ftrack server URL is not a web address. Write it like https://studio.ftrackapp.com.',
  ],
  [
    'ftrack_user_missing',
    { settings: { ...settings, service_settings: {} } },
    'ftrack settings > Service settings > ftrack user name is empty. Make a secret with the name of a ftrack user in AYON (Studio Settings > Secrets) and choose it there.',
  ],
  [
    'secret_missing',
    { settings, secrets: { ftrack_user: 'bot' } },
    "Secret 'ftrack_key', named in ftrack settings > Service settings > ftrack API key, does not exist in AYON (Studio Settings > Secrets).",
  ],
  [
    'secret_empty',
    { settings, secrets: { ...secrets, ftrack_key: ' ' } },
    "Secret 'ftrack_key', named in ftrack settings > Service settings > ftrack API key, is empty. Give it the API key of the ftrack user in AYON (Studio Settings > Secrets).",
  ],
  [
    'redis_url_missing',
    { settings: { ...settings, redis: {} }, secrets },
    'No Redis is set. Enter its address, like redis://host:6379, in ftrack settings > Redis > Redis address, or set AYON_FTRACK_REDIS_URL for the services.',
  ],
  [
    'redis_url_invalid',
    { settings: { ...settings, redis: { url: 'host:6379' } }, secrets },
    'ftrack settings > Redis > Redis address is not an address like redis://host:6379.',
  ],
] as [string, AyonContent, string][])('%s is told in one message', async (code, ayon, message) => {
  const error = await failure(ayon);
  expect([error.code, error.message]).toEqual([code, message]);
});

test('a credential in place of a name is not shown', async () => {
  const key = 'MjQ1Njc4OTAtYWJjZC0xMjM0LTU2NzgtOTBhYmNkZWYxMjM0Ojo';
  const service_settings = { username: 'ftrack_user', api_key: key };
  const error = await failure({ settings: { ...settings, service_settings }, secrets });
  expect(error.code).toBe('secret_missing');
  expect(error.message).not.toContain(key);
});

test('AYON refusing us is an error of AYON', async () => {
  const refused = failure({ settings, status: 401 });
  await expect(refused).rejects.toBeInstanceOf(AyonError);
  await expect(refused).rejects.toMatchObject({ code: 'ayon_unauthorized' });
});

test('settings of a project', async () => {
  await using ayon = await startAyonServer({ settings: { enabled: false } });
  const read = await readProjectSettings(ayon.client, { ...environment, variant: 'staging' }, 'demo');
  expect(read.settings.enabled).toBe(false);
  expect(ayon.asked).toEqual(['/api/addons/ftrack/2.0.0/settings/demo?variant=staging']);
});
