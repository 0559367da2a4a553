import { expect, it } from 'vitest';
import { startAyonSimulator } from '../launcher.ts';
import { callApi } from '../testing/client.ts';

const ID = 'a'.repeat(32);

it.each([
  {
    what: 'a folder in itself',
    entityType: 'folder',
    data: { name: 'own', folderType: 'Nope', parentId: ID },
    status: 400,
  },
  {
    what: 'a product type of two words',
    entityType: 'product',
    data: { name: 'x', productType: 'two words', folderId: ID },
    status: 500,
  },
  {
    what: 'an author with a blank',
    entityType: 'version',
    data: { version: 1, author: 'Bad Name', productId: ID },
    status: 500,
  },
  {
    what: 'a status of one letter that is not there',
    entityType: 'task',
    data: { name: 'x', taskType: 'Generic', folderId: ID, status: 'x' },
    status: 409,
  },
])('refuses $what as the server does', async ({ entityType, data, status }) => {
  await using ayon = await startAyonSimulator({});
  await callApi(ayon, 'POST /api/projects', { name: 'demo', code: 'dm' });
  const answer = await callApi(ayon, 'POST /api/projects/demo/operations', {
    operations: [{ type: 'create', entityType, entityId: ID, data }],
    raiseOnError: true,
  });
  expect(answer.status).toBe(status);
});

it('refuses labels and names of types that the server refuses', async () => {
  await using ayon = await startAyonSimulator({});
  const labelled = { name: 'demo', code: 'dm', label: "Bob's film" };
  expect((await callApi(ayon, 'POST /api/projects', labelled)).status).toBe(500);
  expect((await callApi(ayon, 'POST /api/projects', { ...labelled, label: 'Bob' })).status).toBe(201);
  const patch = async (body: object) => (await callApi(ayon, 'PATCH /api/projects/demo', body)).status;
  expect(await patch({ label: 'a;b' })).toBe(400);
  expect(await patch({ taskTypes: [{ name: 'x'.repeat(101) }] })).toBe(400);
  expect(
    await patch({ taskTypes: [{ name: 'x'.repeat(100) }], statuses: [{ name: 'New', scope: null }] }),
  ).toBe(204);
  expect((await callApi(ayon, 'GET /api/projects/demo')).body).toMatchObject({
    statuses: [{ name: 'New', scope: expect.arrayContaining(['folder', 'task']) }],
  });
});
