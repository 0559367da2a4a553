import { randomUUID } from 'node:crypto';
import type { EventSource, FtrackEvent, JsonObject } from './types.ts';

/** What a publisher gives; the rest of the event has defaults. */
export interface NewEvent {
  readonly topic: string;
  readonly data?: unknown;
  /** Default: a new UUID. */
  readonly id?: string;
  readonly source?: EventSource | null;
  /** Default: everybody. */
  readonly target?: string;
  readonly inReplyToEvent?: string | null;
}

/** A complete event with exactly the seven keys that every ftrack client accepts. */
export function buildEvent(event: NewEvent): FtrackEvent {
  return {
    id: event.id ?? randomUUID(),
    topic: event.topic,
    data: event.data === undefined ? {} : event.data,
    sent: null,
    source: event.source ?? null,
    target: event.target ?? '',
    inReplyToEvent: event.inReplyToEvent ?? null,
  };
}

export interface Subscription {
  /** Identifies the subscriber on this connection; a second subscription with the same id is the same subscriber. */
  readonly subscriberId: string;
  /** Such as `topic=ftrack.update` or `topic=*`. */
  readonly expression: string;
  /** Further metadata of the subscriber, matched by the `target` of events. */
  readonly metadata?: JsonObject;
  readonly source?: EventSource | null;
}

/** The event that asks the server to deliver what an expression matches. */
export function buildSubscribeEvent({
  subscriberId,
  expression,
  metadata,
  source,
}: Subscription): FtrackEvent {
  return buildEvent({
    topic: 'ftrack.meta.subscribe',
    data: { subscriber: { ...metadata, id: subscriberId }, subscription: expression },
    source: source ?? null,
  });
}

/** The event that ends a subscription. */
export function buildUnsubscribeEvent(subscriberId: string, source: EventSource | null = null): FtrackEvent {
  return buildEvent({
    topic: 'ftrack.meta.unsubscribe',
    data: { subscriber: { id: subscriberId } },
    source,
  });
}

export interface Reply {
  /** The event that is answered. */
  readonly request: FtrackEvent;
  readonly data: unknown;
  readonly source?: EventSource | null;
}

/** The event that answers another one, addressed to whoever published it. Without a known publisher it goes to nobody in particular. */
export function buildReplyEvent({ request, data, source }: Reply): FtrackEvent {
  const publisher = request.source?.id;
  return buildEvent({
    topic: 'ftrack.meta.reply',
    data,
    source: source ?? null,
    target: publisher ? `id=${quoteIfNeeded(publisher)}` : '',
    inReplyToEvent: request.id,
  });
}

/** Ids of hubs are plain words; anything else is quoted so that it cannot change the meaning of the expression. */
function quoteIfNeeded(value: string): string {
  if (/^[\w,./*@+-]+$/.test(value)) return value;
  return `"${value.replaceAll('"', '')}"`;
}
