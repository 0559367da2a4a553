import type { Redis } from 'ioredis';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type EventLog, openRedisEventLog } from '../event-log/index.ts';
import type { FtrackEntity, FtrackOperation, FtrackSession } from '../ftrack/index.ts';
import type { ProjectRun, TakenMark } from '../jobs/index.ts';
import { connectRedis, type DisposableRedis, startDisposableRedis } from '../redis/index.ts';
import { readSettings } from '../settings/index.ts';
import { type ReconcileOptions, SyncError, type SyncReport } from '../sync/index.ts';
import { emptyReport } from '../sync/testing/empty-report.ts';
import { MemoryAyon } from '../sync/testing/memory-ayon.ts';
import type { ComparedSettings } from './compared-settings.ts';
import { Journal, JOURNAL_LIMIT, type JournalEntry } from './journal.ts';
import { requestSync } from './requests.ts';
import { SyncRuns, type SyncRunsOptions } from './sync-run.ts';

const PROJECT = 'project-a';

let server: DisposableRedis;
let redis: Redis;
let log: EventLog;

beforeAll(async () => {
  server = await startDisposableRedis({ append: 'none' });
  redis = connectRedis({ url: server.url, role: 'commands' });
});
beforeEach(async () => {
  await redis.flushall();
  log = await openRedisEventLog({ redis, partitions: 2 });
});
afterAll(async () => {
  redis.disconnect();
  await server[Symbol.asyncDispose]();
});

const REPORT = emptyReport(PROJECT);

/** ftrack as far as switching auto-sync on needs it. */
function sessionWith(written: FtrackOperation[]): FtrackSession {
  const entity = { __entity_type__: 'CustomAttributeConfiguration', id: 'configuration' };
  return {
    serverUrl: 'https://studio.ftrackapp.com',
    origin: 'ayon-ftrack--test',
    query: async (): Promise<FtrackEntity[]> => [entity],
    execute: async (operations) => {
      written.push(...operations);
      return [];
    },
    readThumbnail: async () => null,
    serverInformation: async () => ({ version: '1' }),
  };
}

function openRuns(options: Partial<SyncRunsOptions> = {}) {
  const asked: ReconcileOptions[] = [];
  const written: FtrackOperation[] = [];
  const journal = new Journal(redis);
  const onReport = vi.fn<(report: SyncReport) => void>();
  const onGivenUp = vi.fn<(end: { projectId: string }) => void>();
  const runs = new SyncRuns({
    session: sessionWith(written),
    ayon: new MemoryAyon(),
    settings: readSettings({}).settings,
    log,
    journal,
    assertAlone: async () => undefined,
    onReport,
    onGivenUp,
    ...options,
    reconcile: async (given) => {
      asked.push(given);
      return (await options.reconcile?.(given)) ?? REPORT;
    },
  });
  const run = (...marks: (string | [string, number])[]): Promise<void> =>
    runs.run(runOf(marks.map((mark, index) => (typeof mark === 'string' ? [mark, index + 1] : mark))));
  const entries = async (): Promise<JournalEntry[]> =>
    (await journal.readAfter('0')).map(({ entry }) => entry);
  return { run, runs, asked, written, journal, entries, onReport, onGivenUp };
}

function runOf(
  marks: readonly (readonly [string, number])[],
  signal = new AbortController().signal,
): ProjectRun {
  const taken: TakenMark[] = marks.map(([entityId, sequence]) => ({ entityId, sequence }));
  const nothing = async () => undefined;
  return { projectId: PROJECT, marks: taken, signal, assertHeld: nothing, keep: nothing };
}

function fakeCompared() {
  return {
    note: vi.fn<ComparedSettings['note']>(async () => undefined),
    noteOff: vi.fn<ComparedSettings['noteOff']>(async () => undefined),
  };
}

