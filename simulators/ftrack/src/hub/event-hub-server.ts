import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type Clock, systemClock } from '@ynput/ftrack-common/clock';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { HubConnection } from './connection.ts';
import { type Expression, ExpressionError, parseExpression } from './expression.ts';
import { FaultyDelivery, type HubFaults } from './faults.ts';
import { PendingSessions, readCredentials, readSessionId, refuseUpgrade } from './handshake.ts';
import { type HubEvent, type HubUser, readPublishedEvent } from './hub-event.ts';
import {
  ACCEPTED,
  type AckResult,
  CONNECT_FRAME,
  formatAckFrame,
  formatEventFrame,
  HEARTBEAT_FRAME,
  PACKET_CODES,
  parseEventData,
  parsePacket,
  refuse,
} from './packet.ts';
import { subscribe, unsubscribe } from './subscriptions.ts';

export interface EventHubServerOptions {
  /** The user these credentials belong to; null refuses them. */
  readonly authenticate: (username: string, apiKey: string) => HubUser | null;
  /** Milliseconds between heartbeats, 5000 if not given. The JavaScript client gives up after 15 s without one. */
  readonly heartbeatMs?: number;
  readonly clock?: Clock;
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
  readonly #clock: Clock;
  readonly #delivery: FaultyDelivery<Delivery>;
  readonly #sessions = new PendingSessions();
  readonly #connections = new Set<HubConnection>();
  readonly #webSockets = new WebSocketServer({ noServer: true, perMessageDeflate: false, autoPong: false });
  #heartbeat: unknown;

  constructor(options: EventHubServerOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#delivery = new FaultyDelivery(options.random ?? Math.random);
    this.faults = this.#delivery.faults;
    this.#scheduleHeartbeat();
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
    const sid = this.#sessions.open(user, this.#clock.now());
    const body = this.#options.handshakeBody?.(sid) ?? `${sid}:60:60:websocket`;
    response.writeHead(200, { 'content-type': 'text/plain' }).end(body);
  }

  /** Takes over an upgrade to `/socket.io/1/websocket/SID`. The SID alone says who comes: Python sends no credentials. */
  handleUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    const sid = readSessionId(request);
    const user = this.#sessions.take(sid);
    if (user === null) {
      this.#log('Refused a WebSocket: unknown session id.', { sid });
      refuseUpgrade(socket);
      return;
    }
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      this.#connect(webSocket, { sid, user });
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
    this.#clock.clearTimeout(this.#heartbeat);
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
    const event = readPublishedEvent(packetData.argument, connection.user, this.faults.publishedSource);
    if (event === null) return refuse('An event must be an object with the texts "id" and "topic".');
    try {
      if (event.topic === 'ftrack.meta.subscribe') return subscribe(connection, event.data);
      if (event.topic === 'ftrack.meta.unsubscribe') return unsubscribe(connection, event.data);
      this.publish(event);
      return ACCEPTED;
    } catch (error) {
      // A RangeError is data nested too deep to be written as JSON again.
      if (error instanceof ExpressionError || error instanceof RangeError) return refuse(error.message);
      throw error;
    }
  }

  #deliver({ event, target, frame }: Delivery): void {
    for (const connection of this.#connections) {
      if (connection.wants(event, target)) this.#send(connection, frame);
    }
  }

  #scheduleHeartbeat(): void {
    this.#heartbeat = this.#clock.setTimeout(() => {
      this.#scheduleHeartbeat();
      this.#beat();
    }, this.#options.heartbeatMs ?? 5000);
  }

  #beat(): void {
    const now = this.#clock.now();
    this.#sessions.forgetBefore(now - SILENCE_LIMIT_MS);
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

function readTarget(event: HubEvent): Expression | null {
  return event.target.trim() === '' ? null : parseExpression(event.target);
}

function toText(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}
