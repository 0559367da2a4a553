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
 * What becomes of `source.user` in events that clients publish, which real servers were not seen to treat in one way:
 * `own-id` sets its `id` to that of the connection's user and leaves the `username` as written, `as-written` changes nothing,
 * `overwritten` replaces it by the connection's user, `missing` takes it away.
 */
export type PublishedSource = 'own-id' | 'as-written' | 'overwritten' | 'missing';

/**
 * Makes the event that is passed on from what a client published: unknown keys are left out, missing ones get their
 * defaults.
 *
 * @returns null when there is no topic or no id, without which nothing can be delivered.
 */
export function readPublishedEvent(
  published: unknown,
  publisher: HubUser,
  treatment: PublishedSource = 'own-id',
): HubEvent | null {
  if (!isRecord(published)) return null;
  const { id, topic, data, sent, source, target, inReplyToEvent } = published;
  if (typeof id !== 'string' || id === '' || typeof topic !== 'string' || topic === '') return null;
  return {
    id,
    topic,
    data: data ?? {},
    sent: sent ?? null,
    source: treatSource(isRecord(source) ? source : {}, publisher, treatment),
    target: typeof target === 'string' ? target : '',
    inReplyToEvent: typeof inReplyToEvent === 'string' ? inReplyToEvent : null,
  };
}

function treatSource(
  source: Readonly<Record<string, unknown>>,
  { id, username }: HubUser,
  treatment: PublishedSource,
): Record<string, unknown> {
  const { user, ...others } = source;
  switch (treatment) {
    case 'own-id':
      return { ...source, user: { username, ...(isRecord(user) ? user : {}), id } };
    case 'as-written':
      return { ...source };
    case 'overwritten':
      return { ...source, user: { username, id } };
    case 'missing':
      return others;
  }
}

/** The event with its seven keys and nothing else, in the order real servers write them. */
export function pickEventKeys(event: HubEvent): HubEvent {
  const { id, data, topic, sent, source, target, inReplyToEvent } = event;
  return { id, data, topic, sent, source, target, inReplyToEvent };
}
