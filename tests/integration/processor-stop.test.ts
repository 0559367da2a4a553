import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  isBuilt,
  type ProcessorProcess,
  ProcessorStudio,
  untilComponent,
  untilReady,
} from './processor-studio.ts';

const SOON = { timeout: 15_000, interval: 10 };
let studio: ProcessorStudio;

async function startReady(name: string): Promise<ProcessorProcess> {
  const started = await studio.spawnProcessor(name);
  await untilReady(started.url);
  return started;
}

afterEach(() => studio[Symbol.asyncDispose]());

describe.skipIf(!isBuilt)('a processor asked to end', () => {
  beforeEach(async () => {
    studio = await ProcessorStudio.open({ entities: 60 });
  });

  const endsInTime = async (processor: ProcessorProcess): Promise<void> => {
    const { code, ms } = await processor.terminate();
    expect(code, processor.output.join('')).toBe(0);
    expect(ms).toBeLessThan(9_000);
  };

  it('does so at once when idle and while it writes; the next one handles what waits', async ({
    annotate,
  }) => {
    const idle = await startReady('processor-a');
    expect((await idle.terminate()).ms).toBeLessThan(2_000);

    const busy = await startReady('processor-b');
    studio.ayon.faults.latencyMs = 100;
    await studio.requestSync();
    await vi.waitFor(() => expect(studio.writes()).toBeGreaterThanOrEqual(1), SOON);
    await endsInTime(busy);
    studio.ayon.faults.latencyMs = 0;

    const began = performance.now();
    const next = await studio.spawnProcessor('processor-c');
    const handled = () => next.output.join('').includes('"msg":"project synced"');
    await vi.waitFor(() => expect(handled()).toBe(true), SOON);
    const ms = Math.round(performance.now() - began);
    await annotate(`from its start to the first synced project: ${ms} ms`);
    expect(ms).toBeLessThan(5_000);
    await studio.untilEqual();
  });

  it('while AYON hangs, at the start and in the middle of a sync', async () => {
    studio.ayonGate.set('hanging');
    const starting = await studio.spawnProcessor('processor-a');
    await vi.waitFor(() => expect(studio.ayonGate.refused).toBeGreaterThanOrEqual(1), SOON);
    await endsInTime(starting);

    studio.ayonGate.set('open');
    const syncing = await startReady('processor-b');
    await studio.requestSync();
    await vi.waitFor(() => expect(studio.writes()).toBeGreaterThanOrEqual(1), SOON);
    studio.ayonGate.set('hanging');
    const before = studio.ayonGate.refused;
    await vi.waitFor(() => expect(studio.ayonGate.refused).toBeGreaterThan(before), SOON);
    await endsInTime(syncing);
  });

  it('while ftrack hangs', async () => {
    studio.ftrackGate.set('hanging');
    const starting = await studio.spawnProcessor('processor-a');
    await vi.waitFor(() => expect(studio.ftrackGate.refused).toBeGreaterThanOrEqual(1), SOON);
    await endsInTime(starting);
  });

  it('while Redis is away', async () => {
    const running = await startReady('processor-a');
    await studio.redis.kill();
    await untilComponent(running.url, { name: 'Redis', state: 'failed' });
    await endsInTime(running);
    const starting = await studio.spawnProcessor('processor-b');
    await untilComponent(starting.url, { name: 'Redis', state: 'failed' });
    await endsInTime(starting);
  });
});

describe.skipIf(!isBuilt)('a processor asked to end in the middle of a long sync', () => {
  beforeEach(async () => {
    studio = await ProcessorStudio.open({ entities: 800 });
  });

  it('reports what it had done; the next one does the rest, and nothing twice', async () => {
    const batches = () => studio.ayon.requests.list(({ path }) => path.endsWith('/operations')).length;
    const made = () =>
      studio.ayon.state.events.list().filter(({ topic }) => /^entity\.(folder|task)\.created$/.test(topic));
    const first = await startReady('processor-a');
    studio.ayon.faults.latencyMs = 100;
    await studio.requestSync();
    await vi.waitFor(() => expect(batches()).toBeGreaterThanOrEqual(1), SOON);
    expect((await first.terminate()).code).toBe(0);
    studio.ayon.faults.latencyMs = 0;
    const before = made().length;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(799);

    await startReady('processor-b');
    await studio.untilEqual();
    await studio.untilNothingDirty();
    expect(made()).toHaveLength(799);
    const [stopped, rest] = await studio.journal();
    expect(stopped).toMatchObject({ error: { code: 'stopped', retried: true } });
    expect(stopped?.operationCount).toBeGreaterThanOrEqual(before);
    expect(rest).toMatchObject({ error: null, failed: [] });
  }, 60_000);
});
