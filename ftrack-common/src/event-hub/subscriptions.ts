import { backoffDelay, type BackoffOptions, type Clock } from '../clock/index.ts';
import type { FtrackEvent } from '../events/index.ts';
import type { Answer } from './pending-answers.ts';

interface Subscription {
  readonly subscriberId: string;
  readonly expression: string;
  /** Asks the server for it. */
  readonly request: FtrackEvent;
}

interface Entry extends Subscription {
  /** Of this connection: asked for, or in force. */
  state: 'idle' | 'asked' | 'in force';
  /** The server answered the last request. */
  acknowledged: boolean;
  /** Refusals since it was in force last. */
  refusals: number;
  retryTimer: unknown;
}

export interface SubscriptionsOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly retry: BackoffOptions;
  readonly send: (request: FtrackEvent, onAnswer: (answer: Answer) => void) => void;
  /** Every subscription is in force; `acknowledged` is false when the server did not answer one of them. */
  readonly onAllInForce: (acknowledged: boolean) => void;
  readonly onRefused: (expression: string, message: string) => void;
}

/**
 * What this hub is subscribed to. A subscription outlives connections; on each it is *idle* until asked for, *asked* until the server answers, and then
 * *in force*. One without an answer in time counts as in force, since the server need not answer; a refused one stays *asked* and is asked for again
 * after a delay.
 */
export class Subscriptions {
  #connected = false;
  readonly #entries = new Map<string, Entry>();
  readonly #options: SubscriptionsOptions;

  constructor(options: SubscriptionsOptions) {
    this.#options = options;
  }

  /** Adds a subscription, in place of one of the same subscriber. */
  add(subscription: Subscription): void {
    const replaced = this.#entries.get(subscription.subscriberId);
    if (replaced !== undefined) this.#rest(replaced);
    const entry: Entry = {
      ...subscription,
      state: 'idle',
      acknowledged: false,
      refusals: 0,
      retryTimer: null,
    };
    this.#entries.set(subscription.subscriberId, entry);
    if (this.#connected) this.#ask(entry);
  }

  /** Answers whether there was such a subscription. */
  remove({ subscriberId, request }: Subscription): boolean {
    const entry = this.#entries.get(subscriberId);
    if (entry === undefined || entry.request !== request) return false;
    this.#entries.delete(subscriberId);
    this.#rest(entry);
    this.#tellAllInForce();
    return true;
  }

  /** A connection was made: asks for everything. */
  connect(): void {
    this.#connected = true;
    for (const entry of this.#entries.values()) {
      if (this.#connected && entry.state === 'idle') this.#ask(entry);
    }
  }

  /** The connection is over, and everything on it. */
  disconnect(): void {
    this.#connected = false;
    for (const entry of this.#entries.values()) this.#rest(entry);
  }

  #ask(entry: Entry): void {
    entry.state = 'asked';
    this.#options.send(entry.request, (answer) => {
      if (entry.state !== 'asked') return;
      if (answer.outcome === 'refused') {
        this.#askAgain(entry, answer.message);
        return;
      }
      entry.state = 'in force';
      entry.acknowledged = answer.outcome === 'accepted';
      entry.refusals = 0;
      this.#tellAllInForce();
    });
  }

  #askAgain(entry: Entry, message: string): void {
    const { clock, random, retry, onRefused } = this.#options;
    entry.refusals += 1;
    entry.retryTimer = clock.setTimeout(
      () => this.#ask(entry),
      backoffDelay(retry, entry.refusals, random()),
    );
    onRefused(entry.expression, message);
  }

  #rest(entry: Entry): void {
    entry.state = 'idle';
    this.#options.clock.clearTimeout(entry.retryTimer);
  }

  #tellAllInForce(): void {
    const entries = [...this.#entries.values()];
    if (this.#connected && entries.length > 0 && entries.every(({ state }) => state === 'in force')) {
      this.#options.onAllInForce(entries.every(({ acknowledged }) => acknowledged));
    }
  }
}
