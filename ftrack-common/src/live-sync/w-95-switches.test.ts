import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LogRecord } from '../event-log/index.ts';
import { openTestLog, type TestLog } from '../event-log/testing/open-test-log.ts';
import type { FtrackSession } from '../ftrack/index.ts';
import { GAP_TOPIC, HINT_TOPIC } from '../intake/index.ts';
import type { TakenMark } from '../jobs/index.ts';
import { readSettings } from '../settings/index.ts';
import type { ReconcileOptions } from '../sync/index.ts';
import { emptyReport } from '../sync/testing/empty-report.ts';
import { MemoryAyon } from '../sync/testing/memory-ayon.ts';
import { Journal } from './journal.ts';
import { RECONCILE_TOPIC, SYNC_REQUEST_TOPIC, type SyncRequest } from './requests.ts';
import { createSyncHandler } from './sync-handler.ts';
import { SyncRuns } from './sync-run.ts';

const PROJECT = 'aaaaaaaa-0000-4000-8000-000000000001';
const TASK = 'bbbbbbbb-0000-4000-8000-000000000002';

const listComparedProjects = async () => ({ whole: [PROJECT], ended: [] });

const REPORT = emptyReport(PROJECT);

const EVENT = {
  id: 'event',
  topic: 'ftrack.update',
  data: {
    entities: [
      {
        entityId: TASK,
        entityType: 'task',
        action: 'update',
        keys: ['statusid'],
        parents: [
          { entityId: TASK, entityType: 'task' },
          { entityId: PROJECT, entityType: 'show' },
        ],
      },
    ],
  },
};
const ROW = {
  id: 12,
  action: 'change.status.task',
  insert: 'update',
  createdAt: null,
  parentId: TASK,
  parentType: 'task',
  projectId: PROJECT,
  userId: null,
  data: null,
};
const REQUEST: SyncRequest = { projectId: PROJECT, createProject: false, enableAutoSync: false };

/** Everything that may make a project be synced, and whether it is done without `auto_sync_enabled`. */
const WAYS: readonly {
  readonly name: string;
  readonly kind: LogRecord['kind'];
  readonly topic: string;
  readonly value: unknown;
  readonly needsAutoSync: boolean;
}[] = [
  { name: 'an event', kind: 'event', topic: 'ftrack.update', value: EVENT, needsAutoSync: true },
  { name: 'a row of the Event table', kind: 'hint', topic: HINT_TOPIC, value: ROW, needsAutoSync: true },
  { name: 'a gap', kind: 'notice', topic: GAP_TOPIC, value: {}, needsAutoSync: true },
  { name: 'the schedule', kind: 'notice', topic: RECONCILE_TOPIC, value: {}, needsAutoSync: true },
  { name: 'a request', kind: 'notice', topic: SYNC_REQUEST_TOPIC, value: REQUEST, needsAutoSync: false },
  {
    name: 'a request for a part',
    kind: 'notice',
    topic: SYNC_REQUEST_TOPIC,
    value: { ...REQUEST, entityIds: [TASK], confirmRemovals: true, repairPairs: true },
    needsAutoSync: false,
  },
];

const OFF = [{ enabled: false }, { service_event_handlers: { sync_from_ftrack: { enabled: false } } }];

describe('w-95: the switches mean the same for everything that starts a sync', () => {
  let test: TestLog;
  beforeAll(async () => {
    test = await openTestLog();
  });
  afterAll(() => test[Symbol.asyncDispose]());

  /** Hands a record to the handler, and what that marks to a run. Returns how the engine was asked, if it was. */
  async function follow(way: (typeof WAYS)[number], settings: object): Promise<ReconcileOptions[]> {
    const marks: TakenMark[] = [];
    const { kind, topic, value } = way;
    const record: LogRecord = {
      id: 'one',
      kind,
      topic,
      projectId: PROJECT,
      body: JSON.stringify(value),
      sequence: 7,
      partition: 0,
      appendedAt: 0,
      value,
    };
    await createSyncHandler({ reconcileAfterGap: true, listComparedProjects }).handle(record, {
      attempt: 1,
      signal: new AbortController().signal,
      mark: (_, entityId) => marks.push({ entityId, sequence: 7 }),
    });
    expect(marks.length).toBeGreaterThan(0);
    const asked: ReconcileOptions[] = [];
    const runs = new SyncRuns({
      session: {} as FtrackSession,
      ayon: new MemoryAyon(),
      settings: readSettings(settings).settings,
      log: test.log,
      journal: new Journal(test.redis),
      assertAlone: async () => undefined,
      reconcile: async (options) => {
        asked.push(options);
        return REPORT;
      },
    });
    const signal = new AbortController().signal;
    const lease = { assertHeld: async () => undefined, keep: async () => undefined };
    await runs.run({ projectId: PROJECT, marks, signal, ...lease });
    return asked;
  }

  it.each(WAYS)('$name does nothing while the addon or the sync is switched off', async (way) => {
    for (const settings of OFF) expect(await follow(way, settings)).toEqual([]);
  });

  it.each(WAYS)('$name: auto_sync_enabled decides unless a person asked', async (way) => {
    const [asked, ...more] = await follow(way, {});
    expect(more).toEqual([]);
    expect(asked?.onlyIfAutoSync).toBe(way.needsAutoSync);
  });
});
