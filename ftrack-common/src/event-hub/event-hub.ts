import { randomUUID } from 'node:crypto';
import { backoffDelay, systemClock, type Clock } from '../clock/index.ts';
import {
  buildReplyEvent,
  buildSubscribeEvent,
  buildUnsubscribeEvent,
  parseEvent,
  type EventSource,
  type FtrackEvent,
} from '../events/index.ts';
import { Connection, type ConnectionOptions, type Refusal } from './connection.ts';
import { EventHubError } from './errors.ts';
import { readEventFrame, writeEventFrame } from './event-frame.ts';
import { readServerUrl } from './handshake.ts';
import { encodePacket, readAcknowledgement, type Packet } from './packet.ts';
import { PendingAnswers, type Answer } from './pending-answers.ts';
import { Subscriptions } from './subscriptions.ts';
import type {
  EventHub,
  EventHubOptions,
  EventListener,
  Gap,
  HubLifecycle,
  HubStatus,
  HubSubscription,
  LossReason,
  SubscribeOptions,
} from './types.ts';
import { wsTransport } from './ws-transport.ts';

/** Delays of 1 to 2 seconds at first, of 15 to 30 in the end: after an outage all clients of a server come back, and must not do so at once. */
const RETRY = { firstMs: 2_000, maxMs: 30_000 };
/** Wrong credentials are tried again between this and twice this: they need a person, and servers lock accounts out. */
const CREDENTIALS_RETRY_MS = 30_000;
/** A connection that lived this long was sound: the next loss is retried with short delays again. */
const SOUND_CONNECTION_MS = 10_000;
const SAMPLE_LENGTH = 200;

/** Makes an event hub. It does nothing until started. Throws `hub_server_url`. */
export function createEventHub(options: EventHubOptions): EventHub {
  return new ReconnectingEventHub(options);
}

/**
 * - *stopped*: nothing happens. `start` leads to *connecting*.
 * - *connecting*: a connection is being made. Success leads to *connected*, a refusal to *waiting*.
 * - *connected*: every subscription was sent and waits for the answer of the server. When each is in force, the hub is
 *   *subscribed* and the gap before is told. No answer in time counts as taken, and is told; a refused one is told and asked for again later.
 *   A loss leads to *waiting*.
 * - *subscribed*: events arrive. A new subscription leads back to *connected* until it is answered; a loss leads to *waiting* and begins a gap
 *   at the last moment at which anything was heard.
 * - *waiting*: a timer runs, longer after each failure, and leads to *connecting*. There is no last attempt.
 * - From everywhere `stop` leads to *stopped*.
 *
 * A gap begins when a subscribed connection is lost and ends when a later one is subscribed, however many attempts lie between.
 */
class ReconnectingEventHub implements EventHub {
  readonly id = randomUUID();
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #connectionOptions: ConnectionOptions;
  readonly #acknowledgeTimeoutMs: number;
  readonly #source: EventSource;
  readonly #subscriptions: Subscriptions;

