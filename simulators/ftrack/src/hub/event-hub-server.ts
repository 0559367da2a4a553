import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { HubConnection } from './connection.ts';
import { type Expression, ExpressionError, parseExpression } from './expression.ts';
import { FaultyDelivery, type HubFaults } from './faults.ts';
import { type HubEvent, type HubUser, isRecord, readPublishedEvent } from './hub-event.ts';
import {
  type AckResult,
  CONNECT_FRAME,
  formatAckFrame,
  formatEventFrame,
  HEARTBEAT_FRAME,
  PACKET_CODES,
  parseEventData,
  parsePacket,
} from './packet.ts';

/** Time as the hub uses it; a test gives its own. */
export interface HubClock {
  /** Milliseconds, from any start. */
  now(): number;
  /** Calls back every `ms` milliseconds until the returned function is called. */
  every(ms: number, callback: () => void): () => void;
}

export interface EventHubServerOptions {
  /** The user these credentials belong to; null refuses them. */
  readonly authenticate: (username: string, apiKey: string) => HubUser | null;
  /** Milliseconds between heartbeats, 5000 if not given. The JavaScript client gives up after 15 s without one. */
  readonly heartbeatMs?: number;
  readonly clock?: HubClock;
  /** Numbers from 0 to 1 that decide about dropped events. */
  readonly random?: () => number;
  /** Text of the answer to a handshake: `SID:60:60:websocket` if not given. */
  readonly handshakeBody?: (sid: string) => string;
  /** Told what was refused or not understood. */
  readonly log?: (message: string, details: Readonly<Record<string, unknown>>) => void;
}

/** What can be seen of one connection. */
export interface HubConnectionInfo {
  readonly sid: string;
  readonly user: HubUser;
  readonly subscribers: readonly { readonly id: string; readonly subscription: string }[];
  readonly bufferedBytes: number;
}

/** An event on its way; a null target means every subscriber. */
interface Delivery {
  readonly event: HubEvent;
  readonly target: Expression | null;
  readonly frame: string;
}

/** How long a client may say nothing, and how long a SID waits to be used: the numbers in the handshake's answer. */
const SILENCE_LIMIT_MS = 60_000;
const UPGRADE_PATH = /\/socket\.io\/1\/websocket\/([^/]+)\/?$/;

const systemClock: HubClock = {
  now: () => performance.now(),
  every: (ms, callback) => {
    const timer = setInterval(callback, ms).unref();
    return () => clearInterval(timer);
  },
};

/**
 * The server side of ftrack's event hub, a subset of Socket.IO 0.9. It owns no listener: a `node:http` server passes
 * `GET /socket.io/1/` to `handleHandshake` and its `upgrade` events to `handleUpgrade`.
 *
 * Events are delivered once per connection, to the publisher's own too, in the order they were published. Nothing is
 * kept for clients that are away.
 */
export class EventHubServer {
  readonly faults: HubFaults;
  readonly #options: EventHubServerOptions;
  readonly #clock: HubClock;
  readonly #delivery: FaultyDelivery<Delivery>;
  /** Sessions that were handed out but have no connection yet. */
  readonly #sessions = new Map<string, { readonly user: HubUser; readonly since: number }>();
  readonly #connections = new Set<HubConnection>();
  readonly #webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, autoPong: false });
  readonly #stopHeartbeats: () => void;

  constructor(options: EventHubServerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#delivery = new FaultyDelivery(options.random ?? Math.random);
    this.faults = this.#delivery.faults;
    this.#stopHeartbeats = this.#clock.every(options.heartbeatMs ?? 5000, () => this.#beat());
  }

