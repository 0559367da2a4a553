import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { componentOf, ProcessorStudio, untilComponent, untilReady } from './processor-studio.ts';

const SOON = { timeout: 15_000, interval: 25 };
const TRUST = { trustMs: 100 };
let studio: ProcessorStudio;

beforeEach(async () => {
  studio = await ProcessorStudio.open({ entities: 20 });
});
afterEach(() => studio[Symbol.asyncDispose]());

/** A service as AYON knows it from the heartbeats of its host. */
function runService(name: string, version: string): void {
  const { services } = studio.ayon.state;
  services.set({
    name,
    hostname: 'farm1',
    addonName: 'ftrack',
    addonVersion: version,
    service: 'processor',
    shouldRun: true,
    isRunning: true,
    lastSeen: null,
    data: {},
  });
  services.heartbeat('farm1', {}, [name]);
}

it('writes nothing beside another service of the addon, and goes on by itself', async () => {
  runService('old-processor', '1.6.4');
  await using processor = await studio.startProcessor(TRUST);
  await untilReady(processor.url);
  await studio.requestSync();
  const { message } = await untilComponent(processor.url, { name: 'writing to AYON', state: 'failed' });
  expect(message).toMatch(/Nothing is written: service 'old-processor' \(1\.6\.4, on farm1\).*Stop the one/);
  await vi.waitFor(() => expect(studio.told()).toHaveLength(1), SOON);
  expect(studio.told()[0]).toContain("'old-processor'");
  const refusals = () => studio.lines.filter((line) => line.includes('"code":"second_writer"')).length;
  await vi.waitFor(() => expect(refusals()).toBeGreaterThanOrEqual(3), SOON);
  expect(studio.writes()).toBe(0);
  expect(studio.told()).toHaveLength(1);
  studio.ayon.state.services.heartbeat('farm1', {}, []);
  await studio.untilEqual();
  expect(await componentOf(processor.url, 'writing to AYON')).toMatchObject({ state: 'ok', message: '' });
  await vi.waitFor(() => expect(studio.told()[0]).toMatch(/^Over: /), SOON);
});

it('writes nothing beside jobs of an older processor, and goes on when they are over', async () => {
  const { events } = studio.ayon.state;
  const job = events.dispatch({ topic: 'ftrack.proc', sender: 'old-host', status: 'in_progress' });
  events.dispatch({ topic: 'ftrack.proc', sender: 'processor-1', hash: 'ours' });
  await using processor = await studio.startProcessor(TRUST);
  await untilReady(processor.url);
  await studio.requestSync();
  const { message } = await untilComponent(processor.url, { name: 'writing to AYON', state: 'failed' });
  expect(message).toContain("the processor 'old-host' of an older ftrack addon");
  expect(message).not.toContain("'processor-1'");
  expect(studio.writes()).toBe(0);
  events.delete(job);
  await studio.untilEqual();
});

it('is not kept from writing by our own services, other addons, or services that are gone', async () => {
  runService('processor-1', '2.0.0');
  const { services } = studio.ayon.state;
  runService('gone', '1.6.4');
  services.heartbeat('farm1', {}, ['processor-1']);
  await using processor = await studio.startProcessor(TRUST);
  await studio.requestSync();
  await studio.untilEqual();
  expect(await componentOf(processor.url, 'writing to AYON')).toMatchObject({ state: 'ok' });
  expect(studio.told()).toEqual([]);
});
