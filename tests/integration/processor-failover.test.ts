import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isBuilt, type ProcessorProcess, ProcessorStudio, untilReady } from './processor-studio.ts';

const SOON = { timeout: 30_000, interval: 10 };
let studio: ProcessorStudio;
/** Leases run out several times. */
vi.setConfig({ testTimeout: 60_000 });

const writesBegun = () => studio.ayon.requests.list(({ path }) => path.endsWith('/operations')).length;

async function startReady(name: string): Promise<ProcessorProcess> {
  const started = await studio.spawnProcessor(name);
  await untilReady(started.url);
  return started;
}

/** The one of them that writes to AYON. */
function activeOf(processors: readonly ProcessorProcess[]): Promise<ProcessorProcess> {
  return vi.waitFor(async () => {
    for (const processor of processors) {
      const metrics = await (await fetch(`${processor.url}/metrics`)).text();
      if (metrics.includes('ayon_request_seconds_count{method="POST"')) return processor;
    }
    throw new Error('none has asked AYON anything yet');
  }, SOON);
}

afterEach(() => studio[Symbol.asyncDispose]());

describe.skipIf(!isBuilt)('two processors on one log', () => {
  beforeEach(async () => {
    studio = await ProcessorStudio.open({ entities: 1_500 });
  });

  it('go on when the active one is killed in the middle of a full sync and of live changes', async () => {
    await using leecher = await studio.startLeecher();
    await untilReady(leecher.url);
    const both = [await startReady('processor-a'), await startReady('processor-b')];
    studio.ayon.faults.latencyMs = 300;
    await studio.requestSync();
    await vi.waitFor(() => expect(writesBegun()).toBeGreaterThanOrEqual(1), SOON);
    const first = await activeOf(both);
    await first.kill();
    expect(await studio.differences()).not.toEqual([]);
    studio.ayon.faults.latencyMs = 20;
    await studio.untilEqual();
    both.push(await startReady('processor-c'));

    for (let round = 0; round < 10; round += 1) {
      studio.renameShots(`round_${round}`, 10);
      if (round === 5) {
        const entries = (await studio.journal()).length;
        await vi.waitFor(async () => expect((await studio.journal()).length).toBeGreaterThan(entries), SOON);
        await both.find((one) => one !== first)?.kill();
      }
    }
    await studio.untilEqual();
    await studio.untilNothingDirty();
  });
});
