import { once } from 'node:events';
import { expect, test } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Clock } from './clock.ts';
import type { AyonSocketOptions } from './socket.ts';
import { json, TEST_KEY, TestServer } from './testing/test-server.ts';

/** A clock on which only pauses of the socket are steered: they end when told. */
class StepClock implements Clock {
  readonly #timers = new Map<number, () => void>();
  readonly waits: number[] = [];
  #next = 1;

  now(): number {
    return 0;
  }

  setTimeout(callback: () => void, milliseconds: number): unknown {
    this.#timers.set(this.#next, callback);
    this.waits.push(milliseconds);
    return this.#next++;
  }

  clearTimeout(timer: unknown): void {
    this.#timers.delete(timer as number);
  }

  /** Ends every wait now running. */
  step(): void {
    const due = [...this.#timers.values()];
    this.#timers.clear();
    for (const callback of due) callback();
  }
}

/** Other work on the machine must not decide a test. */
const PATIENCE = { timeout: 10_000 };

interface Bench {
  server: TestServer;
  clock: StepClock;
  sockets: WebSocketServer;
  accept(): Promise<{ socket: WebSocket; auth: Record<string, unknown> }>;
  [Symbol.asyncDispose](): Promise<void>;
}

async function bench(): Promise<Bench> {
  const server = await TestServer.start(json(200, { name: 'service', attrib: {}, data: {} }));
  const sockets = new WebSocketServer({ server: server.http, path: '/ws' });
  return {
    server,
    clock: new StepClock(),
    sockets,
    async accept() {
      const [socket] = (await once(sockets, 'connection')) as [WebSocket];
      const [text] = (await once(socket, 'message')) as [Buffer];
      return { socket, auth: JSON.parse(text.toString()) as Record<string, unknown> };
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets.clients) socket.terminate();
      sockets.close();
      await server[Symbol.asyncDispose]();
    },
  };
}

function open({ server, clock }: Bench, options: Partial<AyonSocketOptions> = {}) {
  const client = server.client({ clock, random: () => 0 });
  const socket = client.socket({ subscribe: ['entity.'], project: 'demo', ...options });
  socket.start();
  return Object.assign(socket, { [Symbol.asyncDispose]: () => socket.close() });
}

test('makes a session by HTTP, authenticates, and is connected when the server speaks', async () => {
  await using b = await bench();
  await using socket = open(b);
  const { socket: peer, auth } = await b.accept();
  expect(b.server.received.map((request) => request.url)).toEqual(['/api/users/me']);
  expect(auth).toEqual({ topic: 'auth', token: TEST_KEY, subscribe: ['entity.'], project: 'demo' });
  expect(socket.connected).toBe(false);
  const connected = once(socket, 'connected');
  peer.send('{"topic":"heartbeat"}');
  await connected;
  expect(socket.connected).toBe(true);
});

test('gives out events, not heartbeats or rubbish', async () => {
  await using b = await bench();
  await using socket = open(b);
  const { socket: peer } = await b.accept();
  const message = once(socket, 'message');
  peer.send('{"topic":"heartbeat"}');
  peer.send('rubbish');
  peer.send('[1]');
  peer.send(
    JSON.stringify({ id: 'e1', topic: 'entity.folder.created', status: 'finished', summary: { a: 1 } }),
  );
  expect(await message).toMatchObject([{ id: 'e1', summary: { a: 1 }, project: null, store: null }]);
});

test('a silent server is left, and the socket comes back with a new session', async () => {
  await using b = await bench();
  await using socket = open(b);
  const first = await b.accept();
  const connected = once(socket, 'connected');
  first.socket.send('{"topic":"heartbeat"}');
  await connected;
  const disconnected = once(socket, 'disconnected');
  b.clock.step();
  expect(await disconnected).toEqual(['the server was silent for 15000 ms']);
  const again = b.accept();
  await expect.poll(() => b.clock.waits.at(-1), PATIENCE).toBe(250);
  b.clock.step();
  await again;
  expect(b.server.received).toHaveLength(2);
});

test('a refused key is a problem, tried again with growing pauses', async () => {
  await using b = await bench();
  b.server.respond = json(401, { code: 401, detail: 'Invalid API key' });
  await using socket = open(b, { backoff: { minMs: 100, maxMs: 300 } });
  const pauses: (number | undefined)[] = [];
  for (let attempt = 0; attempt < 4; attempt++) {
    const [problem] = await once(socket, 'problem');
    expect(problem).toMatchObject({ code: 'ayon_unauthorized' });
    await expect.poll(() => b.clock.waits.at(-1), PATIENCE).toBeLessThan(1_000);
    pauses.push(b.clock.waits.at(-1));
    b.clock.step();
  }
  expect(pauses).toEqual([50, 100, 150, 150]);
});

test('a server that is silent from the start is told as such', async () => {
  await using b = await bench();
  await using socket = open(b);
  await b.accept();
  const problem = once(socket, 'problem');
  b.clock.step();
  const [error] = (await problem) as [Error];
  expect(error.message).toContain('the server was silent for 15000 ms');
});

test('a connection closed before the server spoke is a problem', async () => {
  await using b = await bench();
  await using socket = open(b);
  const { socket: peer } = await b.accept();
  const problem = once(socket, 'problem');
  peer.close(1000);
  expect(await problem).toMatchObject([{ code: 'ayon_unreachable' }]);
});

test('close ends everything and can be called twice', async () => {
  await using b = await bench();
  const socket = open(b);
  const { socket: peer } = await b.accept();
  const gone = once(peer, 'close');
  await socket.close();
  await socket.close();
  await gone;
  expect(socket.connected).toBe(false);
});
