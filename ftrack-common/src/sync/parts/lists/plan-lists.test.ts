import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ApplyContext } from '../../apply/apply-context.ts';
import { MemoryAyonLists } from '../../testing/memory-ayon-lists.ts';
import type { RemovalRules } from '../removal-limit.ts';
import { type ListedTwin, planLists } from './plan-lists.ts';
import type { FtrackList } from './read-ftrack-lists.ts';
import { writeLists } from './write-lists.ts';

const DEACTIVATE: RemovalRules = {
  policy: 'deactivate',
  confirmed: false,
  limit: { entities: 20, percent: 5 },
  isProjectActive: true,
};
const TWINS = new Map<string, ListedTwin>(
  Array.from({ length: 6 }, (_, at) => [`e${at}`, { type: at < 3 ? 'folder' : 'task', id: `twin${at}` }]),
);

function list(data: Partial<FtrackList> & { id: string }): FtrackList {
  return {
    name: data.id,
    systemType: 'task',
    isOpen: true,
    category: null,
    listType: null,
    items: [],
    ...data,
  };
}

function newContext(): ApplyContext {
  return { lease: { assertHeld: async () => {} }, now: () => 0, operations: [], failed: [], skipped: [] };
}

async function sync(
  ayon: MemoryAyonLists,
  ftrack: readonly FtrackList[],
  { removals = {}, absent = [] }: { removals?: Partial<RemovalRules>; absent?: readonly string[] } = {},
) {
  const lists = await ayon.readAll();
  const items = await ayon.readItems(lists);
  const sides = { ftrack, ayon: lists, folders: ayon.folders, items, twins: TWINS, absent: new Set(absent) };
  const plan = planLists(sides, { ...DEACTIVATE, ...removals });
  const context = newContext();
  await writeLists(plan, { lists: ayon, folders: ayon.folders, context });
  return { ...plan, failed: context.failed };
}

const items = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 0, max: 30 }).map((at) => `i${at}`),
    entityId: fc.integer({ min: 0, max: 8 }).map((at) => `e${at}`),
  }),
  { selector: ({ id }) => id, maxLength: 8 },
);
const ftrackLists = fc.uniqueArray(
  fc.record({
    id: fc.integer({ min: 0, max: 5 }).map((at) => `l${at}`),
    name: fc.constantFrom('Dailies', 'dailies', "It's", 'Client; final', 'x'),
    systemType: fc.constantFrom('task', 'assetversion', 'other'),
    isOpen: fc.boolean(),
    category: fc.constantFrom(null, 'Default', 'default', 'Clients'),
    listType: fc.constantFrom(null, 'folder', 'task', 'version'),
    items,
  }),
  { selector: ({ id }) => id, maxLength: 5 },
);

