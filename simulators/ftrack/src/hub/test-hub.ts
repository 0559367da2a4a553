import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { EventHubServer, type EventHubServerOptions } from './event-hub-server.ts';

export const JANE = { id: 'bcdf57b0-acc6-11e1-a554-f23c91df1211', username: 'jane' };
export const API_KEY = 'key-of-jane';

/** A hub behind a bare HTTP server on a free port, for tests. Knows one user. */
export async function startTestHub(options: Partial<EventHubServerOptions> = {}) {
  const hub = new EventHubServer({
    authenticate: (username, apiKey) => (username === JANE.username && apiKey === API_KEY ? JANE : null),
    ...options,
  });
  const server = createServer((request, response) => hub.handleHandshake(request, response));
  server.on('upgrade', (request, socket, head) => hub.handleUpgrade(request, socket, head));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    hub,
    url: `http://127.0.0.1:${port}`,
    async [Symbol.asyncDispose]() {
      await hub.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A client that records frames and sends what it is told. */
export class RawClient {
  readonly frames: string[] = [];
  readonly socket: WebSocket;
  closed = false;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => this.frames.push(data.toString('utf8')));
    socket.on('close', () => {
      this.closed = true;
    });
    socket.on('error', () => {});
  }

  /** Shakes hands as Python does, with headers, and opens the socket without credentials. */
  static async connect(url: string): Promise<RawClient> {
    const headers = { 'ftrack-user': JANE.username, 'ftrack-api-key': API_KEY };
    const body = await (await fetch(`${url}/socket.io/1/`, { headers })).text();
    const sid = body.slice(0, body.indexOf(':'));
    const client = new RawClient(new WebSocket(`${url.replace('http', 'ws')}/socket.io/1/websocket/${sid}`));
    await once(client.socket, 'open');
    return client;
  }

  /** Events received so far. */
  get events(): Record<string, unknown>[] {
    return this.frames
      .filter((frame) => frame.startsWith('5:::'))
      .map((frame) => JSON.parse(frame.slice(4)).args[0]);
  }

  send(frame: string): void {
    this.socket.send(frame);
  }

  /** Publishes an event; with a packet id the hub acknowledges it. */
  publish(event: Record<string, unknown>, packetId?: number): void {
    const payload = JSON.stringify({ name: 'ftrack.event', args: [event] });
    this.send(packetId === undefined ? `5:::${payload}` : `5:${packetId}+::${payload}`);
  }

  /** Subscribes with packet id 999. */
  subscribe(subscription: string, subscriber: Record<string, unknown> = { id: 'subscriber' }): void {
    this.publish({ id: 'sub', topic: 'ftrack.meta.subscribe', data: { subscriber, subscription } }, 999);
  }

  [Symbol.dispose](): void {
    this.socket.terminate();
  }
}
