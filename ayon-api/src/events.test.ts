import { expect, test } from 'vitest';
import { inTurn, json, rejection, TestServer } from './testing/test-server.ts';

const node = {
  id: 'e1',
  hash: 'h1',
  topic: 'ftrack.proc',
  project: null,
  user: 'service',
  sender: 'other',
  dependsOn: null,
  status: 'finished',
  retries: 0,
  description: '',
  summary: '{"a":1}',
  payload: null,
  createdAt: '2026-01-01T00:00:00+00:00',
  updatedAt: '2026-01-01T00:00:00+00:00',
};

function sent(server: TestServer, index = 0): Record<string, unknown> {
  return JSON.parse(server.received[index]?.text ?? '') as Record<string, unknown>;
}

test('a job is asked for under our name, so that equal workers do not lock each other out', async () => {
  await using server = await TestServer.start(
    json(200, { id: 'j', dependsOn: 's', hash: 'h', status: 'pending' }),
  );
  const job = await server.client().enroll({ sourceTopic: 'ftrack.leech', targetTopic: 'ftrack.proc' });
  expect(job).toEqual({ id: 'j', dependsOn: 's', hash: 'h', status: 'pending' });
  expect(sent(server)).toMatchObject({ sender: 'tester', senderType: 'ftrack' });
});

test('no job and a busy server are both null; a refusal is not', async () => {
  const request = { sourceTopic: 'a.b', targetTopic: 'c.d' };
  await using server = await TestServer.start(
    inTurn(
      json(204, undefined),
      json(503, { code: 503, detail: 'busy' }),
      json(403, { code: 403, detail: 'no' }),
    ),
  );
  const client = server.client();
  expect(await client.enroll(request)).toBeNull();
  expect(await client.enroll(request)).toBeNull();
  expect(await rejection(client.enroll(request))).toMatchObject({ code: 'ayon_forbidden' });
});

test('a duplicate event is a conflict', async () => {
  await using server = await TestServer.start(
    inTurn(
      json(200, { id: 'e1' }),
      json(409, { code: 409, detail: 'Event with the same hash already exists' }),
    ),
  );
  const { events } = server.client();
  expect(await events.dispatch({ topic: 'log.error', hash: 'h' })).toBe('e1');
  expect(await rejection(events.dispatch({ topic: 'log.error', hash: 'h' }))).toMatchObject({
    code: 'ayon_conflict',
  });
});

test('a change keeps the job ours', async () => {
  await using server = await TestServer.start(json(204, undefined));
  await server.client().events.update('e1', { status: 'finished' });
  expect(sent(server)).toEqual({ status: 'finished', sender: 'tester' });
});

test('a missing event is null', async () => {
  await using server = await TestServer.start(json(404, { code: 404, detail: 'Event not found' }));
  expect(await server.client().events.get('e1')).toBeNull();
});

test('a list reads JSON texts and stops at its limit', async () => {
  const pageInfo = { endCursor: 'c1', hasNextPage: true, hasPreviousPage: true };
  await using server = await TestServer.start(
    json(200, { data: { events: { edges: [{ node }, { node }], pageInfo } } }),
  );
  const events = await server.client().events.list({ topics: ['ftrack.*'], limit: 2, newestFirst: true });
  expect(events).toHaveLength(2);
  expect(events[0]).toMatchObject({ id: 'e1', summary: { a: 1 }, payload: {}, senderType: null });
  expect(server.received).toHaveLength(1);
  expect(sent(server)['variables']).toEqual({ topics: ['ftrack.*'], includeLogs: false, first: 2 });
});