  /**
   * Answers a handshake with a new SID that stands for the user from then on. Credentials come in the query
   * (`api_user`, `api_key`) or in headers (`ftrack-user`, `ftrack-api-key`).
   */
  handleHandshake(request: IncomingMessage, response: ServerResponse): void {
    if (this.faults.refuseHandshake) {
      response.writeHead(503, { 'content-type': 'text/plain' }).end('Service unavailable');
      return;
    }
    const { username, apiKey } = readCredentials(request);
    const user = this.#options.authenticate(username, apiKey);
    if (user === null) {
      this.#log('Refused a handshake: unknown user or key.', { username });
      const error = {
        exception: 'InvalidCredentialsError',
        content: 'The supplied API key is not valid.',
        error_code: 'api_credentials_invalid',
      };
      response.writeHead(401, { 'content-type': 'application/json' }).end(JSON.stringify(error));
      return;
    }
    const sid = randomBytes(16).toString('hex');
    this.#sessions.set(sid, { user, since: this.#clock.now() });
    const body = this.#options.handshakeBody?.(sid) ?? `${sid}:60:60:websocket`;
    response.writeHead(200, { 'content-type': 'text/plain' }).end(body);
  }

  /** Takes over an upgrade to `/socket.io/1/websocket/SID`. The SID alone says who comes: Python sends no credentials. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const sid = UPGRADE_PATH.exec(splitUrl(request).path)?.[1] ?? '';
    const session = this.#sessions.get(sid);
    if (session === undefined) {
      this.#log('Refused a WebSocket: unknown session id.', { sid });
      socket.once('error', () => socket.destroy());
      socket.once('finish', () => socket.destroy());
      socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
      return;
    }
    this.#sessions.delete(sid);
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      this.#connect(webSocket, { sid, user: session.user });
    });
  }

  /**
   * Delivers an event made by the server to all who subscribed, once per connection.
   *
   * @throws ExpressionError when its target cannot be read.
   */
  publish(event: HubEvent): void {
    const delivery = { event, target: readTarget(event), frame: formatEventFrame(event) };
    for (const passed of this.#delivery.pass(delivery)) this.#deliver(passed);
  }

  /** Sends this text as it is to every client: broken frames, for one. */
  sendRaw(text: string): void {
    for (const connection of this.#connections) this.#send(connection, text);
  }

  /** Cuts all connections without a word, as a dying server does. */
  cutSockets(): void {
    for (const connection of this.#connections) connection.cut();
  }

  connections(): HubConnectionInfo[] {
    return [...this.#connections].map(({ sid, user, subscribers, bufferedBytes }) => ({
      sid,
      user,
      subscribers: subscribers.map(({ id, subscription }) => ({ id, subscription })),
      bufferedBytes,
    }));
  }

  /** Stops the heartbeats and cuts all connections. The `node:http` server is its owner's to close. */
  async close(): Promise<void> {
    this.#stopHeartbeats();
    this.#sessions.clear();
    this.cutSockets();
    await new Promise<void>((resolve) => this.#webSockets.close(() => resolve()));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #connect(socket: WebSocket, session: { sid: string; user: HubUser }): void {
    const connection = new HubConnection({ ...session, socket, now: this.#clock.now() });
    this.#connections.add(connection);
    socket.on('message', (data, isBinary) => {
      if (this.faults.silent) return;
      connection.heardAt = this.#clock.now();
      if (isBinary) this.#log('Ignored a binary frame.', { sid: session.sid });
      else this.#receive(connection, toText(data));
    });
    socket.on('ping', (data) => {
      if (!this.faults.silent) socket.pong(data);
    });
    socket.on('error', (error) =>
      this.#log('A connection failed.', { sid: session.sid, error: error.message }),
    );
    socket.on('close', () => this.#connections.delete(connection));
    this.#send(connection, CONNECT_FRAME);
  }

  #receive(connection: HubConnection, frame: string): void {
    const packet = parsePacket(frame);
    if (packet === null) {
      this.#log('Ignored a frame that is no packet.', { sid: connection.sid, frame: frame.slice(0, 100) });
      return;
    }
    const { code, id } = packet;
    if (code === PACKET_CODES.disconnect) {
      connection.close();
      return;
    }
    if (code !== PACKET_CODES.event && code !== PACKET_CODES.message && code !== PACKET_CODES.json) return;
    const result = code === PACKET_CODES.event ? this.#acceptEvent(connection, packet.data) : ACCEPTED;
    if (!result.success) this.#log(result.message, { sid: connection.sid });
    if (id !== null) this.#send(connection, formatAckFrame({ ...packet, id }, result));
  }

  #acceptEvent(connection: HubConnection, data: string | null): AckResult {
    const packetData = parseEventData(data);
    if (packetData === null)
      return refuse('The data of an event packet must be JSON with "name" and "args".');
    if (packetData.name !== 'ftrack.event') return ACCEPTED;
    const event = readPublishedEvent(packetData.argument, connection.user);
    if (event === null) return refuse('An event must be an object with the texts "id" and "topic".');
    try {
      if (event.topic === 'ftrack.meta.subscribe') return subscribe(connection, event.data);
      if (event.topic === 'ftrack.meta.unsubscribe') return unsubscribe(connection, event.data);
      this.publish(event);
      return ACCEPTED;
    } catch (error) {
      if (error instanceof ExpressionError) return refuse(error.message);
      throw error;
    }
  }

  #deliver({ event, target, frame }: Delivery): void {
    for (const connection of this.#connections) {
      if (connection.wants(event, target)) this.#send(connection, frame);
    }
  }

  #beat(): void {
    const now = this.#clock.now();
    for (const [sid, { since }] of this.#sessions) {
      if (now - since > SILENCE_LIMIT_MS) this.#sessions.delete(sid);
    }
    for (const held of this.#delivery.release()) this.#deliver(held);
    if (this.faults.silent) return;
    for (const connection of this.#connections) {
      if (now - connection.heardAt > SILENCE_LIMIT_MS) connection.cut();
      else connection.send(HEARTBEAT_FRAME);
    }
  }

  #send(connection: HubConnection, frame: string): void {
    if (!this.faults.silent) connection.send(frame);
  }

  #log(message: string, details: Readonly<Record<string, unknown>>): void {
    this.#options.log?.(message, details);
  }
}

