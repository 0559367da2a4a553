import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isBuilt, type ProcessorProcess, ProcessorStudio, untilReady } from './processor-studio.ts';

const SOON = { timeout: 20_000, interval: 10 };
let studio: ProcessorStudio;

async function startReady(name: string): Promise<ProcessorProcess> {
  const started = await studio.spawnProcessor(name);
  await untilReady(started.url);
  return started;
}

const batchesSent = () => studio.ayon.requests.list(({ path }) => path.endsWith('/operations')).length;

/** Suspends a processor when its next question to AYON has arrived: what ftrack says has been read, and nothing planned from it. */
function suspendAtNextRead({ child }: ProcessorProcess): Promise<void> {
  return new Promise((resolve) => {
    vi.spyOn(studio.ayon.faults, 'takeGraphqlDelay').mockImplementationOnce(() => {
      child.kill('SIGSTOP');
      resolve();
      return 0;
    });
  });
}

/** Gives tasks another status: a change that concerns nothing around them, so that what was read first is what is planned from. */
function setStatus(name: string): void {
  const [status] = studio.query(`select id from Status where name is "${name}"`);
  for (const { id } of studio.query('select id from Task order by id limit 5'))
    studio.update('Task', id, { status_id: status?.['id'] });
}

/** Lets it go on, and waits until it works again: nothing of what it had in hand is left then. */
async function resume(processor: ProcessorProcess): Promise<void> {
  processor.child.kill('SIGCONT');
  await vi.waitFor(() => expect(processor.output.join('')).toMatch(/partition released.*/), SOON);
  await untilReady(processor.url);
}

/** Syncs that looked at all of a project, whoever asked for them. */
async function fullSyncs(): Promise<number> {
  const entries = await studio.journal();
  return entries.filter(({ causes }) => causes.some(({ entityId }) => entityId.startsWith('*'))).length;
}

afterEach(() => studio[Symbol.asyncDispose]());

describe.skipIf(!isBuilt)('a processor that is suspended', () => {
  beforeEach(async () => {
    studio = await ProcessorStudio.open({ entities: 800 });
  });

  it('between plan and apply writes nothing old when it wakes up after another one took over', async () => {
    await using leecher = await studio.startLeecher();
    await untilReady(leecher.url);
    const first = await startReady('processor-a');
    await studio.requestAndAwaitSync();
    const before = await fullSyncs();

    const suspended = suspendAtNextRead(first);
    setStatus('In progress');
    await suspended;
    setStatus('Approved');
    const second = await startReady('processor-b');
    await studio.untilEqual();
    await studio.untilNothingDirty();

    const sent = batchesSent();
    await resume(first);
    await second.terminate();
    expect(batchesSent()).toBe(sent);
    expect(await studio.differences()).toEqual([]);

    // It has the project again now, and is as good as before.
    setStatus('Not started');
    await studio.untilEqual();
    await studio.untilNothingDirty();
    expect(await fullSyncs()).toBe(before);
  }, 60_000);

  it('in the middle of a full sync leaves the rest to the next one, and makes nothing twice', async () => {
    const first = await startReady('processor-a');
    studio.ayon.faults.latencyMs = 100;
    await studio.requestSync();
    await vi.waitFor(() => expect(batchesSent()).toBeGreaterThanOrEqual(1), SOON);
    first.child.kill('SIGSTOP');
    studio.ayon.faults.latencyMs = 0;
    expect(await studio.differences()).not.toEqual([]);
    const second = await startReady('processor-b');
    await studio.untilEqual();
    await studio.untilNothingDirty();

    const sent = batchesSent();
    await resume(first);
    await second.terminate();
    expect(batchesSent()).toBe(sent);
    expect(await studio.differences()).toEqual([]);
  }, 60_000);
});
