import { randomBytes } from 'node:crypto';
import type { JsonObject } from '../json.ts';
import type { Clock } from '../time.ts';
import type { User, Users } from './users.ts';

/** A login or the use of an API key. Times in seconds since the epoch. */
export interface Session {
  token: string;
  userName: string;
  created: number;
  lastUsed: number;
  isService: boolean;
  isApiKey: boolean;
  clientInfo: JsonObject | null;
}

/** An API key's session lives this long and is not extended by its use. */
const API_KEY_SESSION_S = 600;

/** All sessions. They survive a restart of the server. */
export class Sessions {
  readonly #clock: Clock;
  readonly #sessions = new Map<string, Session>();
  readonly #loggedOut = new Set<string>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Makes a login session with a token of 64 hex digits. */
  open(user: User, clientInfo: JsonObject): Session {
    const session = this.#make(randomBytes(32).toString('hex'), user, { isApiKey: false, clientInfo });
    this.#sessions.set(session.token, session);
    return session;
  }

  /** A living session by token; used by websockets for API keys as well. */
  get(token: string): Session | undefined {
    const session = this.#sessions.get(token);
    if (session?.isApiKey && this.#now() - session.created > API_KEY_SESSION_S) {
      this.#sessions.delete(token);
      return undefined;
    }
    if (session && !session.isApiKey) session.lastUsed = this.#now();
    return session;
  }

  /** The session of an API key, made by the first use. Undefined when the key belongs to nobody. */
  forApiKey(key: string, users: Users): Session | undefined {
    const known = this.get(key);
    if (known) return known;
    const user = users.findByApiKey(key);
    if (!user) return undefined;
    const session = this.#make(key, user, { isApiKey: true, clientInfo: null });
    this.#sessions.set(key, session);
    return session;
  }

  /** Ends a session; true when there was one. */
  close(token: string): boolean {
    const session = this.#sessions.get(token);
    if (session && !session.isApiKey) this.#loggedOut.add(token);
    return this.#sessions.delete(token);
  }

  wasLoggedOut(token: string): boolean {
    return this.#loggedOut.has(token);
  }

  ofUser(name: string): Session[] {
    return [...this.#sessions.values()].filter(({ userName }) => userName === name);
  }

  /** Ends the sessions of a user's API keys: the old key is no more. */
  closeKeysOf(name: string): void {
    for (const { token, userName, isApiKey } of this.#sessions.values()) {
      if (isApiKey && userName === name) this.#sessions.delete(token);
    }
  }

  /** Ends every session, as if all had expired. */
  expireAll(): void {
    this.#sessions.clear();
  }

  #make(token: string, user: User, more: Pick<Session, 'isApiKey' | 'clientInfo'>): Session {
    const now = this.#now();
    const isService = user.data['isService'] === true;
    return { token, userName: user.name, created: now, lastUsed: now, isService, ...more };
  }

  #now(): number {
    return this.#clock() / 1000;
  }
}
