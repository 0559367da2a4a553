import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { InputError } from '../input-error.ts';
import { developerServiceName, loadEnvironment } from './environment.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ayon-ftrack-launcher-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function envFile(text: string | Buffer): Promise<string> {
  const file = join(folder, '.env');
  await writeFile(file, text);
  return file;
}

const COMPLETE = [
  'export AYON_SERVER_URL=https://ayon.example.com/',
  'export AYON_API_KEY="abc"',
  'AYON_ADDON_NAME=ftrack',
  'AYON_ADDON_VERSION=1.6.3',
  'OTHER=kept',
].join('\n');

test('the file tells of AYON, and everything in it is handed on', async () => {
  const { env, service } = await loadEnvironment({ env: {}, envFile: await envFile(COMPLETE) });
  expect(service).toMatchObject({
    serverUrl: 'https://ayon.example.com',
    apiKey: 'abc',
    variant: 'production',
  });
  expect(env['OTHER']).toBe('kept');
});

test('the environment wins over the file unless it is blank, and the flag over both', async () => {
  const { service } = await loadEnvironment({
    env: { AYON_ADDON_VERSION: '2.0.0', AYON_API_KEY: ' ', AYON_DEFAULT_SETTINGS_VARIANT: 'staging' },
    envFile: await envFile(COMPLETE),
    variant: 'dev-bundle',
  });
  expect(service).toMatchObject({ addonVersion: '2.0.0', apiKey: 'abc', variant: 'dev-bundle' });
});

test('one message names all that is missing and the file that was read', async () => {
  const file = await envFile('AYON_ADDON_NAME=ftrack\n');
  const failure = loadEnvironment({ env: { AYON_SERVER_URL: 'https://a.b' }, envFile: file });
  await expect(failure).rejects.toThrow(InputError);
  await expect(failure).rejects.toThrow(/AYON_API_KEY is not set, AYON_ADDON_VERSION is not set/);
  await expect(failure).rejects.toThrow(`Read: ${file}.`);
});

test.each([
  ['absent', () => Promise.resolve(join(folder, 'none')), 'it does not exist'],
  ['a folder', () => Promise.resolve(folder), 'EISDIR'],
  ['UTF-16', () => envFile(Buffer.from(COMPLETE, 'utf16le')), 'not UTF-8'],
])('a file that is %s ends the start', async (_what, make, reason) => {
  const failure = loadEnvironment({ env: {}, envFile: await make() });
  await expect(failure).rejects.toThrow(InputError);
  await expect(failure).rejects.toThrow(reason);
});

test('the name of a service tells whose it is, in characters that fit everywhere', () => {
  expect(developerServiceName('leecher', { user: 'ana@studio', host: 'ws-7.lan' })).toBe(
    'dev-ana-studio-ws-7.lan-leecher',
  );
});
