import { expect, it } from 'vitest';
import { startAyonSimulator } from '../launcher.ts';
import { callApi, query } from '../testing/client.ts';

const FLAGS = 'hasVersions hasProducts hasTasks productCount taskCount';
const NOTHING = {
  hasVersions: false,
  hasProducts: false,
  hasTasks: false,
  productCount: 0,
  taskCount: 0,
};

it('a folder that is reached from a task or a child tells nothing of what it holds', async () => {
  await using ayon = await startAyonSimulator({});
  await callApi(ayon, 'POST /api/projects', { name: 'demo', code: 'dm' });
  const create = (entityType: string, letter: string, data: object) => ({
    type: 'create',
    entityType,
    entityId: letter.repeat(32),
    data,
  });
  await callApi(ayon, 'POST /api/projects/demo/operations', {
    operations: [
      create('folder', 'a', { name: 'shot', folderType: 'Shot' }),
      create('folder', 'b', { name: 'part', folderType: 'Shot', parentId: 'a'.repeat(32) }),
      create('task', 'c', { name: 'anim', taskType: 'Animation', folderId: 'a'.repeat(32) }),
      create('product', 'd', { name: 'main', productType: 'render', folderId: 'a'.repeat(32) }),
      create('version', 'e', { version: 1, productId: 'd'.repeat(32) }),
    ],
  });
  const { data } = await query(
    ayon,
    `{ project(name: "demo") {
      folder(id: "${'a'.repeat(32)}") { hasVersions hasProducts hasTasks }
      part: folder(id: "${'b'.repeat(32)}") { parent { ${FLAGS} tasks { edges { node { name } } } } }
      task(id: "${'c'.repeat(32)}") { folder { ${FLAGS} } }
    } }`,
  );
  expect(data).toEqual({
    project: {
      folder: { hasVersions: true, hasProducts: true, hasTasks: true },
      part: { parent: { ...NOTHING, tasks: { edges: [{ node: { name: 'anim' } }] } } },
      task: { folder: NOTHING },
    },
  });
});
