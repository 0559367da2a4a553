import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTestLog, type TestLog } from '../event-log/testing/open-test-log.ts';
import { type FtrackSettings, readSettings } from '../settings/index.ts';
import { SWITCHED_ON_TOPIC } from './requests.ts';
import { compareSwitchedOn, SwitchedOffProjects } from './switched-off.ts';

let test: TestLog;
beforeAll(async () => {
  test = await openTestLog();
});
afterAll(() => test[Symbol.asyncDispose]());

const ON = readSettings({}).settings;
const OFF = readSettings({ service_event_handlers: { sync_from_ftrack: { enabled: false } } }).settings;

it('a project in which nothing was followed is compared once its sync is on again', async () => {
  const projects = new SwitchedOffProjects(test.redis);
  await projects.note('paired');
  await projects.note('unpaired');
  await projects.note('paired');
  const settings = new Map<string | null, FtrackSettings>([
    ['A', OFF],
    [null, OFF],
  ]);
  const look = () =>
    compareSwitchedOn({
      projects,
      log: test.log,
      ayon: { listProjects: async () => [{ name: 'A', active: true, ftrackId: 'paired' }] },
      readSettings: async (name) => settings.get(name) ?? OFF,
    });
  await look();
  expect((await projects.list()).toSorted()).toEqual(['paired', 'unpaired']);
  settings.set('A', ON);
  await look();
  await look();
  expect(await projects.list()).toEqual(['unpaired']);
  settings.set(null, ON);
  await look();
  expect(await projects.list()).toEqual([]);
  const { partitions } = test.log.description;
  const records = await Promise.all(
    Array.from({ length: partitions + 1 }, (_, partition) =>
      test.log.read({ partition, after: 0, limit: 10 }),
    ),
  );
  expect(
    records
      .flat()
      .toSorted((a, b) => a.sequence - b.sequence)
      .map(({ kind, topic, projectId }) => [kind, topic, projectId]),
  ).toEqual([
    ['notice', SWITCHED_ON_TOPIC, 'paired'],
    ['notice', SWITCHED_ON_TOPIC, 'unpaired'],
  ]);
});
