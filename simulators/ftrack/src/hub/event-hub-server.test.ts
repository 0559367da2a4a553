import { once } from 'node:events';
import type { Clock } from '@ynput/ftrack-common/clock';
import { expect, test, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { HubEvent } from './hub-event.ts';
import { API_KEY, JANE, RawClient, startTestHub } from './test-hub.ts';

function makeUpdate(id: string, changes: Partial<HubEvent> = {}): HubEvent {
  return {
    id,
    topic: 'ftrack.update',
    data: {},
    sent: null,
    source: null,
    target: '',
    inReplyToEvent: null,
    ...changes,
  };
}

/** A subscriber whose subscription has arrived. */
async function connectSubscriber(url: string, subscription: string, metadata?: Record<string, unknown>) {
  const client = await RawClient.connect(url);
  client.subscribe(subscription, metadata);
  await vi.waitFor(() => expect(client.frames).toContain('6:::999+[{"success":true}]'), {
    interval: 2,
    timeout: 5000,
  });
  return client;
}

/** Waits until everything sent so far in either direction was handled. */
async function settle(client: RawClient): Promise<void> {
  const packetId = 1_000_000 + client.frames.length;
  client.send(`3:${packetId}::`);
  await vi.waitFor(() => expect(client.frames).toContain(`6:::${packetId}`), { interval: 2, timeout: 5000 });
}

class ManualClock implements Clock {
  #now = 0;
  readonly #timers = new Set<{ readonly due: number; readonly callback: () => void }>();

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, ms: number): unknown {
    const timer = { due: this.#now + ms, callback };
    this.#timers.add(timer);
    return timer;
  }

  clearTimeout(handle: unknown): void {
    for (const timer of this.#timers) if (timer === handle) this.#timers.delete(timer);
  }

  advance(ms: number): void {
    const end = this.#now + ms;
    for (;;) {
      const [next] = [...this.#timers].sort((a, b) => a.due - b.due);
      if (next === undefined || next.due > end) break;
      this.#timers.delete(next);
      this.#now = next.due;
      next.callback();
    }
    this.#now = end;
  }
}

test('a handshake answers four fields, to credentials in the query or in headers', async () => {
  await using server = await startTestHub();
  const asQuery = await fetch(`${server.url}/socket.io/1/?api_user=jane&api_key=${API_KEY}`);
  const asHeaders = await fetch(`${server.url}/socket.io/1/`, {
    headers: { 'ftrack-user': 'jane', 'ftrack-api-key': API_KEY },
  });
  expect(await asQuery.text()).toMatch(/^[0-9a-f]{32}:60:60:websocket$/);
  expect(await asHeaders.text()).toMatch(/^[0-9a-f]{32}:60:60:websocket$/);
});

test('a handshake without valid credentials is refused with 401 and the error object', async () => {
  await using server = await startTestHub();
  for (const query of ['', '?api_user=jane&api_key=wrong']) {
    const response = await fetch(`${server.url}/socket.io/1/${query}`);
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error_code: 'api_credentials_invalid' });
  }
});

test('a session id opens one socket; an unknown one none', async () => {
  await using server = await startTestHub();
  const body = await (await fetch(`${server.url}/socket.io/1/?api_user=jane&api_key=${API_KEY}`)).text();
  const url = `${server.url.replace('http', 'ws')}/socket.io/1/websocket/${body.slice(0, 32)}`;
  const first = new WebSocket(url);
  const [data] = await once(first, 'message');
  expect(String(data)).toBe('1::');
  for (const refused of [url, url.slice(0, -1)]) {
    const [error] = await once(new WebSocket(refused), 'error');
    expect(String(error)).toContain('401');
  }
  expect(server.hub.connections()).toMatchObject([{ user: JANE, subscribers: [] }]);
});

test('heartbeats go out on the clock, and a client that never answers is cut after a minute', async () => {
  const clock = new ManualClock();
  await using server = await startTestHub({ clock, heartbeatMs: 5000 });
  using alive = await RawClient.connect(server.url);
  using mute = await RawClient.connect(server.url);
  clock.advance(60_000);
  await settle(alive);
  expect(alive.frames.filter((frame) => frame === '2::')).toHaveLength(12);
  expect(alive.frames[0]).toBe('1::');
  clock.advance(5000);
  await vi.waitFor(() => expect(mute.closed).toBe(true));
  expect(alive.closed).toBe(false);
});

test('a session id that is not used for a minute is forgotten', async () => {
  const clock = new ManualClock();
  await using server = await startTestHub({ clock });
  const body = await (await fetch(`${server.url}/socket.io/1/?api_user=jane&api_key=${API_KEY}`)).text();
  clock.advance(66_000);
  const socket = new WebSocket(
    `${server.url.replace('http', 'ws')}/socket.io/1/websocket/${body.slice(0, 32)}`,
  );
  expect(String((await once(socket, 'error'))[0])).toContain('401');
});

test('an event goes to each connection once, however many subscribers match', async () => {
  await using server = await startTestHub();
  using one = await connectSubscriber(server.url, 'topic=*', { id: 'a' });
  one.subscribe('topic=ftrack.update', { id: 'b' });
  one.subscribe('topic=ftrack.update', { id: 'b' });
  using other = await connectSubscriber(server.url, 'topic=ftrack.action.*');
  await settle(one);
  server.hub.publish(makeUpdate('1'));
  server.hub.publish(makeUpdate('2', { topic: 'ftrack.action.launch' }));
  await settle(one);
  await settle(other);
  expect(one.events.map(({ id }) => id)).toEqual(['1', '2']);
  expect(other.events.map(({ id }) => id)).toEqual(['2']);
  expect(server.hub.connections()[0]?.subscribers.map(({ id }) => id)).toEqual(['a', 'b']);
});

test('a published event comes back to its publisher with the user the server knows and only the keys of an event', async () => {
  await using server = await startTestHub();
  using client = await connectSubscriber(server.url, 'topic=studio.hello');
  client.publish(
    {
      id: '1',
      topic: 'studio.hello',
      source: { id: 'hub', user: { username: 'john', id: 'forged' } },
      extra: 1,
    },
    7,
  );
  client.publish({ id: '2', topic: 'studio.hello', source: null });
  await settle(client);
  expect(client.frames).toContain('6:::7+[{"success":true}]');
  expect(client.events).toEqual([
    {
      ...makeUpdate('1'),
      topic: 'studio.hello',
      source: { id: 'hub', user: { username: 'john', id: JANE.id } },
    },
    { ...makeUpdate('2'), topic: 'studio.hello', source: { user: JANE } },
  ]);
});

test('a target is matched against the subscriber that asked for the event', async () => {
  await using server = await startTestHub();
  using web = await connectSubscriber(server.url, 'topic=ftrack.action.*', {
    id: 'web-1',
    applicationId: 'ftrack.client.web',
    user: { id: JANE.id },
  });
  web.subscribe('topic=ftrack.update', { id: 'web-2' });
  using hub = await connectSubscriber(server.url, 'topic=*', { id: 'hub-1' });
  await settle(web);
  const target = `applicationId=ftrack.client.web and user.id="${JANE.id}"`;
  server.hub.publish(makeUpdate('1', { topic: 'ftrack.action.trigger-user-interface', target }));
  server.hub.publish(makeUpdate('2', { target }));
  server.hub.publish(makeUpdate('3', { target: 'id=hub-1' }));
  await settle(web);
  await settle(hub);
  expect(web.events.map(({ id }) => id)).toEqual(['1']);
  expect(hub.events.map(({ id }) => id)).toEqual(['3']);
});

test('a removed subscriber gets nothing more', async () => {
  await using server = await startTestHub();
  using client = await connectSubscriber(server.url, 'topic=*', { id: 'a' });
  client.publish({ id: '1', topic: 'ftrack.meta.unsubscribe', data: { subscriber: { id: 'a' } } }, 1);
  await settle(client);
  server.hub.publish(makeUpdate('2'));
  await settle(client);
  expect(client.events).toEqual([]);
});

test.each([
  [
    'a subscription that cannot be read',
    { topic: 'ftrack.meta.subscribe', data: { subscriber: { id: 'a' }, subscription: 'topic' } },
  ],
  [
    'a subscriber without an id',
    { topic: 'ftrack.meta.subscribe', data: { subscriber: {}, subscription: 'topic=*' } },
  ],
  ['a target that cannot be read', { topic: 'studio.hello', target: 'id=' }],
  ['an event without a topic', { topic: '' }],
])('%s is acknowledged as failed and changes nothing', async (_what, event) => {
  await using server = await startTestHub();
  using client = await connectSubscriber(server.url, 'topic=*');
  client.publish({ id: '1', ...event }, 5);
  await settle(client);
  expect(client.frames.some((frame) => frame.startsWith('6:::5+[{"success":false,"message":"'))).toBe(true);
  expect(client.events).toEqual([]);
});

test('frames that make no sense do no harm', async () => {
  const log = vi.fn();
  await using server = await startTestHub({ log });
  using client = await connectSubscriber(server.url, 'topic=*');
  for (const frame of [
    '',
    'nonsense',
    '5:::{',
    '5:::[]',
    '5:::{"name":"ftrack.event"}',
    '7:::x',
    '8::',
    '2:::',
  ]) {
    client.send(frame);
  }
  client.socket.send(Buffer.from([1, 2, 3]));
  const depth = 100_000;
  client.send(
    `5:1+::{"name":"ftrack.event","args":[{"id":"1","topic":"a","data":${'['.repeat(depth)}${']'.repeat(depth)}}]}`,
  );
  server.hub.publish(makeUpdate('1'));
  await settle(client);
  expect(client.events.map(({ id }) => id)).toEqual(['1']);
  expect(client.frames.some((frame) => frame.startsWith('6:::1+[{"success":false'))).toBe(true);
  expect(log).toHaveBeenCalled();
});

test('a client that says goodbye is disconnected', async () => {
  await using server = await startTestHub();
  using client = await RawClient.connect(server.url);
  client.send('0::');
  await vi.waitFor(() => expect(client.closed).toBe(true));
  await vi.waitFor(() => expect(server.hub.connections()).toEqual([]));
});

test('faults: events are dropped by number or by chance, doubled, and out of order', async () => {
  const chances = [0.1, 0.9];
  await using server = await startTestHub({ random: () => chances.shift() ?? 1 });
  using client = await connectSubscriber(server.url, 'topic=*');
  const { hub } = server;
  hub.faults.dropEvents = { next: 2 };
  for (const id of ['1', '2', '3']) hub.publish(makeUpdate(id));
  hub.faults.dropEvents = { rate: 0.5 };
  for (const id of ['4', '5']) hub.publish(makeUpdate(id));
  hub.faults.dropEvents = null;
  hub.faults.duplicateEvents = true;
  hub.publish(makeUpdate('6'));
  hub.faults.duplicateEvents = false;
  hub.faults.reorder = true;
  for (const id of ['7', '8', '9']) hub.publish(makeUpdate(id));
  hub.faults.reorder = false;
  hub.publish(makeUpdate('10'));
  await settle(client);
  expect(client.events.map(({ id }) => id)).toEqual(['3', '5', '6', '6', '8', '7', '9', '10']);
});

test('faults: an event held back for another order goes out with the next heartbeat', async () => {
  const clock = new ManualClock();
  await using server = await startTestHub({ clock });
  using client = await connectSubscriber(server.url, 'topic=*');
  server.hub.faults.reorder = true;
  server.hub.publish(makeUpdate('1'));
  clock.advance(5000);
  await settle(client);
  expect(client.events.map(({ id }) => id)).toEqual(['1']);
});

test('faults: a silent hub keeps sockets open and sends nothing', async () => {
  const clock = new ManualClock();
  await using server = await startTestHub({ clock });
  using client = await connectSubscriber(server.url, 'topic=*');
  const before = client.frames.length;
  server.hub.faults.silent = true;
  client.publish({ id: '1', topic: 'studio.lost' }, 1);
  server.hub.publish(makeUpdate('2'));
  clock.advance(20_000);
  using late = await RawClient.connect(server.url);
  server.hub.faults.silent = false;
  await settle(client);
  await settle(late);
  expect(client.frames).toHaveLength(before + 1);
  expect(late.frames).toHaveLength(1);
});

test('faults: refused handshakes leave open connections alone', async () => {
  await using server = await startTestHub();
  using client = await RawClient.connect(server.url);
  server.hub.faults.refuseHandshake = true;
  expect((await fetch(`${server.url}/socket.io/1/?api_user=jane&api_key=${API_KEY}`)).status).toBe(503);
  await settle(client);
});

test('faults: raw text reaches every client, and cut sockets are gone', async () => {
  await using server = await startTestHub();
  using client = await RawClient.connect(server.url);
  server.hub.sendRaw('5:::{broken');
  await settle(client);
  expect(client.frames).toContain('5:::{broken');
  server.hub.cutSockets();
  await vi.waitFor(() => expect(client.closed).toBe(true));
});
