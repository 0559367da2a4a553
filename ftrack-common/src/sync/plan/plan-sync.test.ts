import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MemoryPairing } from '../testing/sync-memory.ts';
import { PROJECT_ID, type ObjectTypeName } from '../testing/memory-ftrack.ts';
import { isEmptyPlan } from './plan.ts';

type Edit =
  | { do: 'add'; at: number; type: ObjectTypeName; name: string }
  | { do: 'rename'; at: number; name: string }
  | { do: 'move'; at: number; to: number }
  | { do: 'remove'; at: number }
  | { do: 'status'; at: number; status: string }
  | { do: 'value'; at: number; key: 'fps' | 'fstart'; value: unknown }
  | { do: 'describe'; at: number; text: string }
  | { do: 'priority'; at: number; name: string }
  | { do: 'tag'; at: number; tags: string[] }
  | { do: 'copy_id'; at: number; from: number }
  | { do: 'forget_id'; at: number };

const NAMES = ['sh 010', 'sh_010', 'SH010', 'sh020', '日本', "Bob's", 'a;b', 'seq'];
const index = fc.nat({ max: 30 });
const name = fc.constantFrom(...NAMES);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('add' as const),
      at: index,
      type: fc.constantFrom<ObjectTypeName>('Folder', 'Sequence', 'Shot', 'Milestone', 'Task'),
      name,
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('rename' as const), at: index, name }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('move' as const), at: index, to: index }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const), at: index }) },
  fc.record({
    do: fc.constant('status' as const),
    at: index,
    status: fc.constantFrom('status-todo', 'status-wip', 'status-done'),
  }),
  fc.record({
    do: fc.constant('value' as const),
    at: index,
    key: fc.constantFrom('fps' as const, 'fstart' as const),
    value: fc.constantFrom(24, '24000/1001', 'nonsense', null, 1001),
  }),
  fc.record({
    do: fc.constant('priority' as const),
    at: index,
    name: fc.constantFrom('High', 'Medium', 'None', 'Someday'),
  }),
  fc.record({
    do: fc.constant('tag' as const),
    at: index,
    tags: fc.uniqueArray(fc.constantFrom('tag-fx', 'tag-FX', 'tag-crowd'), { maxLength: 2 }),
  }),
  fc.record({ do: fc.constant('describe' as const), at: index, text: fc.constantFrom('', 'hello') }),
  fc.record({ do: fc.constant('copy_id' as const), at: index, from: index }),
  fc.record({ do: fc.constant('forget_id' as const), at: index }),
);

/** Makes an edit as ftrack would allow it; returns the ids an event would name. */
function make(pairing: MemoryPairing, edit: Edit, count: { value: number }): string[] {
  const { ftrack } = pairing;
  const all = [...ftrack.contexts.values()];
  const pick = (at: number) => all[at % Math.max(1, all.length)];
  const freeName = (parentId: string, wanted: string) =>
    [...ftrack.contexts.values()].some((other) => other.parentId === parentId && other.name === wanted)
      ? `${wanted}${count.value}`
      : wanted;
  if (edit.do === 'add') {
    // ftrack's API lets things stand below tasks, too.
    const parents = edit.at === 30 ? all : all.filter(({ kind }) => kind === 'folder');
    const parentId =
      edit.at % 4 === 0 ? PROJECT_ID : (parents[edit.at % Math.max(1, parents.length)]?.id ?? PROJECT_ID);
    count.value += 1;
    const id = `e${count.value}`;
    ftrack.add({ id, type: edit.type, parentId, name: freeName(parentId, edit.name) });
    return [id];
  }
  const target = pick(edit.at);
  if (!target) return [];
  switch (edit.do) {
    case 'rename':
      count.value += 1;
      ftrack.change(target.id, { name: freeName(target.parentId, edit.name) });
      return [target.id];
    case 'move': {
      const to = pick(edit.to);
      if (!to || (to.kind === 'task' && edit.to !== 30) || isBelow(pairing, to.id, target.id)) return [];
      count.value += 1;
      ftrack.change(target.id, { parentId: to.id, name: freeName(to.id, target.name) });
      return [target.id];
    }
    case 'remove':
      return ftrack.remove(target.id);
    case 'status':
      ftrack.change(target.id, { statusId: edit.status });
      return [target.id];
    case 'value':
      ftrack.setValue(target.id, edit.key, edit.value);
      return [target.id];
    case 'describe':
      ftrack.change(target.id, { description: edit.text });
      return [target.id];
    case 'priority':
      ftrack.change(target.id, { priorityId: `priority-${edit.name}` });
      return [target.id];
    case 'tag':
      ftrack.tags.set(target.id, edit.tags);
      return [target.id];
    case 'copy_id':
      ftrack.setValue(target.id, 'ayon_id', ftrack.valueOf(pick(edit.from)?.id ?? '', 'ayon_id') ?? null);
      return [target.id];
    case 'forget_id':
      ftrack.setValue(target.id, 'ayon_id', null);
      return [target.id];
  }
}

function isBelow(pairing: MemoryPairing, id: string, ancestor: string): boolean {
  for (
    let current: string | undefined = id;
    current !== undefined;
    current = pairing.ftrack.contexts.get(current)?.parentId
  ) {
    if (current === ancestor) return true;
  }
  return false;
}

