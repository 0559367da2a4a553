import { randomUUID } from 'node:crypto';
import type { ApiCaller } from './api/index.ts';

/** A user who can log in, with their API key. */
export interface SimulatorUser {
  readonly username: string;
  /** Default: a new UUID. */
  readonly id?: string;
  /** Default: a new UUID. */
  readonly apiKey?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly email?: string;
  /** False: creating, changing or deleting custom attribute configurations is answered with a PermissionError. Default true. */
  readonly mayConfigureCustomAttributes?: boolean;
}

export type Account = Required<SimulatorUser>;

/** Who may log in, and with which key. */
export class Accounts {
  readonly #accounts: Map<string, Account>;
  readonly #newId: () => string;
  readonly #sessions = new Map<string, ApiCaller>();

  constructor(users: readonly SimulatorUser[], newId: () => string) {
    this.#newId = newId;
    this.#accounts = new Map(
      users.map((user) => [
        user.username.toLowerCase(),
        {
          username: user.username,
          id: user.id ?? newId(),
          apiKey: user.apiKey ?? newId(),
          firstName: user.firstName ?? user.username,
          lastName: user.lastName ?? '',
          email: user.email ?? `${user.username}@example.com`,
          mayConfigureCustomAttributes: user.mayConfigureCustomAttributes ?? true,
        },
      ]),
    );
  }

  get all(): readonly Account[] {
    return [...this.#accounts.values()];
  }

  authenticate(username: string, apiKey: string): ApiCaller | null {
    const account = this.#accounts.get(username.toLowerCase());
    if (account === undefined || account.apiKey !== apiKey) return null;
    const { id, mayConfigureCustomAttributes } = account;
    return { id, username: account.username, mayConfigureCustomAttributes };
  }

  /** A token that stands for the user until their key changes, for a cookie. */
  openSession(caller: ApiCaller): string {
    for (const [token, { id }] of this.#sessions) if (id === caller.id) return token;
    const token = randomUUID();
    this.#sessions.set(token, caller);
    return token;
  }

  ofSession(token: string): ApiCaller | null {
    return this.#sessions.get(token) ?? null;
  }

  /** Gives a user another key and tells it; users without one can log in with it from now on. */
  resetApiKey(username: string, id: string): string {
    const apiKey = this.#newId();
    for (const [token, caller] of this.#sessions) if (caller.id === id) this.#sessions.delete(token);
    const known = this.#accounts.get(username.toLowerCase());
    const fresh = {
      username,
      id,
      firstName: '',
      lastName: '',
      email: '',
      mayConfigureCustomAttributes: true,
    };
    this.#accounts.set(username.toLowerCase(), { ...fresh, ...known, apiKey });
    return apiKey;
  }
}
