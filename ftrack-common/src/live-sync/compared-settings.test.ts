import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestLog, type TestLog } from '../event-log/testing/open-test-log.ts';
import { type FtrackSettings, readSettings } from '../settings/index.ts';
import { SETTINGS_TOPIC } from './requests.ts';
import { compareOutdated, ComparedSettings } from './compared-settings.ts';

let test: TestLog;
let compared: ComparedSettings;
let failed: string[];
/** Settings by name of the AYON project; those of the studio by null. */
let settings: Map<string | null, FtrackSettings>;

beforeAll(async () => {
  test = await openTestLog();
});
afterAll(() => test[Symbol.asyncDispose]());

const ON = readSettings({}).settings;
const OFF = readSettings({ service_event_handlers: { sync_from_ftrack: { enabled: false } } }).settings;
const WITH_VERSIONS = readSettings({ sync: { create_versions: true } }).settings;
const OTHER_TYPES = readSettings({
  publish: {
    IntegrateFtrackInstance: { product_base_type_mapping: [{ name: 'camera', asset_type: 'cam' }] },
  },
}).settings;

function open(name: string): void {
  compared = new ComparedSettings(test.redis, `ayon-ftrack-${name}`);
  failed = [];
  settings = new Map<string | null, FtrackSettings>([
    ['A', OFF],
    [null, OFF],
  ]);
}

/** Returns the projects of which a comparison is asked for by now. */
async function look(projectIds: readonly string[]): Promise<string[]> {
  const before = await readNotices();
  await compareOutdated({
    compared,
    projectIds,
    log: test.log,
    ayon: {
      listProjects: async () => [
        { name: 'broken', active: true, ftrackId: 'broken' },
        { name: 'copy', active: false, ftrackId: 'paired' },
        { name: 'A', active: true, ftrackId: 'paired' },
        { name: 'inactive', active: false, ftrackId: 'ended' },
      ],
    },
    readSettings: async (name) => {
      if (name === 'broken') throw new Error('unreadable');
      return settings.get(name) ?? OFF;
    },
    onError: (projectId) => failed.push(projectId),
  });
  const after = await readNotices();
  return after.slice(before.length);
}

async function readNotices(): Promise<string[]> {
  const { partitions } = test.log.description;
  const records = await Promise.all(
    Array.from({ length: partitions + 1 }, (_, partition) =>
      test.log.read({ partition, after: 0, limit: 100 }),
    ),
  );
  return records
    .flat()
    .toSorted((a, b) => a.sequence - b.sequence)
    .map(({ kind, topic, projectId }) => {
      expect([kind, topic]).toEqual(['notice', SETTINGS_TOPIC]);
      return String(projectId);
    });
}

describe('a project', () => {
  it('in which nothing was followed is compared once its sync is on again', async () => {
    open('off');
    await compared.noteOff('paired');
    await compared.noteOff('unpaired');
    await compared.noteOff('paired');
    const lookAtOff = async () => look(await compared.listOff());
    expect(await lookAtOff()).toEqual([]);
    expect((await compared.listOff()).toSorted()).toEqual(['paired', 'unpaired']);
    settings.set('A', ON);
    expect(await lookAtOff()).toEqual(['paired']);
    expect(await lookAtOff()).toEqual([]);
    expect(await compared.listOff()).toEqual(['unpaired']);
    settings.set(null, ON);
    expect(await lookAtOff()).toEqual(['unpaired']);
    expect(await compared.listOff()).toEqual([]);
  });

  it('is compared once when sync is to do something else from now on', async () => {
    open('changed');
    settings.set('A', ON);
    await compared.note('paired', ON);
    const lookAtAll = async () => look(await compared.list());
    expect(await lookAtAll()).toEqual([]);
    for (const changed of [WITH_VERSIONS, OTHER_TYPES, ON]) {
      settings.set('A', changed);
      expect(await lookAtAll()).toEqual(['paired']);
      expect(await lookAtAll()).toEqual([]);
    }
  });

  it('is looked at although the settings of another cannot be read', async () => {
    open('broken');
    for (const projectId of ['broken', 'paired', 'ended', 'deleted']) await compared.note(projectId, ON);
    settings.set('A', WITH_VERSIONS);
    settings.set('inactive', WITH_VERSIONS);
    settings.set(null, WITH_VERSIONS);
    expect(await look(['broken', 'ended', 'deleted', 'paired'])).toEqual(['paired']);
    expect(failed).toEqual(['broken']);
  });

  it('is not compared because of settings that sync does not obey, nor while sync is off', async () => {
    open('the-same');
    await compared.note('paired', ON);
    settings.set('A', readSettings({ ftrack_server: 'other', sync: { reconcile_at: '05:00' } }).settings);
    expect(await look(['paired'])).toEqual([]);
    settings.set('A', { ...WITH_VERSIONS, enabled: false });
    expect(await look(['paired'])).toEqual([]);
    settings.set('A', WITH_VERSIONS);
    expect(await look(['paired'])).toEqual(['paired']);
  });
});