describe('the settings a project was compared under', () => {
  const own = readSettings({ sync: { create_versions: true } }).settings;

  it('are noted when all of it was looked at', async () => {
    const compared = fakeCompared();
    const { run } = openRuns({
      compared,
      readProjectSettings: async () => own,
      reconcile: async ({ projectSettings }) => {
        await projectSettings?.('A');
        return REPORT;
      },
    });
    await run('shot');
    expect(compared.note).not.toHaveBeenCalled();
    await run('*');
    expect(compared.note).toHaveBeenCalledExactlyOnceWith(PROJECT, own);
  });

  it('are those of the studio where projects have none', async () => {
    const compared = fakeCompared();
    const { run } = openRuns({ compared, settings: own });
    await run('*requested');
    expect(compared.note).toHaveBeenCalledExactlyOnceWith(PROJECT, own);
  });

  it('are not noted where nobody asked for those of the project, as when it is gone in ftrack', async () => {
    const compared = fakeCompared();
    const { run } = openRuns({ compared, readProjectSettings: async () => own });
    await run('*');
    expect(compared.note).not.toHaveBeenCalled();
  });

  it('are not noted when nothing was done because auto-sync is off', async () => {
    const compared = fakeCompared();
    const reconcile = async () => ({ ...REPORT, note: 'auto_sync_off' as const });
    const { run } = openRuns({ compared, reconcile });
    await run('*');
    expect(compared.note).not.toHaveBeenCalled();
  });
});

describe('what a run looks at', () => {
  it('is what is marked, if auto-sync is on', async () => {
    const { run, asked } = openRuns();
    await run('shot', 'task');
    expect(asked[0]).toMatchObject({
      projectId: PROJECT,
      scope: new Set(['shot', 'task']),
      onlyIfAutoSync: true,
      createProject: false,
    });
  });

  it('is the whole project when that is marked beside others', async () => {
    const { run, asked } = openRuns();
    await run('shot', '*');
    expect(asked[0]).toMatchObject({ scope: 'project', onlyIfAutoSync: true });
  });

  it('is the whole project for a request, whether auto-sync is on or not', async () => {
    const { run, asked, written } = openRuns();
    await run('*requested', 'shot');
    expect(asked[0]).toMatchObject({ scope: 'project', onlyIfAutoSync: false, createProject: false });
    expect(written).toEqual([]);
  });

  it('is a part of the project for a request that names one, with what else was asked for', async () => {
    const { run, asked } = openRuns();
    await run('*requested-part', 'shot', '*confirm-removals', '*repair-pairs');
    expect(asked[0]).toMatchObject({
      scope: new Set(['shot']),
      onlyIfAutoSync: false,
      orders: { confirmRemovals: true, repairPairs: true },
    });
  });

  it('is kept in mind for what is new in AYON, and looked at by the run that goes on after one that broke off', async () => {
    const kept: string[] = [];
    const { run, runs, asked } = openRuns({
      reconcile: async ({ onFresh }) => {
        await onFresh?.(['new']);
        return REPORT;
      },
    });
    await runs.run({ ...runOf([['shot', 1]]), keep: async (ids) => void kept.push(...ids) });
    expect(kept).toEqual(['fresh:new']);
    await run('shot', 'fresh:new');
    expect(asked[1]).toMatchObject({ scope: new Set(['shot']), fresh: new Set(['new']) });
  });

  it('is made in AYON and switched to auto-sync when the request says so, in this order', async () => {
    const written: FtrackOperation[] = [];
    const { run, asked } = openRuns({
      session: sessionWith(written),
      reconcile: async () => {
        expect(written).toEqual([]);
        return REPORT;
      },
    });
    await run('*requested', '*create-project', '*enable-auto-sync');
    expect(asked[0]).toMatchObject({ scope: 'project', createProject: true });
    expect(written).toMatchObject([
      { action: 'update', key: ['configuration', PROJECT], data: { value: true } },
    ]);
  });
});