describe('lists', () => {
  it('are the same after one run, whatever was there before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(ftrackLists, { minLength: 1, maxLength: 3 }), async (states) => {
        const ayon = new MemoryAyonLists();
        let before: readonly FtrackList[] = [];
        for (const state of states) {
          const ids = new Set(state.map(({ id }) => id));
          const absent = before.flatMap(({ id }) => (ids.has(id) ? [] : [id]));
          expect((await sync(ayon, state, { absent })).failed).toEqual([]);
          expect((await sync(ayon, state, { absent })).changes).toEqual([]);
          before = state;
        }
      }),
      { numRuns: 150 },
    );
  });

  it('that are gone wait for a person where the policy says so', async () => {
    const ayon = new MemoryAyonLists();
    await sync(ayon, [list({ id: 'l1' })]);
    const ask = { policy: 'ask', confirmed: false } as const;
    const waiting = await sync(ayon, [], { removals: ask, absent: ['l1'] });
    expect(waiting.problems).toMatchObject([{ code: 'removal_waits', path: 'lists/l1' }]);
    expect(ayon.lists.get('l1')?.active).toBe(true);
    await sync(ayon, [], { removals: { ...ask, confirmed: true }, absent: ['l1'] });
    expect(ayon.lists.get('l1')?.active).toBe(false);
  });

  it('that are gone stay while they are more than the limit, or the project is not active', async () => {
    const ayon = new MemoryAyonLists();
    const ids = Array.from({ length: 21 }, (_, at) => `l${at}`);
    await sync(
      ayon,
      ids.map((id) => list({ id })),
    );
    for (const [removals, code] of [
      [{}, 'removal_over_limit'],
      [{ confirmed: true, isProjectActive: false }, 'project_archived'],
    ] as const) {
      const { changes, problems } = await sync(ayon, [], { removals, absent: ids });
      expect(changes).toEqual([]);
      expect(problems).toMatchObject([{ code, message: expect.stringContaining('21 lists') }]);
    }
    expect((await sync(ayon, [], { absent: ids.slice(1) })).changes).toHaveLength(20);
    expect((await sync(ayon, [], { removals: { confirmed: true }, absent: ids })).changes).toHaveLength(1);
  });

  it('find the folder of their category when it was made meanwhile', async () => {
    const ayon = new MemoryAyonLists();
    const before = [...ayon.folders];
    const id = await ayon.createFolder('clients');
    const sides = { ftrack: [list({ id: 'l1', category: 'Clients' })], ayon: [], folders: before };
    const plan = planLists({ ...sides, items: new Map(), twins: TWINS, absent: new Set() }, DEACTIVATE);
    const context = newContext();
    await writeLists(plan, { lists: ayon, folders: before, context });
    expect(context.failed).toEqual([]);
    expect(ayon.lists.get('l1')?.folderId).toBe(id);
  });

  it('that are only not listed stay', async () => {
    const ayon = new MemoryAyonLists();
    await sync(ayon, [list({ id: 'l1' })]);
    expect((await sync(ayon, [], { removals: { policy: 'delete', confirmed: true } })).changes).toEqual([]);
  });

  it('of the same name as another one are left out and reported', async () => {
    const ayon = new MemoryAyonLists();
    const { problems } = await sync(ayon, [
      list({ id: 'l1', name: 'Dailies' }),
      list({ id: 'l2', name: 'Dailies' }),
    ]);
    expect(problems).toMatchObject([{ code: 'name_taken', ftrackId: 'l2' }]);
  });

  it('that lost the id of their ftrack list are found by their own, and keep what is in them', async () => {
    const ayon = new MemoryAyonLists();
    const dailies = list({ id: 'l1', name: 'Dailies', items: [{ id: 'i0', entityId: 'e0' }] });
    await sync(ayon, [dailies]);
    await ayon.update('l1', { ftrackId: null, label: 'Client' });
    const named = list({ id: 'l2', name: 'Client' });
    const { changes, failed } = await sync(ayon, [named, dailies]);
    expect(failed).toEqual([]);
    expect(changes).toMatchObject([
      { id: 'l1', create: null, update: { ftrackId: 'l1', label: 'Dailies' }, addItems: [], removeItems: [] },
      { id: 'l2', create: { label: 'Client' } },
    ]);
    expect(ayon.items.get('l1')).toEqual([{ id: 'i0', entityId: 'twin0' }]);
  });

  it('that carry the id of another ftrack list are not replaced by the one they were made for', async () => {
    const ayon = new MemoryAyonLists();
    const dailies = list({ id: 'l1', name: 'Dailies' });
    await sync(ayon, [dailies]);
    await ayon.update('l1', { ftrackId: 'elsewhere' });
    const { changes, problems } = await sync(ayon, [dailies]);
    expect(changes).toEqual([]);
    expect(problems).toMatchObject([
      {
        code: 'name_taken',
        ftrackId: 'l1',
        message: expect.stringContaining('Correct or clear its "ftrackId"'),
      },
    ]);
  });

  it('hold an entity once, and tell how much has no place in AYON', async () => {
    const ayon = new MemoryAyonLists();
    const items = ['e0', 'e0', 'e4', 'unknown'].map((entityId, at) => ({ id: `i${at}`, entityId }));
    const { problems } = await sync(ayon, [list({ id: 'l1', items })]);
    expect(ayon.items.get('l1')).toEqual([{ id: 'i0', entityId: 'twin0' }]);
    expect(problems).toMatchObject([
      { code: 'list_items_missing', message: expect.stringContaining('1 of 4') },
    ]);
  });
});
