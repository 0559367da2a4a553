import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ProcessorStudio, untilComponent, untilReady } from './processor-studio.ts';

const SOON = { timeout: 15_000, interval: 25 };
let studio: ProcessorStudio;

beforeEach(async () => {
  studio = await ProcessorStudio.open({ entities: 30 });
});
afterEach(() => studio[Symbol.asyncDispose]());

describe('AYON', () => {
  it('may be absent at the start, go away, and come back', async () => {
    studio.ayonGate.set('refusing');
    await using processor = await studio.startProcessor();
    const { message } = await untilComponent(processor.url, { name: 'configuration', state: 'failed' });
    expect(message).toContain(studio.ayonGate.url);
    expect((await fetch(`${processor.url}/health`)).status).toBe(200);
    await studio.requestSync();
    studio.ayonGate.set('open');
    await untilReady(processor.url);
    await using leecher = await studio.startLeecher();
    await untilReady(leecher.url);
    await studio.untilEqual();
    await studio.untilNothingDirty();

    studio.ayonGate.set('refusing');
    studio.renameShots('while_away');
    await untilComponent(processor.url, { name: 'AYON', state: 'failed' });
    await untilComponent(processor.url, { name: 'sync', state: 'failed' });
    studio.renameShots('while_away_again');
    studio.ayonGate.set('open');
    await studio.untilEqual();
    await untilComponent(processor.url, { name: 'sync', state: 'ok' });
    await untilReady(processor.url);
    expect(studio.told()).toEqual([]);
  });
});

describe('ftrack', () => {
  it('may be absent at the start, go away, and come back', async () => {
    studio.ftrackGate.set('refusing');
    await using processor = await studio.startProcessor();
    const { message } = await untilComponent(processor.url, { name: 'configuration', state: 'failed' });
    expect(message).toContain('ftrack');
    await vi.waitFor(() => expect(studio.told()).toHaveLength(1), SOON);
    studio.ftrackGate.set('open');
    await untilReady(processor.url);
    await using leecher = await studio.startLeecher();
    await untilReady(leecher.url);
    await studio.requestAndAwaitSync();

    studio.renameShots('seen_by_the_leecher');
    studio.ftrackGate.set('refusing');
    studio.renameShots('not_seen_by_anybody');
    const shots = studio.query('select id from Shot');
    await studio.append([{ id: 'heard', body: updateOf(String(shots[0]?.['id']), studio.projectId) }]);
    const shown = await untilComponent(processor.url, { name: 'ftrack', state: 'failed' });
    expect(shown.message).toContain(studio.ftrackGate.url);
    studio.ftrackGate.set('open');
    await studio.untilEqual();
    await untilComponent(processor.url, { name: 'ftrack', state: 'ok' });
  });
});

describe('Redis', () => {
  it('may be absent at the start, be killed, and come back', async () => {
    await studio.redis.kill();
    await using processor = await studio.startProcessor();
    const { message } = await untilComponent(processor.url, { name: 'Redis', state: 'failed' });
    expect(message).toContain('Nothing answers at the address of Redis');
    await studio.redis.start();
    await untilReady(processor.url);
    await using leecher = await studio.startLeecher();
    await untilReady(leecher.url);
    await studio.requestAndAwaitSync();

    studio.renameShots('just_before');
    await studio.redis.kill();
    await untilComponent(processor.url, { name: 'Redis', state: 'failed' });
    studio.renameShots('while_away');
    expect((await fetch(`${processor.url}/metrics`)).status).toBe(200);
    await studio.redis.start();
    await studio.untilEqual();
    await untilReady(processor.url);
    studio.renameShots('afterwards');
    await studio.untilEqual();
  });

  it('may be emptied: what was lost with it is read again, and all that comes is synced', async () => {
    await using processor = await studio.startProcessor();
    await using leecher = await studio.startLeecher();
    await untilReady(leecher.url);
    await studio.requestAndAwaitSync();
    await studio.flushRedis();
    studio.renameShots('after_the_flush');
    await vi.waitFor(
      () => expect(studio.lines.some((line) => line.includes('"code":"log_replaced"'))).toBe(true),
      SOON,
    );
    await studio.untilEqual();
    await untilReady(processor.url);
    studio.renameShots('afterwards');
    await studio.untilEqual();
  });
});

function updateOf(shotId: string, projectId: string): string {
  return JSON.stringify({
    id: 'heard',
    topic: 'ftrack.update',
    data: {
      entities: [
        {
          entityId: shotId,
          entityType: 'task',
          action: 'update',
          keys: ['name'],
          parents: [{ entityId: projectId, entityType: 'show' }],
        },
      ],
    },
    source: null,
  });
}
