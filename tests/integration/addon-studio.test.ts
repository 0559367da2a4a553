import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type AyonSimulator, makeZip, startAyonSimulator } from '@ynput/ayon-simulator';
import { convertOverrides, eachNode, readSettings, settingNodes } from '@ynput/ftrack-common/settings';
import {
  hasUpstreamSettings,
  isRecord,
  leavesOf,
  readUpstream,
  type StoredOverrides,
} from '@ynput/ftrack-common/settings/testing';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ADDON_VERSION, makePackage, skippedWhy, whyNoPython } from '../support/addon-package.ts';
import { ProcessorStudio, untilComponent, untilReady } from './processor-studio.ts';

const SOON = { timeout: 15_000, interval: 25 };
/** Each start of the server loads its addons anew in a Python process. */
vi.setConfig({ testTimeout: 60_000 });
const BASE = `/api/addons/ftrack/${ADDON_VERSION}`;

interface Answer {
  status: number;
  body: unknown;
}

async function call(ayon: AyonSimulator, route: string, body?: unknown): Promise<Answer> {
  const [method = 'GET', path = '/'] = route.split(' ');
  const response = await fetch(ayon.url + path, {
    method,
    headers: { 'x-api-key': ayon.apiKey, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

/** As an admin does it: uploads archives and restarts the server. */
async function install(ayon: AyonSimulator, ...archives: Buffer[]): Promise<void> {
  for (const body of archives) {
    const headers = { 'x-api-key': ayon.apiKey };
    const response = await fetch(`${ayon.url}/api/addons/install`, { method: 'POST', headers, body });
    const { eventId } = (await response.json()) as { eventId: string };
    await vi.waitFor(
      async () =>
        expect((await call(ayon, `GET /api/events/${eventId}`)).body).toMatchObject({ status: 'finished' }),
      SOON,
    );
  }
  await ayon.faults.restart();
}

async function listed(ayon: AyonSimulator): Promise<unknown> {
  const { addons } = (await call(ayon, 'GET /api/addons')).body as {
    addons: { name: string; versions: Record<string, unknown> }[];
  };
  return addons.find(({ name }) => name === 'ftrack')?.versions[ADDON_VERSION];
}

let archive: Buffer;
if (whyNoPython === undefined) archive = await makePackage();

describe.skipIf(whyNoPython !== undefined)(`the addon beside another version${skippedWhy}`, () => {
  it.skipIf(!hasUpstreamSettings)(
    'takes over the settings of 1.6.4 with the bundle, and a save in the form keeps all it does not show',
    async () => {
      const old = {
        settings: readUpstream<Record<string, never>>('1.6.4/defaults'),
        schema: readUpstream<Record<string, never>>('1.6.4/schema'),
      };
      await using ayon = await startAyonSimulator({ addons: [{ name: 'ftrack', version: '1.6.4', ...old }] });
      await install(ayon, archive);
      expect(await listed(ayon)).toMatchObject({ hasSettings: true, isBroken: false });
      for (const name of ['touched', 'untouched'])
        await call(ayon, 'POST /api/projects', { name, code: name.slice(0, 3), anatomy: {} });
      const stored = readUpstream<StoredOverrides>('1.6.4/overrides');
      await call(ayon, 'PUT /api/addons/ftrack/1.6.4/rawOverrides', stored.studio);
      await call(ayon, 'PUT /api/addons/ftrack/1.6.4/rawOverrides/touched', stored.project);
      await call(ayon, 'POST /api/bundles', { name: 'next', addons: { ftrack: ADDON_VERSION } });
      const migrated = await call(ayon, 'POST /api/migrateSettingsByBundle', {
        sourceBundle: 'production',
        targetBundle: 'next',
        sourceVariant: 'production',
        targetVariant: 'production',
        withProjects: true,
      });
      expect(migrated.status).toBeLessThan(300);
      const raw = async (suffix: string) => (await call(ayon, `GET ${BASE}/rawOverrides${suffix}`)).body;
      expect(await raw('')).toEqual(convertOverrides(stored.studio, '1.6.4').document);
      expect(await raw('/touched')).toEqual(convertOverrides(stored.project, '1.6.4').document);
      expect(await raw('/untouched')).toEqual({});

      const before = (await call(ayon, `GET ${BASE}/settings`)).body as Record<string, unknown>;
      const hidden = hiddenLeaves(await raw(''));
      expect(hidden.length).toBeGreaterThan(50);
      const { status } = await call(ayon, `POST ${BASE}/settings`, { ...before, ftrack_server: 'other' });
      expect(status).toBe(204);
      expect(hiddenLeaves(await raw(''))).toEqual(hidden);
      expect((await call(ayon, `GET ${BASE}/settings`)).body).toEqual({ ...before, ftrack_server: 'other' });
    },
  );

  it('is set up in the form while the processor runs, which tells a stored value it does not use', async () => {
    await using studio = await ProcessorStudio.open({ entities: 5 });
    const { ayon } = studio;
    await install(ayon, archive);
    await using processor = await studio.startProcessor({ env: { AYON_ADDON_VERSION: ADDON_VERSION } });
    const { message } = await untilComponent(processor.url, { name: 'configuration', state: 'failed' });
    expect(message).toContain('ftrack settings > ftrack server URL is empty');

    const settings = (await call(ayon, `GET ${BASE}/settings`)).body as Record<
      string,
      Record<string, unknown>
    >;
    const filled = {
      ...settings,
      ftrack_server: studio.ftrackGate.url,
      service_settings: { username: 'ftrack_user', api_key: 'ftrack_key' },
      log: { ...settings['log'], retention_days: -3 },
    };
    expect((await call(ayon, `POST ${BASE}/settings`, filled)).status).toBe(204);
    await untilReady(processor.url);
    await vi.waitFor(() => expect(studio.told().join('\n')).toContain('(log/retention_days)'), SOON);

    expect((await call(ayon, `GET ${BASE}/ftrackProjects`)).body).toEqual({
      projects: studio
        .query('select id, full_name, name from Project')
        .map(({ id, full_name: name, name: code }) => ({ id, name, code, active: true })),
    });
    expect((await fetch(`${ayon.url}${BASE}/ftrackProjects`)).status).toBe(401);
    const icon = await fetch(`${ayon.url}/addons/ftrack/${ADDON_VERSION}/public/icons/AYONAdmin.svg`);
    expect([icon.status, icon.headers.get('content-type')]).toEqual([200, 'image/svg+xml']);
  });
});

/** Addons that offer handlers; the second fails to. */
const OTHERS = ['other', 'failing'].map((name) =>
  makeZip({
    'package.py': `name = "${name}"\nversion = "1.0.0"\n`,
    'server/__init__.py': `
from ayon_server.addons import BaseServerAddon

class Other(BaseServerAddon):
    def get_custom_ftrack_handlers_endpoint(self):
        ${name === 'failing' ? 'raise RuntimeError("no")' : 'return "addons/other/1.0.0/private/ftrack_handlers.tar.gz"'}
`,
  }),
);

describe.skipIf(whyNoPython !== undefined)(`the addon on an AYON server${skippedWhy}`, () => {
  let ayon: AyonSimulator;
  beforeAll(async () => {
    ayon = await startAyonSimulator();
    await install(ayon, archive, ...OTHERS);
  });
  afterAll(() => ayon[Symbol.asyncDispose]());

  it('reads what is stored whatever it is, and sets aside what no setting can hold', async () => {
    const odd = {
      enabled: null,
      ftrack_server: ['x'],
      gone: { with: 'values' },
      sync: { delete_policy: 'burn', removal_limit: { entities: 1e300, percent: -1 } },
      custom_attributes: {
        attributes_mapping: { mapping: [{ name: 'fps' }, { name: 'fps' }, { name: 5 }] },
      },
    };
    await call(ayon, `PUT ${BASE}/rawOverrides`, odd);
    const { status, body } = await call(ayon, `GET ${BASE}/settings`);
    expect(status).toBe(200);
    const paths = readSettings(body).settings.unconverted.map(({ path }) => path);
    expect(paths.toSorted()).toEqual([
      'custom_attributes/attributes_mapping/mapping/2',
      'enabled',
      'ftrack_server',
      'gone/with',
    ]);
    expect((await call(ayon, `GET ${BASE}/overrides`)).status).toBe(200);
    expect((await call(ayon, `GET ${BASE}/schema`)).status).toBe(200);
    expect((await call(ayon, `POST ${BASE}/settings`, body)).status).toBe(204);
    expect((await call(ayon, `GET ${BASE}/settings`)).body).toEqual(body);
  });

  it('offers only attributes a value can be synced to', async () => {
    const { definitions } = (await call(ayon, `GET ${BASE}/schema`)).body as {
      definitions: Record<string, { properties: Record<string, { enum?: string[] }> }>;
    };
    const row = definitions['FtrackCustomAttributesAttributesMappingMappingRow'];
    const offered = row?.properties['name']?.enum ?? [];
    expect(offered).toEqual(expect.arrayContaining(['fps', 'frameStart', 'startDate']));
    expect(offered.filter((name) => ['email', 'extension', 'families', 'fullName'].includes(name))).toEqual(
      [],
    );
  });

  it('offers what the server has, in whatever list a field chooses from', async () => {
    const folder = ayon.state.addons.get('ftrack', ADDON_VERSION)?.folder ?? '';
    const file = join(folder, 'server/settings.json');
    const asPacked = await readFile(file, 'utf8');
    const offered = async (list: string): Promise<string[] | undefined> => {
      await writeFile(file, asPacked.replace('"choices": "folder_link_types"', `"choices": "${list}"`));
      await ayon.faults.restart();
      const { definitions } = (await call(ayon, `GET ${BASE}/schema`)).body as {
        definitions: Record<string, { properties: Record<string, { enum?: string[] }> }>;
      };
      return definitions['FtrackServiceEventHandlersSyncFromFtrackSettings']?.properties['sync_link_type']
        ?.enum;
    };
    expect(await offered('folder_link_types')).toEqual(['< Skip >', 'breakdown', 'template']);
    expect(await offered('statuses')).toEqual(expect.arrayContaining(['Not ready', 'In progress']));
    expect(await offered('anatomy_presets')).toContain('__primary__');
    await writeFile(file, asPacked);
    await ayon.faults.restart();
  });

  it('w-77, w-78: tells the handlers that other addons of a bundle bring along, to people who are logged in', async () => {
    await call(ayon, 'POST /api/bundles', {
      name: 'b',
      addons: { ftrack: ADDON_VERSION, other: '1.0.0', failing: '1.0.0' },
      isProduction: true,
    });
    const handlers = `${BASE}/customProcessorHandlers`;
    const endpoint = 'addons/other/1.0.0/private/ftrack_handlers.tar.gz';
    expect(await call(ayon, `GET ${handlers}`)).toEqual({
      status: 200,
      body: { custom_handlers: [{ addon_name: 'other', addon_version: '1.0.0', endpoint }] },
    });
    expect(await call(ayon, `GET ${handlers}?variant=staging`)).toEqual({
      status: 200,
      body: { custom_handlers: [] },
    });
    expect((await fetch(ayon.url + handlers)).status).toBe(401);
  });

  it('w-76: leaves what an admin made of its attributes, adds only what is missing, and says what it cannot use', async () => {
    const attribute = '/api/attributes/ftrackId';
    const { body } = await call(ayon, `GET ${attribute}`);
    const { data, ...made } = body as { scope: string[]; data: Record<string, unknown>; position: number };
    expect(made.scope).toEqual(['project', 'folder', 'task', 'version', 'list']);
    const changed = {
      ...made,
      scope: ['product', 'project'],
      data: { ...data, title: 'Mine', inherit: true },
    };
    await call(ayon, `PUT ${attribute}`, changed);
    const restarts = () => ayon.state.events.list().filter(({ topic }) => topic === 'server.started').length;
    await ayon.faults.restart();
    const after = (await call(ayon, `GET ${attribute}`)).body;
    expect(after).toMatchObject({
      scope: ['product', 'project', 'folder', 'task', 'version', 'list'],
      data: { title: 'Mine', inherit: true },
    });
    const before = restarts();
    await ayon.faults.restart();
    expect(restarts()).toBe(before + 1);
    expect((await call(ayon, `GET ${attribute}`)).body).toEqual(after);

    await call(ayon, `PUT ${attribute}`, { ...made, data: { ...data, type: 'integer' } });
    await ayon.faults.restart();
    expect(await listed(ayon)).toMatchObject({
      isBroken: true,
      reason: { error: expect.stringContaining('The attribute ftrackId is of type integer') as string },
    });
  });

  it('stays listed, with the reason, when its settings cannot be read', async () => {
    const folder = ayon.state.addons.get('ftrack', ADDON_VERSION)?.folder ?? '';
    const file = join(folder, 'server/settings.json');
    const unfit = (await readFile(file, 'utf8')).replace('"type": "boolean"', '"type": "colour"');
    const cases: [content: string, reason: RegExp][] = [
      ['{"format": 99}', /settings\.json has the format 99.+upload the package again/],
      ['{"form', /settings\.json cannot be read .+Upload the package again/],
      [unfit, /settings\.json does not fit together .+colour.+Upload the package again/],
    ];
    for (const [content, reason] of cases) {
      await writeFile(file, content);
      await ayon.faults.restart();
      expect(await listed(ayon)).toMatchObject({
        isBroken: true,
        reason: { error: expect.stringMatching(reason) as string },
      });
    }
  });
});

/** Stored values the form shows nowhere. */
function hiddenLeaves(document: unknown): [string, unknown][] {
  const shown = new Set(
    [...eachNode(settingNodes())].filter(({ scope }) => scope.length > 0).map(({ path }) => path),
  );
  expect(isRecord(document)).toBe(true);
  return leavesOf(document).filter(
    ([path]) => !shown.has(path.replace(/\/\d+(?=\/|$)/g, '[]')) && !shown.has(path),
  );
}
