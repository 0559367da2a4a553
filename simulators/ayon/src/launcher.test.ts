import { describe, expect, it } from 'vitest';
import { startAyonSimulator } from './launcher.ts';
import { callApi, query } from './testing/client.ts';

const ROOT = 'fa000000000000000000000000000001';
const CHILD = 'fa000000000000000000000000000002';

describe('a client of the simulator', () => {
  it('makes a project, fills it by operations and reads it by GraphQL', async () => {
    await using ayon = await startAyonSimulator();
    expect((await callApi(ayon, 'POST /api/projects', { name: 'demo', code: 'dm' })).status).toBe(201);
    const operations = [
      {
        id: '1',
        type: 'create',
        entityType: 'folder',
        entityId: ROOT,
        data: { name: 'shots', attrib: { fps: 24 } },
      },
      {
        id: '2',
        type: 'create',
        entityType: 'folder',
        entityId: CHILD,
        data: { name: 'sh010', parentId: ROOT },
      },
    ];
    const batch = await callApi(ayon, 'POST /api/projects/demo/operations', {
      operations,
      raiseOnError: true,
    });
    expect(batch.body).toMatchObject({ success: true });
    const text = `query($p: String!) { project(name: $p) { folders(first: 10) {
      edges { cursor node { id name path parentId ownAttrib allAttrib attrib { fps } } } pageInfo { hasNextPage }
    } } }`;
    const { data } = await query(ayon, text, { p: 'demo' });
    expect(data).toMatchObject({
      project: {
        folders: {
          edges: [
            { node: { id: ROOT, path: '/shots', parentId: null, ownAttrib: ['fps'] } },
            { node: { id: CHILD, path: '/shots/sh010', parentId: ROOT, ownAttrib: [], attrib: { fps: 24 } } },
          ],
          pageInfo: { hasNextPage: false },
        },
      },
    });
  });

  it('gets errors in the form of the server', async () => {
    await using ayon = await startAyonSimulator();
    expect(await callApi(ayon, 'GET /api/projects/none')).toMatchObject({
      status: 404,
      body: { code: 404, detail: 'Project none not found' },
    });
    expect((await callApi(ayon, 'GET /api/inbox/unknown')).status).toBe(404);
    expect((await callApi(ayon, 'GET /api/enum/nothing')).status).toBe(400);
    for (const path of ['/api/views/list', '/api/enum/statuses', '/openapi.json'])
      expect(await callApi(ayon, `GET ${path}`)).toMatchObject({
        status: 501,
        body: { detail: expect.stringContaining('The simulator does not answer') },
      });
  });

  it('counts requests and suffers the troubles ordered', async () => {
    await using ayon = await startAyonSimulator();
    ayon.faults.failNext(503, 2, '/api/info');
    const statuses = [];
    for (let turn = 0; turn < 3; turn += 1) statuses.push((await callApi(ayon, 'GET /api/info')).status);
    expect(statuses).toEqual([503, 503, 200]);
    expect(ayon.requests.list(({ path }) => path === '/api/info')).toHaveLength(3);
  });
});