  #state: HubStatus['state'] = 'stopped';
  #connection: Connection | null = null;
  #connectionId: string | null = null;
  #connectedAt = 0;
  #attempt = 0;
  /** Attempts and short connections since the last sound one. */
  #failures = 0;
  #retryTimer: unknown;
  #answers: PendingAnswers;
  #lastRefusal: string | null = null;
  #gapStart: { readonly from: Date | null; readonly reason: Gap['reason'] } | null = {
    from: null,
    reason: 'start',
  };
  #lastHeardAt: number | null = null;
  #events = 0;
  #malformed = 0;

  readonly #lifecycleListeners = new Set<(happening: HubLifecycle) => void>();
  readonly #eventListeners = new Set<EventListener>();
  readonly #gapListeners = new Set<(gap: Gap) => void>();

  constructor(options: EventHubOptions) {
    this.#clock = options.clock ?? systemClock;
    this.#random = options.random ?? Math.random;
    this.#acknowledgeTimeoutMs = options.acknowledgeTimeoutMs ?? 10_000;
    this.#answers = new PendingAnswers(this.#clock, this.#acknowledgeTimeoutMs);
    this.#source = {
      id: this.id,
      applicationId: options.applicationId ?? 'ayon.ftrack',
      user: { username: options.user },
    };
    this.#subscriptions = new Subscriptions({
      clock: this.#clock,
      random: this.#random,
      retry: RETRY,
      send: (request, onAnswer) => this.#send(request, onAnswer),
      onAllInForce: (acknowledged) => this.#onSubscribed(acknowledged),
      onRefused: (expression, message) =>
        this.#tell({ type: 'subscription_refused', at: this.#now(), expression, message }),
    });
    this.#connectionOptions = {
      address: readServerUrl(options.serverUrl),
      user: options.user,
      apiKey: options.apiKey,
      headers: options.headers ?? {},
      transport: options.transport ?? wsTransport,
      clock: this.#clock,
      handshakeTimeoutMs: options.handshakeTimeoutMs ?? 10_000,
      silenceLimitMs: options.silenceLimitMs ?? null,
    };
  }

  start(): void {
    if (this.#state === 'stopped') this.#connect();
  }

  async stop(): Promise<void> {
    if (this.#state === 'stopped') return;
    const connection = this.#connection;
    const wasConnected = this.#isConnected();
    this.#clock.clearTimeout(this.#retryTimer);
    if (wasConnected) this.#forgetConnection('stopped');
    this.#connection = null;
    this.#state = 'stopped';
    const closed = connection?.close();
    if (wasConnected) {
      this.#tell({ type: 'lost', at: this.#now(), reason: 'stopped', detail: 'the hub was stopped' });
    }
    await closed;
  }

  status(): HubStatus {
    const heardAt = this.#connection?.lastHeardAt ?? this.#lastHeardAt;
    return {
      state: this.#state,
      connectionId: this.#connectionId,
      lastHeardAt: heardAt === null ? null : new Date(heardAt),
      events: this.#events,
      malformed: this.#malformed,
    };
  }

  subscribe(expression: string, options: SubscribeOptions = {}): HubSubscription {
    const subscriberId = options.subscriberId ?? randomUUID();
    const metadata = options.metadata ?? {
      applicationId: this.#source.applicationId,
      user: this.#source.user,
    };
    const request = buildSubscribeEvent({ subscriberId, expression, metadata, source: this.#source });
    const subscription = { subscriberId, expression, request };
    if (this.#isConnected()) this.#state = 'connected';
    this.#subscriptions.add(subscription);
    return {
      subscriberId,
      expression,
      unsubscribe: () => {
        if (!this.#subscriptions.remove(subscription) || !this.#isConnected()) return;
        this.#send(buildUnsubscribeEvent(subscriberId, this.#source), () => {});
      },
    };
  }

  async publish(event: FtrackEvent): Promise<void> {
    const answer = await new Promise<Answer>((resolve, reject) => {
      if (this.#isConnected()) {
        this.#send(event.source === null ? { ...event, source: this.#source } : event, resolve);
      } else {
        reject(
          new EventHubError(
            'hub_not_connected',
            `${event.topic} was not published: the event hub is not connected`,
          ),
        );
      }
    });
    if (answer.outcome === 'refused') {
      throw new EventHubError('hub_publish_refused', `the server refused ${event.topic}: ${answer.message}`);
    }
    if (answer.outcome === 'unanswered') {
      throw new EventHubError(
        'hub_publish_unknown',
        `${event.topic} may not have been published: ${answer.message}`,
      );
    }
  }

  reply(request: FtrackEvent, data: unknown): Promise<void> {
    return this.publish(buildReplyEvent({ request, data, source: this.#source }));
  }

  on(listener: (happening: HubLifecycle) => void): () => void {
    return add(this.#lifecycleListeners, listener);
  }

  onEvent(listener: EventListener): () => void {
    return add(this.#eventListeners, listener);
  }

  onGap(listener: (gap: Gap) => void): () => void {
    return add(this.#gapListeners, listener);
  }

  #connect(): void {
    this.#state = 'connecting';
    this.#attempt += 1;
    const connection = new Connection(this.#connectionOptions, {
      onConnected: (id, silenceLimitMs) => this.#onConnected(id, silenceLimitMs),
      onPacket: (packet) => this.#onPacket(packet),
      onMalformed: (reason, text) => this.#onMalformed(reason, text),
      onRefused: (refusal) => this.#onRefused(refusal),
      onLost: (reason, detail) => this.#onLost(reason, detail),
    });
    this.#connection = connection;
    connection.open();
    this.#tell({ type: 'connecting', at: this.#now(), attempt: this.#attempt });
  }

  #onConnected(connectionId: string, silenceLimitMs: number): void {
    this.#state = 'connected';
    this.#connectionId = connectionId;
    this.#connectedAt = this.#clock.now();
    this.#attempt = 0;
    this.#lastRefusal = null;
    this.#answers = new PendingAnswers(this.#clock, this.#acknowledgeTimeoutMs);
    this.#tell({ type: 'connected', at: this.#now(), connectionId, silenceLimitMs });
    if (this.#isConnected()) this.#subscriptions.connect();
  }

  #onRefused({ reason, status, message }: Refusal): void {
    this.#retryAfter(
      reason === 'credentials' ? CREDENTIALS_RETRY_MS * (1 + this.#random()) : this.#nextDelay(),
    );
    const refusal = `${reason} ${status}`;
    if (refusal === this.#lastRefusal) return;
    this.#lastRefusal = refusal;
    this.#tell({ type: 'refused', at: this.#now(), reason, status, message });
  }

  #onLost(reason: LossReason, detail: string): void {
    if (this.#clock.now() - this.#connectedAt >= SOUND_CONNECTION_MS) this.#failures = 0;
    this.#forgetConnection(reason);
    this.#retryAfter(this.#nextDelay());
    this.#tell({ type: 'lost', at: this.#now(), reason, detail });
  }

  #forgetConnection(reason: LossReason): void {
    this.#lastHeardAt = this.#connection?.lastHeardAt ?? this.#lastHeardAt;
    // Without one begun before, every subscription was in force.
    if (this.#gapStart === null) {
      this.#gapStart = { from: new Date(this.#lastHeardAt ?? this.#connectedAt), reason };
    }
    this.#connectionId = null;
    this.#subscriptions.disconnect();
    this.#answers.abandon();
  }

  #nextDelay(): number {
    this.#failures += 1;
    return backoffDelay(RETRY, this.#failures, this.#random());
  }

  #retryAfter(milliseconds: number): void {
    this.#state = 'waiting';
    this.#connection = null;
    this.#retryTimer = this.#clock.setTimeout(() => this.#connect(), milliseconds);
  }

  #onSubscribed(acknowledged: boolean): void {
    if (this.#state !== 'connected') return;
    this.#state = 'subscribed';
    const at = this.#now();
    this.#tell({ type: 'subscribed', at, acknowledged });
    // A listener may have stopped the hub.
    if (this.#gapStart === null || this.#state !== 'subscribed') return;
    const gap: Gap = { ...this.#gapStart, to: at };
    this.#gapStart = null;
    for (const listener of this.#gapListeners) this.#callSafely(() => listener(gap));
  }

  #send(event: FtrackEvent, onAnswer: (answer: Answer) => void): void {
    const id = this.#answers.expect(onAnswer);
    this.#connection?.send(
      encodePacket({ kind: 'event', id, acknowledgeWithData: true, data: writeEventFrame(event) }),
    );
  }

  #onPacket(packet: Packet): void {
    if (packet.kind === 'ack') {
      const acknowledgement = readAcknowledgement(packet.data);
      if (acknowledgement === null) this.#onMalformed('unreadable acknowledgement', packet.data);
      else this.#answers.receive(acknowledgement.id, acknowledgement.args);
      return;
    }
    // ftrack sends neither messages nor plain JSON.
    if (packet.kind !== 'event') return;
    const frame = readEventFrame(packet.data);
    const parsed = frame.ok ? parseEvent(frame.value) : frame;
    if (!frame.ok || !parsed.ok) {
      this.#onMalformed(parsed.ok ? 'unreadable event' : parsed.reason, packet.data);
      return;
    }
    this.#events += 1;
    for (const listener of this.#eventListeners) this.#callSafely(() => listener(parsed.event, frame.json));
  }

  #onMalformed(reason: string, text: string): void {
    this.#malformed += 1;
    const sample = text.slice(0, SAMPLE_LENGTH);
    this.#tell({ type: 'malformed', at: this.#now(), reason, sample, total: this.#malformed });
  }

  #isConnected(): boolean {
    return this.#state === 'connected' || this.#state === 'subscribed';
  }

  #now(): Date {
    return new Date(this.#clock.now());
  }

  #callSafely(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#tell({ type: 'listener_failed', at: this.#now(), error });
    }
  }

  #tell(happening: HubLifecycle): void {
    for (const listener of this.#lifecycleListeners) listener(happening);
  }
}

function add<T>(set: Set<T>, item: T): () => void {
  set.add(item);
  return () => set.delete(item);
}
