import { describe, expect, it } from 'vitest';
import { startAyonSimulator } from '../launcher.ts';
import { callApi } from '../testing/client.ts';

const ADDON = {
  name: 'tracker',
  version: '1.2.3',
  settings: { url: '', rules: [{ from: 'a' }], sync: { enabled: true, limit: 10 } },
  attributes: [
    { name: 'trackerId', scope: ['project', 'folder'] as const, data: { type: 'string', inherit: false } },
  ],
};
const SETTINGS = '/api/addons/tracker/1.2.3/settings';

describe('settings of an addon', () => {
  it('are the defaults, with the overrides of the studio and of the project over them', async () => {
    await using ayon = await startAyonSimulator({ addons: [ADDON] });
    await callApi(ayon, 'POST /api/projects', { name: 'demo', code: 'dm' });
    expect((await callApi(ayon, `GET ${SETTINGS}`)).body).toEqual(ADDON.settings);
    await callApi(ayon, `POST ${SETTINGS}`, { ...ADDON.settings, url: 'http://x', rules: [] });
    await callApi(ayon, 'PUT /api/addons/tracker/1.2.3/rawOverrides/demo', { sync: { limit: 3 } });
    expect((await callApi(ayon, `GET ${SETTINGS}`)).body).toEqual({
      ...ADDON.settings,
      url: 'http://x',
      rules: [],
    });
    expect((await callApi(ayon, `GET ${SETTINGS}/demo`)).body).toMatchObject({
      sync: { enabled: true, limit: 3 },
    });
    expect((await callApi(ayon, 'GET /api/addons/tracker/1.2.3/rawOverrides')).body).toEqual({
      url: 'http://x',
      rules: [],
    });
  });

  it('differ by variant, and an unknown version is not found', async () => {
    await using ayon = await startAyonSimulator({ addons: [ADDON] });
    await callApi(ayon, `POST ${SETTINGS}?variant=staging`, { ...ADDON.settings, url: 'staged' });
    expect((await callApi(ayon, `GET ${SETTINGS}?variant=production`)).body).toMatchObject({ url: '' });
    expect((await callApi(ayon, `GET ${SETTINGS}?variant=staging`)).body).toMatchObject({ url: 'staged' });
    expect((await callApi(ayon, 'GET /api/addons/tracker/9.9.9/settings')).status).toBe(404);
  });

  it('stand in the settings of the production bundle, and the attributes are known', async () => {
    await using ayon = await startAyonSimulator({ addons: [ADDON] });
    expect((await callApi(ayon, 'GET /api/settings')).body).toMatchObject({
      bundleName: 'production',
      addons: [{ name: 'tracker', version: '1.2.3', settings: ADDON.settings }],
    });
    await callApi(ayon, 'POST /api/projects', { name: 'demo', code: 'dm' });
    await callApi(ayon, 'PATCH /api/projects/demo', { attrib: { trackerId: '7' } });
    expect((await callApi(ayon, 'GET /api/projects/demo')).body).toMatchObject({
      attrib: { trackerId: '7' },
    });
  });
});