describe('the journal', () => {
  it('tells what was done and the records that caused it', async () => {
    const { run, entries, onReport } = openRuns();
    const { lastSequence } = await log.append([
      { id: 'e', kind: 'event', topic: 'ftrack.update', projectId: PROJECT, body: '{}' },
    ]);
    await run(['shot', lastSequence], ['gone', lastSequence + 7]);
    expect(await entries()).toMatchObject([
      {
        projectId: PROJECT,
        projectName: 'A',
        causes: [
          { entityId: 'shot', sequence: lastSequence, kind: 'event' },
          { entityId: 'gone', sequence: lastSequence + 7, kind: null },
        ],
        causeCount: 2,
        requests: { ftrack: 2, ayon: 3 },
        error: null,
      },
    ]);
    expect(onReport).toHaveBeenCalledOnce();
  });

  it('is limited, tells how much there was, and names requests first', async () => {
    const operations = Array.from(
      { length: 700 },
      () => ({ system: 'ayon' }) as SyncReport['operations'][number],
    );
    const { run, entries } = openRuns({ reconcile: async () => ({ ...REPORT, operations }) });
    await run(...Array.from({ length: 600 }, (_, index) => `entity-${index}`), '*requested');
    const [entry] = await entries();
    expect(entry).toMatchObject({ causeCount: 601, operationCount: 700 });
    expect(entry?.causes).toHaveLength(JOURNAL_LIMIT);
    expect(entry?.operations).toHaveLength(JOURNAL_LIMIT);
    expect(entry?.causes[0]?.entityId).toBe('*requested');
  });

  it('names who made a change that could not be followed, and who asked for a sync', async () => {
    const problem = { code: 'locked_renamed', ftrackId: 'shot', path: 'sq/shot', message: 'locked' } as const;
    const { run, entries } = openRuns({
      reconcile: async () => ({ ...REPORT, scope: ['shot', 'other'], skipped: [problem] }),
    });
    const body = JSON.stringify({
      id: 'e',
      topic: 'ftrack.update',
      data: {},
      source: { id: 'hub', user: { id: 'u1', username: 'ada' } },
    });
    const { lastSequence: change } = await log.append([
      { id: 'e', kind: 'event', topic: 'ftrack.update', projectId: PROJECT, body },
    ]);
    await run(['shot', change], ['other', change + 50]);
    const asked = await requestSync(log, {
      projectId: PROJECT,
      createProject: false,
      enableAutoSync: false,
      requestedBy: { id: null, name: 'bob' },
    });
    await run(['*requested', asked]);
    const [live, requested] = await entries();
    expect(live).toMatchObject({
      requestedBy: null,
      scope: 2,
      skipped: [{ ...problem, author: { id: 'u1', name: 'ada' } }],
      skippedCount: 1,
    });
    expect(requested).toMatchObject({ requestedBy: { id: null, name: 'bob' }, skipped: [{ author: null }] });
  });

  it('says nothing of a project whose auto-sync is off', async () => {
    const { run, entries, onReport } = openRuns({
      reconcile: async () => ({ ...REPORT, note: 'auto_sync_off' }),
    });
    await run('shot');
    expect(await entries()).toEqual([]);
    expect(onReport).toHaveBeenCalledOnce();
  });

  it('shows how far a run is while it goes on', async () => {
    const seen: unknown[] = [];
    const { run, journal } = openRuns({
      reconcile: async ({ onProgress }) => {
        onProgress?.({ phase: 'read', done: 3, total: 9 });
        await vi.waitFor(async () => expect(await journal.progressOf(PROJECT)).not.toBeNull());
        seen.push(await journal.progressOf(PROJECT));
        return REPORT;
      },
    });
    await run('shot');
    expect(seen).toEqual([{ phase: 'read', done: 3, total: 9 }]);
    expect(await journal.progressOf(PROJECT)).toBeNull();
  });
});

