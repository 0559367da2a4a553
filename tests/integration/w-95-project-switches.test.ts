import { createPublicAyonServer, SyncCache } from '@ynput/ftrack-common/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeProjectSettings, post } from './change-settings.ts';
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

it('what changed while sync was switched off for a project arrives when it is on again', async () => {
  await using studio = await ProcessorStudio.open({ entities: 10 });
  await using leecher = await studio.startLeecher();
  await untilReady(leecher.url);
  {
    await using _processor = await studio.startProcessor();
    await studio.requestAndAwaitSync();
    await changeProjectSettings(studio, { enabled: false });
  }
  {
    await using _processor = await studio.startProcessor();
    studio.renameShots('while_off', 1);
    const failure = async () => (await studio.journal()).at(-1)?.error?.code;
    await expect.poll(failure, SOON).toBe('sync_disabled');
    await studio.untilNothingDirty();
    expect(await studio.differences()).toHaveLength(1);
    await changeProjectSettings(studio, { enabled: true });
  }
  // A processor that goes on looks twice a minute; one that starts looks at once.
  await using _processor = await studio.startProcessor();
  await studio.untilEqual();
});

/** Makes the AYON project and overrides settings of the addon in it. */
async function overrideSettings(studio: ProcessorStudio, override: Record<string, unknown>): Promise<void> {
  const [project] = studio.query('select full_name, name from Project');
  const name = String(project?.['full_name']).replaceAll(' ', '_');
  await post(studio, '/api/projects', { name, code: 'gen' });
  await changeProjectSettings(studio, override);
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
