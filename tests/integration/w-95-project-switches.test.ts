import { createPublicAyonServer, SyncCache } from '@ynput/ftrack-common/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProcessorStudio, untilReady } from './processor-studio.ts';
import { SETTINGS, SyncStudio } from './sync-studio.ts';

const SOON = { timeout: 15_000, interval: 25 };

describe('the addon or its sync, switched off for a project in AYON,', () => {
  it.each([{ enabled: false }, { service_event_handlers: { sync_from_ftrack: { enabled: false } } }])(
    'stops live and requested syncs of it: %j',
    async (override) => {
      await using studio = await ProcessorStudio.open({ entities: 10 });
      await using _processor = await studio.startProcessor();
      await using leecher = await studio.startLeecher();
      await untilReady(leecher.url);
      await overrideSettings(studio, override);
      await studio.requestSync();
      const failure = async () => (await studio.journal()).at(-1)?.error?.code;
      await expect.poll(failure, SOON).toBe('sync_disabled');
      await studio.untilNothingDirty();
      expect(studio.ayon.state.projects.list()[0]?.tables.folder.size).toBe(0);
    },
  );
});

/** Makes the AYON project and overrides settings of the addon in it. */
async function overrideSettings(studio: ProcessorStudio, override: Record<string, unknown>): Promise<void> {
  const ask = async (path: string, body: unknown) => {
    const response = await fetch(studio.ayon.url + path, {
      method: 'POST',
      headers: { 'x-api-key': studio.ayon.apiKey, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path}: ${await response.text()}`);
  };
  const [project] = studio.query('select full_name, name from Project');
  const name = String(project?.['full_name']).replaceAll(' ', '_');
  await ask('/api/projects', { name, code: 'gen' });
  const [[addon, versions] = ['', new Map()]] = studio.ayon.state.addons.list();
  const [version] = versions.keys();
  await ask(`/api/addons/${addon}/${version}/settings/${name}`, override);
}

describe('auto_sync_enabled', () => {
  let studio: SyncStudio;
  beforeAll(async () => {
    studio = await SyncStudio.open({ entities: 10 });
  });
  afterAll(() => studio[Symbol.asyncDispose]());

  it('off: an event of a project that was never synced costs two questions and fails nowhere', async () => {
    const task = await studio.one('select id from Task');
    studio.takeRequests();
    const report = await studio.sync(new Set([String(task['id'])]), {
      onlyIfAutoSync: true,
      createProject: false,
    });
    expect(report).toMatchObject({ note: 'auto_sync_off', operations: [] });
    expect(studio.takeRequests()).toEqual(['ftrack query', 'ftrack query']);
  });

  it('off: a person can sync the project all the same', async () => {
    const report = await studio.sync();
    expect(report.note).toBeNull();
    expect(report.operations.length).toBeGreaterThan(5);
  });
});

it('a changed setting of a project counts half a minute later at the latest', async () => {
  await using studio = await SyncStudio.open({ entities: 10 });
  const task = await studio.one('select id from Task');
  let [time, asked] = [0, 0];
  const cache = new SyncCache();
  const options = {
    ayon: createPublicAyonServer(studio.parts.client),
    cache,
    now: () => time,
    projectSettings: async (name: string) => {
      expect(name).toBe('Generated_1');
      asked += 1;
      return SETTINGS;
    },
  };
  await studio.sync('project', options);
  const live = () => studio.sync(new Set([String(task['id'])]), options);
  await live();
  expect(asked).toBe(1);
  time += 30_000;
  await live();
  await live();
  expect(asked).toBe(2);
});
