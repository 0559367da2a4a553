import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { openTestLog, type TestLog } from '../event-log/testing/open-test-log.ts';
import { FtrackError, type FtrackSession } from '../ftrack/index.ts';
import type { ProjectRun } from '../jobs/index.ts';
import { readSettings } from '../settings/index.ts';
import { MemoryAyon } from '../sync/testing/memory-ayon.ts';
import { Journal, type JournalEntry } from './journal.ts';
import { ThumbnailRuns, type ThumbnailRunsOptions } from './thumbnail-runs.ts';

const COMPONENT = 'cccccccc-0000-4000-8000-000000000001';

let test: TestLog;
beforeAll(async () => {
  test = await openTestLog();
});
beforeEach(() => test.redis.flushall());
afterAll(() => test[Symbol.asyncDispose]());

/** A shot on both sides that shows a picture in ftrack only. */
async function open(options: Partial<ThumbnailRunsOptions> = {}) {
  const ayon = new MemoryAyon();
  await ayon.createProject({ name: 'A', code: 'a', label: 'A' });
  const project = ayon.openProject('A');
  await project.patchAnatomy({ attrib: { ftrackId: 'project' } });
  project.add({ id: 'a'.repeat(32), kind: 'folder', name: 'sh010', own: { ftrackId: 'shot' } });
  const answer: { error: Error | null } = { error: null };
  const session = {
    query: async (expression: string) =>
      expression.includes('from TypedContext')
        ? [{ id: 'shot', thumbnail_id: COMPONENT }]
        : [{ id: 'ayon_id' }],
    readThumbnail: async () => {
      if (answer.error) throw answer.error;
      return { bytes: new Uint8Array([1]), type: 'image/png' };
    },
  } as unknown as FtrackSession;
  const journal = new Journal(test.redis);
  const runs = new ThumbnailRuns({
    session,
    ayon,
    settings: readSettings({}).settings,
    journal,
    assertAlone: async () => undefined,
    ...options,
  });
  const nothing = async () => undefined;
  const run: ProjectRun = {
    projectId: 'project',
    marks: [{ entityId: 'shot', sequence: 1 }],
    signal: new AbortController().signal,
    assertHeld: nothing,
    keep: nothing,
  };
  const entries = async (): Promise<JournalEntry[]> =>
    (await journal.readAfter('0')).map(({ entry }) => entry);
  return { run: () => runs.run(run), answer, journal, entries, project };
}

it('each run that did something is in the journal, and ends no progress but its own', async () => {
  const { run, journal, entries, project } = await open();
  const progress = { phase: 'write', done: 1, total: 2 };
  await journal.setProgress('project', progress);
  await run();
  await run();
  expect(await entries()).toMatchObject([
    {
      projectName: 'A',
      lane: 'thumbnails',
      causes: [],
      causeCount: 1,
      operations: [{ type: 'update', entityType: 'folder', path: '/sh010', fields: ['thumbnail'] }],
      error: null,
    },
  ]);
  expect(project.entities.get('a'.repeat(32))?.thumbnailId).toBe(COMPONENT.replaceAll('-', ''));
  expect(await journal.progressOf('project')).toEqual(progress);
});

it('a run that fails is in the journal once for each reason, and rejects so that the marks stay', async () => {
  const { run, answer, entries } = await open();
  answer.error = new FtrackError('ftrack_unreachable', { message: 'ftrack is away', retryable: true });
  for (let tries = 0; tries < 3; tries += 1) await expect(run()).rejects.toThrow('ftrack is away');
  expect(await entries()).toMatchObject([
    { lane: 'thumbnails', error: { code: 'ftrack_unreachable', message: 'ftrack is away', retried: true } },
  ]);
});

it('a picture that is refused is in the journal with its entity', async () => {
  const { run, answer, entries } = await open();
  answer.error = new FtrackError('ftrack_server', { message: 'status 400' });
  await run();
  expect(await entries()).toMatchObject([
    { failed: [{ code: 'bad_thumbnail', ftrackId: 'shot', path: '/sh010', author: null }], failedCount: 1 },
  ]);
});

it.each([{ enabled: false }, { service_event_handlers: { sync_from_ftrack: { enabled: false } } }])(
  'w-95: nothing is brought over while the settings of the project are %j',
  async (override) => {
    const { run, project, entries } = await open({
      readProjectSettings: async () => readSettings(override).settings,
    });
    await run();
    expect(project.pictures.size).toBe(0);
    expect(await entries()).toEqual([]);
  },
);