/** A studio with tags, one of which AYON spells in its own way. */
function openStudio(): MemoryPairing {
  const pairing = new MemoryPairing();
  for (const name of ['fx', 'FX', 'crowd']) pairing.ftrack.tagNames.set(`tag-${name}`, name);
  pairing.project.anatomy = { ...pairing.project.anatomy, tags: [{ name: 'Crowd', color: '#ff0000' }] };
  return pairing;
}

/** A folder that AYON has is moved below a folder of a task, which AYON cannot have, and then the task is renamed. */
const FOLDER_BELOW_RENAMED_TASK: [Edit[], Edit[][]] = [
  [{ do: 'add', at: 0, type: 'Task', name: 'sh 010' }],
  [
    [
      { do: 'add', at: 30, type: 'Folder', name: 'sh 010' },
      { do: 'rename', at: 0, name: 'sh 010' },
    ],
    [
      { do: 'add', at: 0, type: 'Folder', name: 'sh 010' },
      { do: 'add', at: 0, type: 'Folder', name: 'sh 010' },
    ],
    [{ do: 'move', at: 6, to: 21 }],
    [{ do: 'rename', at: 0, name: 'sh 010' }],
  ],
];

describe('planSync', () => {
  it('has nothing left to do after it was applied', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(edit, { maxLength: 40 }),
        fc.array(edit, { maxLength: 15 }),
        async (first, then) => {
          const pairing = openStudio();
          const count = { value: 0 };
          for (const edits of [first, then]) {
            for (const item of edits) make(pairing, item, count);
            const { failed } = await pairing.sync();
            expect(failed).toEqual([]);
            const again = await pairing.plan();
            expect({ writes: again.writes, backs: again.writeBacks, anatomy: again.anatomy }).toEqual({
              writes: [],
              backs: [],
              anatomy: null,
            });
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it('gives the same result live and in full', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(edit, { maxLength: 30 }),
        fc.array(fc.array(edit, { minLength: 1, maxLength: 4 }), { maxLength: 6 }),
        async (first, bursts) => {
          const live = openStudio();
          const count = { value: 0 };
          for (const item of first) make(live, item, count);
          await live.sync();
          for (const burst of bursts) {
            const ids = burst.flatMap((item) => make(live, item, count));
            if (ids.length === 0) continue;
            const { failed } = await live.sync(new Set(ids));
            expect(failed).toEqual([]);
          }
          const rest = await live.plan();
          expect({ writes: rest.writes, backs: rest.writeBacks }).toEqual({ writes: [], backs: [] });
        },
      ),
      { numRuns: 200, examples: [FOLDER_BELOW_RENAMED_TASK] },
    );
  });

  it('never touches name, parent or activity of a locked folder, nor anything only AYON has', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(edit, { maxLength: 25 }),
        fc.array(edit, { maxLength: 15 }),
        fc.array(index, { maxLength: 4 }),
        async (first, then, published) => {
          const pairing = openStudio();
          const count = { value: 0 };
          pairing.project.add({ id: '0'.repeat(32), kind: 'folder', name: 'only_ayon' });
          for (const item of first) make(pairing, item, count);
          await pairing.sync();
          const folders = [...pairing.project.entities.values()].filter(({ kind }) => kind === 'folder');
          for (const at of published) {
            const folder = folders[at % folders.length];
            if (folder) pairing.project.published.add(folder.id);
          }
          const before = pairing.project.entities;
          for (const item of then) make(pairing, item, count);
          const { failed } = await pairing.sync();
          expect(failed).toEqual([]);
          for (const entity of before.values()) {
            if (!entity.locked && entity.name !== 'only_ayon') continue;
            const now = pairing.project.entities.get(entity.id);
            expect([now?.name, now?.parentId, now?.active]).toEqual([
              entity.name,
              entity.parentId,
              entity.active,
            ]);
          }
          const again = await pairing.plan();
          expect(isEmptyPlan(again)).toBe(true);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('deactivates what only AYON has when it is told to, and nothing else', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(edit, { maxLength: 25 }),
        fc.array(fc.record({ at: index, kind: fc.constantFrom('folder' as const, 'task' as const) }), {
          maxLength: 6,
        }),
        async (edits, extras) => {
          const pairing = openStudio();
          const count = { value: 0 };
          for (const item of edits) make(pairing, item, count);
          await pairing.sync();
          const before = pairing.project.entities;
          for (const [number, { at, kind }] of extras.entries()) {
            const folders = [...pairing.project.entities.values()].filter((one) => one.kind === 'folder');
            const parentId = folders[at % Math.max(1, folders.length)]?.id ?? null;
            if (kind === 'task' && parentId === null) continue;
            const id = number.toString(16).padStart(32, '0');
            pairing.project.add({ id, kind, name: `own${number}`, parentId });
          }
          pairing.settings = { ...pairing.settings, ayonOnly: 'deactivate' };
          const { failed } = await pairing.sync();
          expect(failed).toEqual([]);
          for (const { id, active } of pairing.project.entities.values())
            expect([id, active]).toEqual([id, before.has(id) ? before.get(id)?.active : false]);
          expect(isEmptyPlan(await pairing.plan())).toBe(true);
        },
      ),
      { numRuns: 80 },
    );
  });
});
