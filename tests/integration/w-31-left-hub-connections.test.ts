import { expect, it } from 'vitest';
import { ProcessorStudio, untilReady } from './processor-studio.ts';

const SOON = { timeout: 15_000, interval: 25 };

it('a processor that starts again and again leaves no connection to the hub behind', async () => {
  await using studio = await ProcessorStudio.open({ entities: 10 });
  for (let start = 1; start <= 3; start += 1) {
    await using processor = await studio.startProcessor();
    await untilReady(processor.url);
  }
  expect(studio.ftrack.hub.connections()).toEqual([]);
  for (let start = 1; start <= 3; start += 1) {
    await using leecher = await studio.startLeecher();
    await untilReady(leecher.url);
    await expect.poll(() => studio.ftrack.hub.connections().length, SOON).toBe(1);
  }
  await expect.poll(() => studio.ftrack.hub.connections(), SOON).toEqual([]);
});
