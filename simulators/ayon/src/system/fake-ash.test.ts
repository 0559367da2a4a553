import { describe, expect, it } from 'vitest';
import { startAyonSimulator } from '../launcher.ts';
import { callApi } from '../testing/client.ts';
import { startFakeAsh } from './fake-ash.ts';

const ADDON = { name: 'tracker', version: '1.0.0', services: { leecher: { image: 'tracker/leecher:1' } } };
/** Tells its environment to the server and then ends, or stays. */
const PROGRAM = `
const { AYON_SERVER_URL: url, AYON_API_KEY: key, AYON_SERVICE_NAME: name, MODE } = process.env;
await fetch(url + '/api/events', {
  method: 'POST',
  headers: { 'x-api-key': key, 'content-type': 'application/json' },
  body: JSON.stringify({ topic: 'service.started', summary: { name, version: process.env.AYON_ADDON_VERSION } }),
});
if (MODE === 'stay') setInterval(() => {}, 1000);
`;
const commands = {
  'tracker/leecher:1': { command: process.execPath, args: ['--input-type=module', '-e', PROGRAM] },
};

describe('the service host', () => {
  it('starts what it shall run, starts it again when it ends, and stops it', async () => {
    await using ayon = await startAyonSimulator({ addons: [ADDON] });
    const { url, apiKey } = ayon;
    await using ash = startFakeAsh({ url, apiKey, hostname: 'worker', commands, intervalMs: 20 });
    await expect
      .poll(async () => (await callApi(ayon, 'GET /api/hosts')).body)
      .toMatchObject({ hosts: [{}] });
    await callApi(ayon, 'PUT /api/services/leecher', {
      addonName: 'tracker',
      addonVersion: '1.0.0',
      service: 'leecher',
      hostname: 'worker',
    });
    const started = () => ayon.state.events.ofTopic('service.started').size;
    await expect.poll(started, { timeout: 5000 }).toBeGreaterThanOrEqual(2);
    await callApi(ayon, 'PATCH /api/services/leecher', { env: { MODE: 'stay' } });
    await expect
      .poll(async () => (await callApi(ayon, 'GET /api/services')).body, { timeout: 5000 })
      .toMatchObject({ services: [{ isRunning: true }] });
    await callApi(ayon, 'PATCH /api/services/leecher', { shouldRun: false });
    await expect.poll(() => ash.list(), { timeout: 5000 }).toEqual([]);
  });
});
