import type { FtrackEvent, JsonObject } from '../events/index.ts';
import type { Clock } from '../clock/index.ts';
import type { HubTransport } from './transport.ts';

/**
 * Words used here:
 *
 * - **connection**: one handshake and the WebSocket that follows it. The server gives each an id.
 * - **subscription**: an expression; the server sends the events that match it. It ends with the connection and is made anew on the next.
 * - **gap**: a time in which events may have been published that we were not sent. The hub has no replay: what happened meanwhile must be
 *   asked for elsewhere.
 */

/** What a user gives. Times are milliseconds. */
export interface EventHubOptions {
  /** Such as `https://studio.ftrackapp.com`. */
  readonly serverUrl: string;
  readonly user: string;
  readonly apiKey: string;
  /** Names this program in the source of what it publishes. Default `ayon.ftrack`. */
  readonly applicationId?: string;
  /** A connection on which nothing at all was received for this long is dead. Default: the close time of the handshake, at most 20,000. */
  readonly silenceLimitMs?: number;
  /** Limit of the handshake, and again of opening the socket. Default 10,000. */
  readonly handshakeTimeoutMs?: number;
  /** Limit of an answer to a publish or a subscription. Default 10,000. */
  readonly acknowledgeTimeoutMs?: number;
  /** Sent with the handshake and the WebSocket request, for proxies. Default none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Default: the network. */
  readonly transport?: HubTransport;
  /** Default: real time, with timers that do not keep the process alive. */
  readonly clock?: Clock;
  /** Default `Math.random`. */
  readonly random?: () => number;
}

/** Why there is no connection. */
export type RefusalReason =
  /** User name or API key are wrong. Tried again slowly. */
  | 'credentials'
  /** No answer: refused, unknown host, TLS. */
  | 'unreachable'
  /** No answer in time. */
  | 'timeout'
  /** The server answered that it cannot serve now. */
  | 'unavailable'
  /** The server URL is not the final one. */
  | 'redirected'
  /** Something else than a ftrack event hub answers. */
  | 'not_ftrack'
  /** The handshake succeeded but the WebSocket did not open. */
  | 'no_socket';

/** Why a connection ended. */
export type LossReason =
  /** The socket was closed or reset. */
  | 'closed'
  /** Nothing was received within the limit. */
  | 'silent'
  /** The server said goodbye. */
  | 'disconnected'
  /** The server reported an error. */
  | 'error'
  /** `stop` was called. */
  | 'stopped';

/** What happens to the connection, for logs, metrics and health. */
export type HubLifecycle =
  | { readonly type: 'connecting'; readonly at: Date; readonly attempt: number }
  | {
      readonly type: 'connected';
      readonly at: Date;
      readonly connectionId: string;
      readonly silenceLimitMs: number;
    }
  /** Every subscription is in force again. `acknowledged` is false when the server did not answer one in time. */
  | { readonly type: 'subscribed'; readonly at: Date; readonly acknowledged: boolean }
  /** The server does not take a subscription. It is asked again; until it is taken the hub is not subscribed and a gap stays open. */
  | {
      readonly type: 'subscription_refused';
      readonly at: Date;
      readonly expression: string;
      readonly message: string;
    }
  | { readonly type: 'lost'; readonly at: Date; readonly reason: LossReason; readonly detail: string }
  /** Told once for each new reason or status, not at each attempt. */
  | {
      readonly type: 'refused';
      readonly at: Date;
      readonly reason: RefusalReason;
      /** HTTP status of the handshake, or null without one. */
      readonly status: number | null;
      readonly message: string;
    }
  /** Something received could not be used and was left out; the connection stays. `total` counts since the hub was made. */
  | {
      readonly type: 'malformed';
      readonly at: Date;
      readonly reason: string;
      /** The start of it, at most 200 characters. */
      readonly sample: string;
      readonly total: number;
    }
  /** A listener threw while it was given an event or a gap. */
  | { readonly type: 'listener_failed'; readonly at: Date; readonly error: unknown };

/** A time in which events may have been missed, told when it is over: every subscription is in force (again). */
export interface Gap {
  /** The last moment at which the hub was heard with all subscriptions in force; null when this hub was never heard before. */
  readonly from: Date | null;
  readonly to: Date;
  /** Why the hub was not heard, or `start`. */
  readonly reason: LossReason | 'start';
}

export interface SubscribeOptions {
  /** Default: a new UUID. */
  readonly subscriberId?: string;
  /** Metadata that the `target` of events may name, beside the id. Default: the application id and the user. */
  readonly metadata?: JsonObject;
}

export interface HubSubscription {
  readonly subscriberId: string;
  readonly expression: string;
  unsubscribe(): void;
}

export interface HubStatus {
  readonly state: 'stopped' | 'connecting' | 'connected' | 'subscribed' | 'waiting';
  readonly connectionId: string | null;
  /** When a frame was received last on any connection. */
  readonly lastHeardAt: Date | null;
  /** Events delivered since the hub was made. */
  readonly events: number;
  /** Frames and events left out since the hub was made. */
  readonly malformed: number;
}

/** Receives an event. `json` is its text as received, for storing without writing it anew. One that throws is told as `listener_failed`. */
export type EventListener = (event: FtrackEvent, json: string) => void;

/**
 * A connection to the event hub of a ftrack server that is kept for ever: whatever fails is tried again, and every loss is told.
 * It leaves out queues, retries of publishing and matching of expressions. Each `on…` answers a function that removes the listener.
 */
export interface EventHub {
  /** Identifies this hub as a publisher: replies to its events are addressed to it. */
  readonly id: string;
  start(): void;
  /** Says goodbye and closes, within a second. May be started again. */
  stop(): Promise<void>;
  status(): HubStatus;
  /** Asks for the events that match an expression such as `topic=*`, now and after each reconnect. */
  subscribe(expression: string, options?: SubscribeOptions): HubSubscription;
  /** Resolves when the server has taken the event; rejects with an `EventHubError`. A missing source is filled in. */
  publish(event: FtrackEvent): Promise<void>;
  /** Publishes the answer to an event. */
  reply(request: FtrackEvent, data: unknown): Promise<void>;
  /** The listener must not throw: nobody would be left to tell. */
  on(listener: (happening: HubLifecycle) => void): () => void;
  onEvent(listener: EventListener): () => void;
  onGap(listener: (gap: Gap) => void): () => void;
}
