import { expect, it } from 'vitest';
import { type AyonSimulator, startAyonSimulator } from '../launcher.ts';
import { callApi, query } from '../testing/client.ts';

const id = (letter: string, index = 0): string => `${letter}${index}`.padEnd(32, '0');

/** A folder with two children, two products (one with a version) and three tasks. */
async function startWithFolder(): Promise<AyonSimulator> {
  const ayon = await startAyonSimulator();
  await callApi(ayon, 'POST /api/projects', { name: 'demo', code: 'dm' });
  const create = (entityType: string, entityId: string, data: object) => ({
    type: 'create',
    entityType,
    entityId,
    data,
  });
  const inside = { folderId: id('a') };
  await callApi(ayon, 'POST /api/projects/demo/operations', {
    operations: [
      create('folder', id('a'), { name: 'shot', folderType: 'Shot' }),
      ...[1, 2].map((index) => create('folder', id('b', index), { name: `part${index}`, parentId: id('a') })),
      ...[1, 2].map((index) =>
        create('product', id('d', index), { name: `main${index}`, productType: 'render', ...inside }),
      ),
      ...[1, 2, 3].map((index) =>
        create('task', id('c', index), { name: `task${index}`, taskType: 'FX', ...inside }),
      ),
      create('version', id('e'), { version: 1, productId: id('d', 1) }),
    ],
    raiseOnError: true,
  });
  return ayon;
}

/** What a query by GraphQL tells of the folder. */
async function tell(ayon: AyonSimulator, { fields, args = '' }: { fields: string; args?: string }) {
  const text = `{ project(name: "demo") { folders${args} { edges { node { ${fields} } } } } }`;
  const { data } = (await query(ayon, text)) as {
    data: { project: { folders: { edges: { node: object }[] } } };
  };
  return data.project.folders.edges[0]?.node;
}

it('numbers that are asked for together multiply, as on the server', async () => {
  await using ayon = await startWithFolder();
  expect(await tell(ayon, { fields: 'taskCount' })).toEqual({ taskCount: 3 });
  expect(await tell(ayon, { fields: 'taskCount productCount' })).toEqual({ taskCount: 6, productCount: 6 });
  expect(await tell(ayon, { fields: 'taskCount hasChildren' })).toEqual({ taskCount: 6, hasChildren: true });
  expect(await tell(ayon, { fields: 'taskCount', args: '(hasProducts: true)' })).toEqual({ taskCount: 6 });
});

it('children are counted only when it is asked whether there are any, totals only for ids', async () => {
  await using ayon = await startWithFolder();
  expect(await tell(ayon, { fields: 'childCount' })).toEqual({ childCount: 0 });
  expect(await tell(ayon, { fields: 'childCount hasChildren' })).toEqual({
    childCount: 2,
    hasChildren: true,
  });
  const fields = 'totalFolderCount totalTaskCount';
  expect(await tell(ayon, { fields })).toEqual({ totalFolderCount: 0, totalTaskCount: 0 });
  expect(await tell(ayon, { fields, args: `(ids: ["${id('a')}"])` })).toEqual({
    totalFolderCount: 2,
    totalTaskCount: 3,
  });
});

it('versions are looked for in fragments of any kind, tasks only in those written in place', async () => {
  await using ayon = await startWithFolder();
  expect(await tell(ayon, { fields: '... on FolderNode { hasVersions taskCount }' })).toEqual({
    hasVersions: true,
    taskCount: 3,
  });
  const text = `{ project(name: "demo") { folders(first: 1) { edges { node { ...F } } } } }
    fragment F on FolderNode { hasVersions taskCount }`;
  expect(await query(ayon, text)).toMatchObject({
    data: { project: { folders: { edges: [{ node: { hasVersions: true, taskCount: 0 } }] } } },
  });
});