describe('a run that fails', () => {
  it('rejects, so that the marks stay, and is noted once for each reason', async () => {
    let reason = 'ftrack is away';
    const { run, entries } = openRuns({ reconcile: () => Promise.reject(new Error(reason)) });
    for (let count = 0; count < 3; count += 1) await expect(run('shot')).rejects.toThrow(reason);
    reason = 'AYON is away';
    await expect(run('shot')).rejects.toThrow(reason);
    expect((await entries()).map(({ error }) => error)).toEqual([
      { code: 'unexpected', message: 'ftrack is away', retried: true },
      { code: 'unexpected', message: 'AYON is away', retried: true },
    ]);
  });

  it('is noted again for another request, and after a success', async () => {
    let fails = true;
    const { run, entries } = openRuns({
      reconcile: () => (fails ? Promise.reject(new Error('away')) : Promise.resolve(REPORT)),
    });
    await expect(run(['*requested', 1])).rejects.toThrow('away');
    await expect(run(['*requested', 2])).rejects.toThrow('away');
    fails = false;
    await run(['*requested', 2]);
    fails = true;
    await expect(run(['*requested', 2])).rejects.toThrow('away');
    expect((await entries()).map(({ error }) => error?.message ?? 'done')).toEqual([
      'away',
      'away',
      'done',
      'away',
    ]);
  });

  it('that did something on its way is noted with it, also when it was stopped', async () => {
    const end = new AbortController();
    const operation = { system: 'ayon', id: 'a1' } as unknown as SyncReport['operations'][number];
    const { run, runs, entries } = openRuns({
      reconcile: ({ onBroken }) => {
        onBroken?.({ operations: [operation], skipped: [], failed: [], requests: { ftrack: 1, ayon: 1 } });
        return Promise.reject(new Error('AYON is away'));
      },
    });
    for (let count = 0; count < 2; count += 1) await expect(run('shot')).rejects.toThrow('away');
    end.abort();
    await expect(runs.run(runOf([['shot', 1]], end.signal))).rejects.toThrow('away');
    expect((await entries()).map(({ error, operationCount }) => [error?.code, operationCount])).toEqual([
      ['unexpected', 1],
      ['unexpected', 1],
      ['stopped', 1],
    ]);
  });

  it('is not noted when the process stops or loses the lease with nothing done', async () => {
    const end = new AbortController();
    const { runs, entries } = openRuns({
      reconcile: () => {
        end.abort();
        return Promise.reject(new Error('stopped'));
      },
    });
    await expect(runs.run(runOf([['shot', 1]], end.signal))).rejects.toThrow('stopped');
    expect(await entries()).toEqual([]);
  });

  it('is given up when the project is gone', async () => {
    const { run, entries, onGivenUp, onReport } = openRuns({
      reconcile: () => Promise.reject(new SyncError('ftrack_project_missing', 'There is no such project.')),
    });
    await run('shot');
    expect(await entries()).toMatchObject([{ error: { code: 'ftrack_project_missing', retried: false } }]);
    expect(onGivenUp).toHaveBeenCalledWith(expect.objectContaining({ projectId: PROJECT }));
    expect(onReport).not.toHaveBeenCalled();
  });

  it('asks nobody and writes nothing beside another writer', async () => {
    const { run, asked } = openRuns({ assertAlone: () => Promise.reject(new Error('a second writer')) });
    await expect(run('shot')).rejects.toThrow('a second writer');
    expect(asked).toEqual([]);
  });

  it.each([{ enabled: false }, { service_event_handlers: { sync_from_ftrack: { enabled: false } } }])(
    'says why when the settings are %j, and is not tried again',
    async (given) => {
      const compared = fakeCompared();
      const { run, asked, entries } = openRuns({ settings: readSettings(given).settings, compared });
      await run('*requested');
      expect(compared.noteOff).toHaveBeenCalledExactlyOnceWith(PROJECT);
      expect(compared.note).not.toHaveBeenCalled();
      expect(asked).toEqual([]);
      expect(await entries()).toMatchObject([{ error: { code: 'sync_disabled', retried: false } }]);
    },
  );
});
