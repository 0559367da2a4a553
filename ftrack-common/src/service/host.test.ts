import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { environment, secrets, settings, startAyonServer } from '../settings/testing/ayon-server.ts';
import { healthFileOf, readHealthFile, writeHealthFile } from './health-file.ts';
import { openServiceHost, superviseCore } from './host.ts';
import { readSwitch } from './host-environment.ts';
import { VERSION } from './version.ts';

let stateFolder: string;
let lines: string[];
const logTo = { write: (line: string) => lines.push(line) };

beforeEach(async () => {
  lines = [];
  stateFolder = await mkdtemp(join(tmpdir(), 'ayon-ftrack-host-'));
});
afterEach(() => rm(stateFolder, { recursive: true, force: true }));

function envFor(serverUrl: string): NodeJS.ProcessEnv {
  return {
    AYON_SERVER_URL: serverUrl,
    AYON_API_KEY: 'a-very-secret-key',
    AYON_ADDON_NAME: environment.addonName,
    AYON_ADDON_VERSION: environment.addonVersion,
    AYON_FTRACK_STATE_FOLDER: stateFolder,
  };
}

describe('a service host', () => {
  it('serves health and metrics at the address in the health file, which goes with it', async () => {
    const file = healthFileOf(stateFolder, 'leecher');
    {
      await using host = await openServiceHost({
        service: 'leecher',
        env: envFor('http://127.0.0.1:9'),
        logTo,
      });
      expect(await readHealthFile(file)).toEqual({ url: host.url, pid: process.pid });
      const health = await fetch(`${host.url}/health`);
      expect(await health.json()).toMatchObject({ service: 'leecher', version: VERSION, live: true });
      expect(await (await fetch(`${host.url}/metrics`)).text()).toContain('ayon_ftrack_');
      expect(lines.join('')).toContain(host.url);
    }
    expect(await readHealthFile(file)).toBeNull();
  });

  it('leaves the health file of another process alone', async () => {
    const file = healthFileOf(stateFolder, 'leecher');
    const other = { url: 'http://127.0.0.1:1', pid: process.pid + 1 };
    {
      await using _host = await openServiceHost({
        service: 'leecher',
        env: envFor('http://127.0.0.1:9'),
        logTo,
      });
      await writeHealthFile(file, other);
    }
    expect(await readHealthFile(file)).toEqual(other);
  });

  it('names what is wrong in the environment', async () => {
    const env = { ...envFor('http://127.0.0.1:9'), AYON_FTRACK_HEALTH_PORT: '70000' };
    await expect(openServiceHost({ service: 'leecher', env, logTo })).rejects.toMatchObject({
      code: 'environment_invalid',
      setting: 'AYON_FTRACK_HEALTH_PORT',
    });
    await expect(openServiceHost({ service: 'leecher', env: {}, logTo })).rejects.toThrow('AYON_SERVER_URL');
  });
});

it('shows how AYON answers', async () => {
  const ayon = await startAyonServer({ settings, secrets });
  await using host = await openServiceHost({ service: 'leecher', env: envFor(ayon.client.url), logTo });
  const shown = () => host.health.report().components.find(({ name }) => name === 'AYON');
  await host.ayon.getSecret('ftrack_user');
  expect(shown()).toMatchObject({ state: 'ok', effect: 'nothing', details: { server: ayon.client.url } });
  await ayon[Symbol.asyncDispose]();
  await host.ayon.getSecret('ftrack_user').catch(() => undefined);
  expect(shown()).toMatchObject({ state: 'failed', message: expect.stringContaining('does not answer') });
  expect(host.health.report().ready).toBe(true);
});

describe('a supervised core', () => {
  it('starts with the settings and secrets of AYON', async () => {
    await using ayon = await startAyonServer({ settings, secrets });
    await using host = await openServiceHost({ service: 'leecher', env: envFor(ayon.client.url), logTo });
    const stop = vi.fn(async () => undefined);
    const start = vi.fn(async () => ({ stop }));
    const supervisor = superviseCore(host, { start });
    supervisor.start();
    await vi.waitFor(() => expect(start).toHaveBeenCalledOnce());
    expect(start).toHaveBeenCalledWith(
      expect.objectContaining({ ftrackUrl: 'https://studio.ftrackapp.com', ftrackApiKey: 's3cret' }),
      expect.any(AbortSignal),
    );
    await supervisor.stop();
    expect(stop).toHaveBeenCalledOnce();
  });

  it('says once what is missing, and shows it as failed', async () => {
    await using ayon = await startAyonServer({ settings, secrets: {} });
    await using host = await openServiceHost({ service: 'leecher', env: envFor(ayon.client.url), logTo });
    const supervisor = superviseCore(host, { start: () => Promise.reject(new Error('not to be reached')) });
    supervisor.start();
    await vi.waitFor(() => expect(host.health.report().ready).toBe(false));
    await vi.waitFor(() => expect(host.health.report().state).toBe('failed'));
    const component = host.health.report().components.find(({ name }) => name === 'configuration');
    expect(component?.state).toBe('failed');
    expect(component?.message).toContain("Secret 'ftrack_user'");
    await vi.waitFor(() => expect(ayon.asked).toContain('/api/events'));
    await supervisor.stop();
  });
});

it('reads switches', () => {
  expect(readSwitch({}, 'X', true)).toBe(true);
  expect(readSwitch({ X: 'Off' }, 'X', true)).toBe(false);
  expect(readSwitch({ X: '1' }, 'X', false)).toBe(true);
  expect(() => readSwitch({ X: 'perhaps' }, 'X', false)).toThrow('X must be "on" or "off"');
});

it('has the version of the package', () => {
  const manifest = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    version: string;
  };
  expect(VERSION).toBe(manifest.version);
});
