import { WebSocket } from 'ws';
import { type Expression, matchesExpression } from './expression.ts';
import type { HubEvent, HubUser } from './hub-event.ts';

/** Who subscribed to what on one connection. */
export interface Subscriber {
  readonly id: string;
  readonly subscription: string;
  readonly expression: Expression;
  /** What the client said about the subscriber, its id included; targets are matched against it. */
  readonly metadata: Readonly<Record<string, unknown>>;
}

/** One client's WebSocket with its subscribers. */
export class HubConnection {
  readonly sid: string;
  readonly user: HubUser;
  /** When something was last received, in milliseconds of the hub's clock. */
  heardAt: number;
  readonly #socket: WebSocket;
  readonly #subscribers = new Map<string, Subscriber>();

  constructor(options: { sid: string; user: HubUser; socket: WebSocket; now: number }) {
    this.sid = options.sid;
    this.user = options.user;
    this.#socket = options.socket;
    this.heardAt = options.now;
  }

  get subscribers(): readonly Subscriber[] {
    return [...this.#subscribers.values()];
  }

  /** Bytes accepted by `send` that the network has not taken yet. */
  get bufferedBytes(): number {
    return this.#socket.bufferedAmount;
  }

  /** Adds a subscriber, or replaces the one with the same id: clients repeat their subscriptions whenever they connect. */
  subscribe(subscriber: Subscriber): void {
    this.#subscribers.set(subscriber.id, subscriber);
  }

  unsubscribe(subscriberId: string): void {
    this.#subscribers.delete(subscriberId);
  }

  /** True when one subscriber both asked for the event and is meant by its target; a null target means everybody. */
  wants(event: HubEvent, target: Expression | null): boolean {
    for (const { expression, metadata } of this.#subscribers.values()) {
      if (!matchesExpression(expression, event)) continue;
      if (target === null || matchesExpression(target, metadata)) return true;
    }
    return false;
  }

  send(frame: string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(frame);
  }

  /** Closes in order: the client is told. */
  close(): void {
    this.#socket.close();
  }

  /** Cuts the connection without a word. */
  cut(): void {
    this.#socket.terminate();
  }
}
