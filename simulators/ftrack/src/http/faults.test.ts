import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { type FtrackSimulator, startFtrackSimulator } from '../index.ts';

const QUERY = [{ action: 'query', expression: 'select username from User' }];

function post(
  { url, user, apiKey }: FtrackSimulator,
  operations: unknown = QUERY,
  headers: Record<string, string> = { 'ftrack-user': user, 'ftrack-api-key': apiKey },
): Promise<Response> {
  return fetch(`${url}/api`, { method: 'POST', headers, body: JSON.stringify(operations) });
}

it('answers as an overloaded proxy does: HTML, and when to come again', async () => {
  await using simulator = await startFtrackSimulator({ faults: { httpStatus: 502, retryAfterSeconds: 7 } });
  const answer = await post(simulator);
  expect([answer.status, answer.headers.get('content-type'), answer.headers.get('retry-after')]).toEqual([
    502,
    'text/html',
    '7',
  ]);
  expect(await answer.text()).toContain('<title>502 Bad Gateway</title>');
  simulator.setFaults({ httpStatus: null, errorRate: 1, errorStatus: 503, retryAfterSeconds: null });
  const failed = await post(simulator);
  expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, null]);
});

it('limits the rate of requests', async () => {
  let now = new Date('2026-03-01T10:00:00Z');
  await using simulator = await startFtrackSimulator({
    clock: () => now,
    faults: { rateLimit: { requests: 2, periodMs: 10_000 } },
  });
  const statuses = async (): Promise<unknown[]> => {
    const answer = await post(simulator);
    return [answer.status, answer.headers.get('retry-after')];
  };
  expect([await statuses(), await statuses(), await statuses()]).toEqual([
    [200, null],
    [200, null],
    [429, '10'],
  ]);
  now = new Date(now.getTime() + 9_500);
  expect(await statuses()).toEqual([429, '1']);
  now = new Date(now.getTime() + 500);
  expect(await statuses()).toEqual([200, null]);
});

it('answers smaller pages than were asked for, and names the next one', async () => {
  await using simulator = await startFtrackSimulator({ profile: 'generated:20', faults: { largestPage: 3 } });
  const read = (expression: string): unknown => simulator.run([{ action: 'query', expression }])[0];
  for (const tail of ['', ' limit 500']) {
    expect(read(`Context order by id${tail}`)).toMatchObject({
      data: { length: 3 },
      metadata: { next: { offset: 3 } },
    });
  }
  expect(read('Context order by id offset 19')).toMatchObject({ metadata: { next: { offset: null } } });
});

it('is slow where it is told to be', async () => {
  await using simulator = await startFtrackSimulator({
    faults: { slowQueries: { containing: 'from User', ms: 300 } },
  });
  const took = async (operations: unknown): Promise<number> => {
    const started = performance.now();
    await (await post(simulator, operations)).text();
    return performance.now() - started;
  };
  await took([{ action: 'query_server_information' }]);
  expect(await took(QUERY)).toBeGreaterThan(290);
  expect(await took([{ action: 'query', expression: 'Status' }])).toBeLessThan(290);
});

it('refuses files', async () => {
  await using simulator = await startFtrackSimulator({ faults: { fileStatus: 500 } });
  expect((await fetch(`${simulator.url}/img/thumbnail2.png`)).status).toBe(500);
});

it('knows who comes with the cookie of an earlier answer', async () => {
  await using simulator = await startFtrackSimulator();
  const [cookie = ''] = (await post(simulator)).headers.getSetCookie();
  const session = cookie.slice(0, cookie.indexOf(';'));
  expect(await (await post(simulator, QUERY, { cookie: session })).json()).toMatchObject([
    { action: 'query' },
  ]);
  const known = { 'ftrack-user': simulator.user, 'ftrack-api-key': simulator.apiKey, cookie: session };
  expect((await post(simulator, QUERY, known)).headers.getSetCookie()).toEqual([]);
  for (const headers of [{ cookie: 'ftrack_session=other' }, { ...known, 'ftrack-api-key': 'wrong' }]) {
    expect(await (await post(simulator, QUERY, headers)).json()).toMatchObject({
      error_code: 'api_credentials_invalid',
    });
  }
});

it('lets pages of other origins in', async () => {
  await using simulator = await startFtrackSimulator();
  const origin = 'https://studio.example.com';
  for (const path of ['/api', '/upload/x', '/socket.io/1/']) {
    const asked = await fetch(`${simulator.url}${path}`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-headers': 'ftrack-user,ftrack-api-key' },
    });
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'ftrack-user,ftrack-api-key',
    });
  }
  const answer = await post(simulator, QUERY, {
    origin,
    'ftrack-user': simulator.user,
    'ftrack-api-key': simulator.apiKey,
  });
  expect(answer.headers.get('access-control-allow-origin')).toBe(origin);
  expect(answer.headers.get('access-control-expose-headers')).toContain('ETag');
});

it.each([
  ['own-id', { id: expect.any(String) as string, username: 'forged' }],
  ['as-written', { id: 'forged', username: 'forged' }],
  ['overwritten', { id: expect.not.stringContaining('forged') as string, username: 'admin' }],
  ['missing', undefined],
] as const)('treats the source of published events: %s', async (publishedSource, user) => {
  await using simulator = await startFtrackSimulator({ faults: { publishedSource } });
  const query = `api_user=admin&api_key=${simulator.apiKey}`;
  const shaken = await (await fetch(`${simulator.url}/socket.io/1/?${query}`)).text();
  const address = `${simulator.url.replace('http', 'ws')}/socket.io/1/websocket/${shaken.split(':')[0]}`;
  const socket = new WebSocket(address);
  const heard: string[] = [];
  socket.on('message', (frame: Buffer) => heard.push(frame.toString('utf8')));
  await once(socket, 'open');
  const publish = (event: object): void =>
    socket.send(`5:::${JSON.stringify({ name: 'ftrack.event', args: [event] })}`);
  publish({
    id: '1',
    topic: 'ftrack.meta.subscribe',
    data: { subscriber: { id: 's' }, subscription: 'topic=x' },
  });
  publish({ id: '2', topic: 'x', source: { id: 'hub', user: { id: 'forged', username: 'forged' } } });
  await vi.waitFor(() => expect(heard.some((frame) => frame.startsWith('5:::'))).toBe(true));
  const event = JSON.parse(heard.find((frame) => frame.startsWith('5:::'))?.slice(4) ?? '') as {
    args: [{ source: { id: string; user?: unknown } }];
  };
  expect(event.args[0].source.id).toBe('hub');
  expect(event.args[0].source.user).toEqual(user);
  socket.terminate();
});

it('has every switch in its README', async () => {
  await using simulator = await startFtrackSimulator();
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
  for (const name of Object.keys(simulator.setFaults({}))) expect(readme).toContain(`| \`${name}\` `);
});
