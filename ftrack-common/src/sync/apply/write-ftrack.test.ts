import { describe, expect, it } from 'vitest';
import { FtrackError, type FtrackOperation, type FtrackSession } from '../../ftrack/index.ts';
import type { PlannedWrite, WriteBack } from '../plan/plan.ts';
import type { ApplyContext } from './apply-context.ts';
import { WriteBackLane } from './write-ftrack.ts';

const back = (ftrackId: string): WriteBack => ({
  ftrackId,
  path: ftrackId,
  ayonId: `ayon-${ftrackId}`,
  values: { ayon_id: `ayon-${ftrackId}` },
  flagged: false,
});

const write = (ftrackId: string): PlannedWrite => ({
  write: { type: 'update', entityType: 'folder', entityId: `ayon-${ftrackId}`, data: {} },
  ftrackId,
  path: ftrackId,
  onlyIfGone: null,
});

function setUp(
  writes: readonly PlannedWrite[],
  writeBacks: readonly WriteBack[],
  execute: (operations: readonly FtrackOperation[]) => Promise<void> = async () => undefined,
) {
  const stored: string[] = [];
  const session: FtrackSession = {
    serverUrl: 'https://studio.ftrackapp.com',
    origin: 'ayon-ftrack--test',
    query: async () => [],
    readThumbnail: async () => null,
    serverInformation: async () => ({ version: '1' }),
    execute: async (operations: readonly FtrackOperation[]) => {
      await execute(operations);
      for (const operation of operations) {
        if (operation.action !== 'update') continue;
        const { key, data } = operation;
        stored.push(`${key.join(' ')}=${String(data['value'])}`);
      }
      return [];
    },
  };
  const context: ApplyContext = {
    lease: { assertHeld: async () => {} },
    now: () => 0,
    operations: [],
    failed: [],
    skipped: [],
  };
  const attributes = { ayon_id: 'id', ayon_path: 'path', ayon_sync_failed: 'failed' };
  const lane = new WriteBackLane({ writes, writeBacks }, { session, attributes }, context);
  return { lane, stored, context };
}

const many = (count: number) => Array.from({ length: count }, (_, index) => `e${index}`);

describe('what ftrack stores', () => {
  it('is sent beside the writing to AYON, once all changes of an entity are saved', async () => {
    const ids = many(500);
    const { lane, stored } = setUp([...ids.map(write), write('e0')], [...ids, 'unchanged'].map(back));
    lane.saved(ids.slice(1).map(write));
    await new Promise((resolve) => setImmediate(resolve));
    expect(stored).toEqual([]);
    lane.saved([write('e0')]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(stored).toEqual([]);
    lane.saved([write('e0')]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(stored).toHaveLength(500);
    expect(stored).not.toContain('id unchanged=ayon-unchanged');
    await lane.end(new Set());
    expect(stored).toHaveLength(501);
    expect(stored.at(-1)).toBe('id unchanged=ayon-unchanged');
  });

  it('says of an entity that failed only that', async () => {
    const { lane, stored } = setUp(['a', 'b'].map(write), ['a', 'b'].map(back));
    lane.saved([write('a')]);
    await lane.end(new Set(['b', 'c']));
    expect(stored).toEqual(['id a=ayon-a', 'failed b=true', 'failed c=true']);
  });

  it('ends the writing to AYON when ftrack is away', async () => {
    const ids = many(600);
    const away = new FtrackError('ftrack_unreachable', { message: 'away', retryable: true });
    const { lane } = setUp(ids.map(write), ids.map(back), () => Promise.reject(away));
    lane.saved(ids.slice(0, 500).map(write));
    await new Promise((resolve) => setImmediate(resolve));
    expect(() => lane.saved([write('e500')])).toThrow('away');
    await expect(lane.end(new Set())).rejects.toThrow('away');
  });

  it('is sent one request after the other, and no more once it is abandoned', async () => {
    const ids = many(3_000);
    let under = 0;
    let most = 0;
    const { lane, stored } = setUp(ids.map(write), ids.map(back), async () => {
      under += 1;
      most = Math.max(most, under);
      await new Promise((resolve) => setImmediate(resolve));
      under -= 1;
    });
    for (let start = 0; start < ids.length; start += 100)
      lane.saved(ids.slice(start, start + 100).map(write));
    await lane.abandon();
    expect(under).toBe(0);
    const sent = stored.length;
    expect(sent).toBeLessThan(3_000);
    await new Promise((resolve) => setImmediate(resolve));
    expect(stored.length).toBe(sent);
    expect(most).toBe(1);
  });

  it('leaves out the value that ftrack refuses, and reports it', async () => {
    const refused = new FtrackError('ftrack_validation', { message: 'gone' });
    const { lane, stored, context } = setUp(
      ['a', 'b', 'c'].map(write),
      ['a', 'b', 'c'].map(back),
      async (operations) => {
        if (operations.some((operation) => operation.action === 'update' && operation.key[1] === 'b'))
          throw refused;
      },
    );
    lane.saved(['a', 'b', 'c'].map(write));
    await lane.end(new Set());
    expect(stored).toEqual(['id a=ayon-a', 'id c=ayon-c']);
    expect(context.failed).toMatchObject([{ code: 'refused', ftrackId: 'b' }]);
  });
});
