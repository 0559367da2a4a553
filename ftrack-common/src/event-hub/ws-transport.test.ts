import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, it, vi } from 'vitest';
import { WebSocketServer, type WebSocket } from 'ws';
import { createEventHub, type EventHub, type HubLifecycle } from './index.ts';

/** A Socket.IO 0.9 server of a few lines, over real sockets. */
async function startServer(port = 0) {
  const sockets: WebSocket[] = [];
  const received: string[] = [];
  const upgrades: (string | undefined)[] = [];
  const webSockets = new WebSocketServer({ noServer: true });
  const server = createServer((_request, response) => parts.answer(response));
  server.on('upgrade', (request, socket: Socket, head) => {
    upgrades.push(request.headers.cookie);
    webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      sockets.push(webSocket);
      webSocket.on('message', (data: Buffer) => {
        const text = data.toString();
        received.push(text);
        const id = /^5:(\d+)\+/.exec(text)?.[1];
        if (id !== undefined) webSocket.send(`6:::${id}+[{"success":true}]`);
      });
      webSocket.send('1::');
    });
  });
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  const parts = {
    sockets,
    received,
    upgrades,
    port: address.port,
    url: `http://127.0.0.1:${address.port}`,
    answer: (response: ServerResponse): void => {
      response.setHeader('set-cookie', ['route=a; path=/', 'b=2']);
      response.end('sid:60:60:websocket');
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.terminate();
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return parts;
}

/** The limits of a handshake, an answer, and silence, which stay as they are. */
const LIMITS = new Set([10_000, 20_000]);

/** A started hub that records; retries come at once. */
function startHub(serverUrl: string) {
  const lifecycle: HubLifecycle[] = [];
  const texts: string[] = [];
  const hub: EventHub = createEventHub({
    serverUrl,
    user: 'jane',
    apiKey: 'key',
    clock: {
      now: () => Date.now(),
      setTimeout: (callback, ms) => setTimeout(callback, LIMITS.has(ms) ? ms : 10),
      clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
    },
  });
  hub.on((happening) => lifecycle.push(happening));
  hub.onEvent((_event, json) => texts.push(json));
  hub.subscribe('topic=*');
  hub.start();
  return { hub, lifecycle, texts, [Symbol.asyncDispose]: () => hub.stop() };
}

const subscribed = (hub: EventHub) =>
  vi.waitFor(() => expect(hub.status().state).toBe('subscribed'), { interval: 5 });

describe('over the network', () => {
  it('connects with the cookies of the handshake, receives, and says goodbye', async () => {
    await using server = await startServer();
    await using client = startHub(server.url);
    await subscribed(client.hub);
    expect(server.upgrades).toEqual(['route=a; b=2']);
    server.sockets[0]?.send('5:::{"name":"ftrack.event","args":[{"id":"1","topic":"t","data":"ěščř🎬"}]}');
    await vi.waitFor(() => expect(client.texts).toEqual(['{"id":"1","topic":"t","data":"ěščř🎬"}']));
    await client.hub.stop();
    await vi.waitFor(() => expect(server.received.at(-1)).toBe('0::'));
  });

  it('keeps the connection on binary frames, invalid UTF-8 and megabytes of nonsense', async () => {
    await using server = await startServer();
    await using client = startHub(server.url);
    await subscribed(client.hub);
    const [socket] = server.sockets;
    socket?.send(Buffer.from([1, 2, 3]), { binary: true });
    socket?.send(Buffer.from([0x35, 0x3a, 0xff, 0xfe]), { binary: false });
    socket?.send('x'.repeat(3_000_000));
    socket?.send(
      `5:::{"name":"ftrack.event","args":[{"id":"1","topic":"t","data":"${'y'.repeat(5_000_000)}"}]}`,
    );
    await vi.waitFor(() => expect(client.texts).toHaveLength(1));
    const malformed = client.lifecycle.filter((happening) => happening.type === 'malformed');
    expect(malformed.map(({ reason }) => reason)).toEqual([
      'binary frame',
      'text frame is not valid UTF-8',
      'unknown packet kind',
    ]);
    expect(server.sockets).toHaveLength(1);
  });

  it('comes back after a cut and after the server was gone', async () => {
    const first = await startServer();
    await using client = startHub(first.url);
    await subscribed(client.hub);
    first.sockets[0]?.terminate();
    await vi.waitFor(() => expect(first.sockets).toHaveLength(2));
    await subscribed(client.hub);
    await first[Symbol.asyncDispose]();
    await vi.waitFor(() =>
      expect(client.lifecycle).toContainEqual(
        expect.objectContaining({ type: 'refused', reason: 'unreachable' }),
      ),
    );
    await using _second = await startServer(first.port);
    await subscribed(client.hub);
  });

  it('does not follow redirects', async () => {
    await using server = await startServer();
    server.answer = (response) => response.writeHead(301, { location: 'http://127.0.0.1:1/' }).end();
    await using client = startHub(server.url);
    await vi.waitFor(() =>
      expect(client.lifecycle[1]).toMatchObject({ type: 'refused', reason: 'redirected', status: 301 }),
    );
  });

  it('tells a WebSocket that is refused', async () => {
    await using server = await startServer();
    await using client = startHub(server.url);
    await subscribed(client.hub);
    await server[Symbol.asyncDispose]();
    await using plain = await startPlainServer(server.port);
    await vi.waitFor(() =>
      expect(client.lifecycle).toContainEqual(
        expect.objectContaining({ type: 'refused', reason: 'no_socket' }),
      ),
    );
    expect(plain.url).toBe(server.url);
  });
});

/** Answers handshakes, and refuses every upgrade. */
async function startPlainServer(port: number) {
  const server = createServer((_request, response) => response.end('sid:60:60:websocket'));
  server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 403 Forbidden\r\n\r\n'));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
