import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type AyonSimulator, startAyonSimulator } from './launcher.ts';
import { callApi, query } from './testing/client.ts';

const FOLDER = 'fa000000000000000000000000000001';

async function openSocket(ayon: AyonSimulator): Promise<WebSocket> {
  await callApi(ayon, 'GET /api/users/me');
  const socket = new WebSocket(`${ayon.url.replace('http', 'ws')}/ws`);
  await once(socket, 'open');
  socket.send(JSON.stringify({ topic: 'auth', token: ayon.apiKey, subscribe: ['entity'] }));
  return socket;
}

async function nextMessage(socket: WebSocket): Promise<unknown> {
  const [data] = (await once(socket, 'message')) as [Buffer];
  return JSON.parse(data.toString());
}

async function makeProject(ayon: AyonSimulator): Promise<void> {
  await callApi(ayon, 'POST /api/projects', { name: 'demo', code: 'dm' });
}

describe('troubles', () => {
  it('a restart closes sockets with 1012 and makes new attributes known', async () => {
    await using ayon = await startAyonSimulator();
    await makeProject(ayon);
    const socket = await openSocket(ayon);
    await callApi(ayon, 'PUT /api/attributes/shotgunId', {
      position: 99,
      scope: ['folder'],
      data: { type: 'string', title: 'Id', inherit: false },
    });
    const write = { attrib: { shotgunId: 'x' } };
    await callApi(ayon, 'POST /api/projects/demo/folders', { id: FOLDER, name: 'one', ...write });
    const read = async (): Promise<unknown> =>
      (await callApi(ayon, `GET /api/projects/demo/folders/${FOLDER}`)).body;
    expect(await read()).toMatchObject({ ownAttrib: [] });
    const closed = once(socket, 'close');
    await ayon.faults.restart();
    expect((await closed)[0]).toBe(1012);
    await callApi(ayon, `PATCH /api/projects/demo/folders/${FOLDER}`, write);
    expect(await read()).toMatchObject({ ownAttrib: ['shotgunId'], attrib: { shotgunId: 'x' } });
    const { errors } = await query(ayon, '{project(name:"demo"){folders{edges{node{attrib{shotgunId}}}}}}');
    expect(errors).toBeUndefined();
  });

  it('a cut drops sockets without a closing handshake', async () => {
    await using ayon = await startAyonSimulator();
    const socket = await openSocket(ayon);
    const closed = once(socket, 'close');
    ayon.faults.cutSockets();
    expect((await closed)[0]).toBe(1006);
  });

  it('a batch that is rolled back saves nothing and tells nothing', async () => {
    await using ayon = await startAyonSimulator();
    await makeProject(ayon);
    const socket = await openSocket(ayon);
    const operations = [
      { id: '1', type: 'create', entityType: 'folder', entityId: FOLDER, data: { name: 'one' } },
    ];
    ayon.faults.rollBackNextOperations();
    const refused = await callApi(ayon, 'POST /api/projects/demo/operations', { operations });
    expect(refused.body).toMatchObject({ success: false, operations: [{ success: false, status: 409 }] });
    expect((await callApi(ayon, `GET /api/projects/demo/folders/${FOLDER}`)).status).toBe(404);
    const told = nextMessage(socket);
    expect((await callApi(ayon, 'POST /api/projects/demo/operations', { operations })).body).toMatchObject({
      success: true,
    });
    expect(await told).toMatchObject({ topic: 'entity.folder.created', summary: { entityId: FOLDER } });
  });

  it('expired sessions are refused, a key makes a new one', async () => {
    await using ayon = await startAyonSimulator();
    const login = { name: 'manager', password: 'managerPass1' };
    const { token } = (await callApi(ayon, 'POST /api/auth/login', login)).body as { token: string };
    const me = async (): Promise<number> =>
      (await fetch(`${ayon.url}/api/users/me`, { headers: { authorization: `Bearer ${token}` } })).status;
    expect(await me()).toBe(200);
    ayon.faults.expireSessions();
    expect(await me()).toBe(401);
    expect((await callApi(ayon, 'GET /api/users/me')).status).toBe(200);
  });

  it('delivers messages on sockets twice', async () => {
    await using ayon = await startAyonSimulator();
    const socket = await openSocket(ayon);
    const topics: string[] = [];
    socket.on('message', (data: Buffer) => {
      const { topic } = JSON.parse(data.toString()) as { topic: string };
      if (topic.startsWith('entity')) topics.push(topic);
    });
    const tell = (topic: string): Promise<unknown> => callApi(ayon, 'POST /api/events', { topic });
    await expect.poll(() => tell('entity.ready').then(() => topics.length)).toBeGreaterThan(0);
    topics.length = 0;
    ayon.faults.repeatMessages();
    await tell('entity.first');
    await tell('entity.second');
    await expect.poll(() => topics.filter((topic) => topic === 'entity.second').length).toBe(1);
    expect(topics.filter((topic) => topic !== 'entity.ready')).toEqual([
      'entity.first',
      'entity.first',
      'entity.second',
    ]);
    socket.terminate();
  });

  it('latency is added to every request', async () => {
    await using ayon = await startAyonSimulator({ latencyMs: 40 });
    await callApi(ayon, 'GET /api/info');
    ayon.faults.latencyMs = 0;
    await callApi(ayon, 'GET /api/info');
    const [slow, fast] = ayon.requests.list();
    expect(slow?.ms).toBeGreaterThanOrEqual(39);
    expect(fast?.ms).toBeLessThan(slow?.ms ?? 0);
  });

  it('refuses connections for a while at a restart, then answers on the same port', async () => {
    await using ayon = await startAyonSimulator();
    const restarting = ayon.faults.restart(150);
    await expect
      .poll(() =>
        fetch(`${ayon.url}/api/info`).then(
          () => 'up',
          () => 'down',
        ),
      )
      .toBe('down');
    await restarting;
    expect((await callApi(ayon, 'GET /api/info')).status).toBe(200);
  });

  it('slows down single GraphQL pages', async () => {
    await using ayon = await startAyonSimulator();
    ayon.faults.slowGraphql(80);
    const started = performance.now();
    await callApi(ayon, 'POST /graphql', { query: '{ me { name } }' });
    expect(performance.now() - started).toBeGreaterThan(75);
  });
});