const ACCEPTED: AckResult = { success: true };

function refuse(message: string): AckResult {
  return { success: false, message };
}

function subscribe(connection: HubConnection, data: unknown): AckResult {
  const metadata = readSubscriber(data);
  const subscription = isRecord(data) ? data['subscription'] : undefined;
  if (metadata === null || typeof subscription !== 'string') {
    return refuse('A subscription needs the texts "subscriber.id" and "subscription".');
  }
  connection.subscribe({
    id: metadata.id,
    subscription,
    expression: parseExpression(subscription),
    metadata,
  });
  return ACCEPTED;
}

function unsubscribe(connection: HubConnection, data: unknown): AckResult {
  const metadata = readSubscriber(data);
  if (metadata === null) return refuse('To unsubscribe, the text "subscriber.id" is needed.');
  connection.unsubscribe(metadata.id);
  return ACCEPTED;
}

function readSubscriber(data: unknown): ({ id: string } & Record<string, unknown>) | null {
  const subscriber = isRecord(data) ? data['subscriber'] : undefined;
  if (!isRecord(subscriber)) return null;
  const { id } = subscriber;
  return typeof id === 'string' && id !== '' ? { ...subscriber, id } : null;
}

function readTarget(event: HubEvent): Expression | null {
  return event.target.trim() === '' ? null : parseExpression(event.target);
}

function splitUrl(request: IncomingMessage): { path: string; query: string } {
  const url = request.url ?? '';
  const mark = url.indexOf('?');
  return mark === -1 ? { path: url, query: '' } : { path: url.slice(0, mark), query: url.slice(mark) };
}

function readCredentials(request: IncomingMessage): { username: string; apiKey: string } {
  const query = new URLSearchParams(splitUrl(request).query);
  return {
    username: query.get('api_user') ?? readHeader(request, 'ftrack-user'),
    apiKey: query.get('api_key') ?? readHeader(request, 'ftrack-api-key'),
  };
}

function readHeader(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}

function toText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}
