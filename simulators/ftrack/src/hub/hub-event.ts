/** An event as it goes over the wire: exactly these seven keys, since the Python client drops events with another one. */
export interface HubEvent {
  readonly id: string;
  readonly topic: string;
  readonly data: unknown;
  /** Null in all traffic seen: events carry no time. */
  readonly sent: unknown;
  readonly source: unknown;
  /** Expression on the metadata of subscribers, e.g. `id=<hub id>`; empty for everybody who subscribed to the topic. */
  readonly target: string;
  readonly inReplyToEvent: string | null;
}

/** Who a connection belongs to. */
export interface HubUser {
  readonly id: string;
  readonly username: string;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Makes the event that is passed on from what a client published: unknown keys are left out, missing ones get their
 * defaults, and `source.user.id` is the user of the connection, whatever the client wrote. The username stays as
 * written, so a reader that trusts neither must compare the two.
 *
 * @returns null when there is no topic or no id, without which nothing can be delivered.
 */
export function readPublishedEvent(published: unknown, publisher: HubUser): HubEvent | null {
  if (!isRecord(published)) return null;
  const { id, topic, data, sent, source, target, inReplyToEvent } = published;
  if (typeof id !== 'string' || id === '' || typeof topic !== 'string' || topic === '') return null;
  const given = isRecord(source) ? source : {};
  const user = isRecord(given['user']) ? given['user'] : {};
  return {
    id,
    topic,
    data: data ?? {},
    sent: sent ?? null,
    source: { ...given, user: { username: publisher.username, ...user, id: publisher.id } },
    target: typeof target === 'string' ? target : '',
    inReplyToEvent: typeof inReplyToEvent === 'string' ? inReplyToEvent : null,
  };
}

/** The event with its seven keys and nothing else, in the order real servers write them. */
export function pickEventKeys(event: HubEvent): HubEvent {
  const { id, data, topic, sent, source, target, inReplyToEvent } = event;
  return { id, data, topic, sent, source, target, inReplyToEvent };
}
