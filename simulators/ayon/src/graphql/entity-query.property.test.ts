import fc from 'fast-check';
import { expect, it } from 'vitest';
import { startAyonSimulator } from '../launcher.ts';
import { callApi, query } from '../testing/client.ts';

const SIZE = 9;
const folderId = (index: number): string => `fa${String(index).padStart(30, '0')}`;
const taskId = (index: number): string => `ca${String(index).padStart(30, '0')}`;
const some = fc.option(fc.uniqueArray(fc.nat({ max: SIZE - 1 })), { nil: undefined });

/** Folders, each in the one of half its number, and a task in each. */
const OPERATIONS = Array.from({ length: SIZE }, (_, index) => [
  {
    type: 'create',
    entityType: 'folder',
    entityId: folderId(index),
    data: { name: `f${index}`, parentId: index === 0 ? null : folderId(parentOf(index)) },
  },
  {
    type: 'create',
    entityType: 'task',
    entityId: taskId(index),
    data: { name: 't', taskType: 'FX', folderId: folderId(index) },
  },
]).flat();

function parentOf(index: number): number {
  return Math.floor((index - 1) / 2);
}

/** The folder and all above it. */
function ancestry(index: number): number[] {
  return index === 0 ? [0] : [index, ...ancestry(parentOf(index))];
}

function listArgument(name: string, given: readonly string[] | undefined): string {
  return given === undefined ? '' : `${name}: ${JSON.stringify(given)}, `;
}

it('every argument with ids narrows a list down, whichever are given together', async () => {
  await using ayon = await startAyonSimulator();
  await callApi(ayon, 'POST /api/projects', { name: 'demo', code: 'dm' });
  await callApi(ayon, 'POST /api/projects/demo/operations', { operations: OPERATIONS, raiseOnError: true });
  const find = async (what: string, args: string): Promise<string[]> => {
    const text = `{ project(name: "demo") { ${what}(${args} first: 50) { edges { node { id } } } } }`;
    const { data } = (await query(ayon, text)) as {
      data: { project: Record<string, { edges: { node: { id: string } }[] }> };
    };
    return (data.project[what]?.edges ?? []).map(({ node }) => node.id);
  };
  const all = Array.from({ length: SIZE }, (_, index) => index);
  await fc.assert(
    fc.asyncProperty(some, some, fc.boolean(), async (ids, within, isTree) => {
      const tree = `includeFolderChildren: ${isTree},`;
      const isIn = (index: number, wanted: readonly number[] | undefined): boolean =>
        !wanted ||
        (isTree ? ancestry(index).some((above) => wanted.includes(above)) : wanted.includes(index));
      const tasks = all.filter((index) => (!ids || ids.includes(index)) && isIn(index, within));
      expect(
        await find(
          'tasks',
          tree + listArgument('ids', ids?.map(taskId)) + listArgument('folderIds', within?.map(folderId)),
        ),
      ).toEqual(tasks.map(taskId));
      const folders = all.filter(
        (index) => isIn(index, ids) && (!within || (index > 0 && isIn(parentOf(index), within))),
      );
      expect(
        await find(
          'folders',
          tree + listArgument('ids', ids?.map(folderId)) + listArgument('parentIds', within?.map(folderId)),
        ),
      ).toEqual(folders.map(folderId));
    }),
    { numRuns: 40 },
  );
});
