import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { identityOf, type Identity } from '../auth/identity.ts';
import { accessGroupsIn } from '../auth/users.ts';
import type { EventMessage } from '../events/store.ts';
import { isObject, textOf } from '../json.ts';
import type { ServerState } from '../state.ts';

interface Client {
  socket: WebSocket;
  openedAt: number;
  identity?: Identity;
  subscriptions: readonly string[];
  project: string | null;
}

/** The clocks of websockets, in milliseconds. */
export interface SocketTimes {
  /** A heartbeat comes after this much silence. */
  heartbeatMs: number;
  /** A socket that has not said who it is by then is closed at the next message or heartbeat. */
  authenticationMs: number;
}

/** The times of the real server. */
export const SOCKET_TIMES: SocketTimes = { heartbeatMs: 5000, authenticationMs: 3000 };

/** Told to everybody who is authenticated. */
const ALWAYS = ['server.started', 'server.restart_requested'];

/** The websocket `/ws`: tells events to those who subscribed, without payloads. */
export class SocketHub {
  readonly #state: ServerState;
  readonly #times: SocketTimes;
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #clients = new Set<Client>();
  readonly #unsubscribe: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(state: ServerState, times: SocketTimes) {
    this.#state = state;
    this.#times = times;
    this.#unsubscribe = state.events.subscribe((event) => this.#broadcast(event));
    this.#server.on('connection', (socket) => this.#welcome(socket));
  }

  /** Takes over an upgrade request. */
  accept(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    this.#server.handleUpgrade(request, socket, head, (accepted) =>
      this.#server.emit('connection', accepted, request),
    );
  }

  /** Number of open sockets. */
  get size(): number {
    return this.#clients.size;
  }

  /** Closes all sockets with a code. */
  closeAll(code: number): void {
    for (const { socket } of this.#clients) socket.close(code);
    this.#clients.clear();
  }

  /** Drops all sockets without a closing handshake. */
  cutAll(): void {
    for (const { socket } of this.#clients) socket.terminate();
    this.#clients.clear();
  }

  /** Ends the hub. */
  stop(): void {
    this.#unsubscribe();
    clearTimeout(this.#timer);
    this.cutAll();
    this.#server.close();
  }

  #welcome(socket: WebSocket): void {
    const client: Client = { socket, openedAt: performance.now(), subscriptions: [], project: null };
    this.#clients.add(client);
    socket.on('message', (data: Buffer) => this.#hear(client, data.toString()));
    socket.on('close', () => this.#clients.delete(client));
    socket.on('error', () => this.#clients.delete(client));
    this.#schedule();
  }

  #hear(client: Client, text: string): void {
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      this.#state.events.dispatch({
        topic: 'log.error',
        description: `Unhandled exception: orjson.JSONDecodeError: ${jsonComplaint(text)}`,
      });
      return;
    }
    if (!isObject(message) || message['topic'] !== 'auth') return;
    const token = message['token'];
    const session = typeof token === 'string' ? this.#state.sessions.get(token) : undefined;
    const user = session ? this.#state.users.get(session.userName) : undefined;
    if (!user) return;
    client.identity = identityOf(user);
    const wanted = message['subscribe'];
    client.subscriptions = Array.isArray(wanted) ? wanted.filter((topic) => typeof topic === 'string') : [];
    client.project = typeof message['project'] === 'string' ? message['project'] : null;
  }

  #broadcast({ message, recipients }: EventMessage): void {
    if (this.#clients.size === 0) return;
    let text: string | undefined;
    let copies: number | undefined;
    for (const client of this.#clients) {
      if (!this.#hears(client, message, recipients)) continue;
      text ??= JSON.stringify(message);
      copies ??= this.#state.faults.takeCopies();
      for (let copy = 0; copy < copies; copy += 1) client.socket.send(text);
    }
    this.#purge();
    this.#schedule();
  }

  #hears(client: Client, message: EventMessage['message'], recipients?: readonly string[]): boolean {
    const { identity } = client;
    if (!identity) return false;
    const topic = textOf(message['topic']);
    if (ALWAYS.includes(topic)) return true;
    if (!client.subscriptions.some((prefix) => prefix === '*' || topic.startsWith(prefix))) return false;
    if (recipients && !recipients.includes(identity.user.name)) return false;
    const { project } = message;
    if (typeof project !== 'string') return true;
    if (client.project !== null && client.project !== project && topic !== 'inbox.message') return false;
    return identity.isManager || accessGroupsIn(identity.user, project) !== undefined;
  }

  #schedule(): void {
    clearTimeout(this.#timer);
    if (this.#clients.size === 0) return;
    this.#timer = setTimeout(() => {
      for (const { identity, socket } of this.#clients) if (identity) socket.send('{"topic":"heartbeat"}');
      this.#purge();
      this.#schedule();
    }, this.#times.heartbeatMs);
    this.#timer.unref();
  }

  #purge(): void {
    const oldest = performance.now() - this.#times.authenticationMs;
    for (const { identity, openedAt, socket } of this.#clients) {
      if (!identity && openedAt < oldest && socket.readyState === WebSocket.OPEN) socket.close(1000);
    }
  }
}

function jsonComplaint(text: string): string {
  const literals: Record<string, string> = { n: 'null', t: 'true', f: 'false' };
  const literal = literals[text[0] ?? ''];
  return `${literal ? `invalid literal, expected '${literal}'` : 'unexpected character'}: line 1 column 1 (char 0)`;
}
