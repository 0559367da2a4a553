import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { HubUser } from './hub-event.ts';

const UPGRADE_PATH = /\/socket\.io\/1\/websocket\/([^/]+)\/?$/;

/** Sessions that were handed out in a handshake and have no connection yet. */
export class PendingSessions {
  readonly #sessions = new Map<string, { readonly user: HubUser; readonly since: number }>();

  /** A new session id that stands for the user. */
  open(user: HubUser, now: number): string {
    const sid = randomBytes(16).toString('hex');
    this.#sessions.set(sid, { user, since: now });
    return sid;
  }

  /** The user of a session, which is used up by this; null when there is no such session. */
  take(sid: string): HubUser | null {
    const session = this.#sessions.get(sid);
    this.#sessions.delete(sid);
    return session?.user ?? null;
  }

  /** Forgets sessions opened before this time. */
  forgetBefore(time: number): void {
    for (const [sid, { since }] of this.#sessions) {
      if (since < time) this.#sessions.delete(sid);
    }
  }
}

/** Credentials of a handshake: JavaScript sends them in the query, Python in headers. Missing ones are empty. */
export function readCredentials(request: IncomingMessage): { username: string; apiKey: string } {
  const query = new URLSearchParams(splitUrl(request).query);
  return {
    username: query.get('api_user') ?? readHeader(request, 'ftrack-user'),
    apiKey: query.get('api_key') ?? readHeader(request, 'ftrack-api-key'),
  };
}

/** The session id in the path of an upgrade, `/socket.io/1/websocket/SID`; empty when there is none. */
export function readSessionId(request: IncomingMessage): string {
  return UPGRADE_PATH.exec(splitUrl(request).path)?.[1] ?? '';
}

/** Answers an upgrade with 401 and drops the connection. */
export function refuseUpgrade(socket: Duplex): void {
  socket.once('error', () => socket.destroy());
  socket.once('finish', () => socket.destroy());
  socket.end('HTTP/1.1 401 Unauthorized\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
}

function splitUrl(request: IncomingMessage): { path: string; query: string } {
  const [path = '', ...query] = (request.url ?? '').split('?');
  return { path, query: query.join('?') };
}

function readHeader(request: IncomingMessage, name: string): string {
  const value = request.headers[name];
  return typeof value === 'string' ? value : '';
}
