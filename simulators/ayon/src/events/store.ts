import { AyonError, DatabaseRefusal } from '../errors.ts';
import { dashedId } from '../ids.ts';
import { type JsonObject, omit } from '../json.ts';
import { type Clock, toNaiveTime, toServerTime } from '../time.ts';

/** The states an event can be in. */
export const EVENT_STATUSES = [
  'pending',
  'in_progress',
  'finished',
  'failed',
  'aborted',
  'restarted',
] as const;
export type EventStatus = (typeof EVENT_STATUSES)[number];

/** An event as stored. */
export interface EventRow {
  id: string;
  hash: string;
  topic: string;
  sender: string | null;
  senderType: string | null;
  project: string | null;
  user: string | null;
  dependsOn: string | null;
  status: EventStatus;
  retries: number;
  description: string;
  summary: JsonObject;
  payload: JsonObject;
  createdAt: string;
  updatedAt: string;
  /** Position in listings; an event keeps it when its hash is used again. */
  order: number;
}

/** What may be said about a new event; the rest has defaults. */
export interface NewEvent {
  topic: string;
  hash?: string | undefined;
  sender?: string | null;
  senderType?: string | null;
  project?: string | null;
  user?: string | null;
  dependsOn?: string | null;
  description?: string;
  summary?: JsonObject;
  payload?: JsonObject;
  /** `finished` unless said otherwise. */
  status?: EventStatus;
  /** False: only told on sockets. */
  store?: boolean;
  /** True: takes over the row with the same hash, under a new id. */
  reuse?: boolean;
  /** Only these users hear of it. */
  recipients?: string[];
}

/** The fields of an event that can be changed. */
export type EventChange = Partial<
  Pick<
    EventRow,
    | 'sender'
    | 'senderType'
    | 'project'
    | 'user'
    | 'status'
    | 'description'
    | 'summary'
    | 'payload'
    | 'retries'
  >
>;

/** The set-up of a server takes this many numbers before its first start. */
const SETUP_EVENTS = 2;

/** What sockets are told. */
export interface EventMessage {
  message: JsonObject;
  recipients?: string[] | undefined;
}

/** All events, in the order they were made, by id, by hash, by topic and by the event they depend on. */
export class EventStore {
  readonly #clock: Clock;
  readonly #newId: () => string;
  readonly #byId = new Map<string, EventRow>();
  readonly #byHash = new Map<string, EventRow>();
  readonly #byTopic = new Map<string, Set<EventRow>>();
  readonly #dependants = new Map<string, Set<EventRow>>();
  readonly #listeners = new Set<(event: EventMessage) => void>();
  #ordered: EventRow[] = [];
  #lastOrder = SETUP_EVENTS;

  constructor(clock: Clock, newId: () => string) {
    this.#clock = clock;
    this.#newId = newId;
  }

  /** Hears every message for sockets. Returns what ends it. */
  subscribe(listener: (event: EventMessage) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Stores an event and tells it. Throws 409 when the hash is taken. */
  dispatch(given: NewEvent): EventRow {
    const now = toServerTime(this.#clock());
    const id = this.#newId();
    const event: EventRow = {
      id,
      hash: given.hash ?? id,
      topic: given.topic,
      sender: given.sender ?? null,
      senderType: given.senderType ?? null,
      project: given.project ?? null,
      user: given.user ?? null,
      dependsOn: given.dependsOn ?? null,
      status: given.status ?? 'finished',
      retries: 0,
      description: given.description ?? '',
      summary: given.summary ?? {},
      payload: given.payload ?? {},
      createdAt: now,
      updatedAt: now,
      order: 0,
    };
    if (given.store !== false) this.#store(event, given.reuse ?? false);
    this.#tell(
      {
        ...socketView(event),
        progress: event.status === 'finished' ? 100 : 0,
        store: given.store !== false,
        createdAt: toNaiveTime(now),
        updatedAt: toNaiveTime(now),
      },
      given.recipients,
    );
    return event;
  }

  /** Changes an event and tells it; `progress` is told, not stored. */
  update(event: EventRow, change: EventChange, progress?: number): void {
    Object.assign(event, change);
    event.updatedAt = toServerTime(this.#clock());
    const { createdAt, updatedAt } = event;
    const message = { ...socketView(event), createdAt, updatedAt };
    this.#tell(progress === undefined ? message : { ...message, progress });
  }

  get(id: string): EventRow | undefined {
    return this.#byId.get(id);
  }

  /** Removes an event. Throws when others depend on it. */
  delete(event: EventRow): void {
    if ((this.#dependants.get(event.id)?.size ?? 0) > 0) {
      throw new DatabaseRefusal(
        'foreign-key-violation',
        `id '${dashedId(event.id)}' is still referenced from table "events".`,
      );
    }
    this.#remove(event);
    this.#ordered = this.#ordered.filter((other) => other !== event);
  }

  /** All events, oldest first. */
  list(): readonly EventRow[] {
    return this.#ordered;
  }

  /** The topics there are events of. */
  topics(): Iterable<string> {
    return this.#byTopic.keys();
  }

  ofTopic(topic: string): ReadonlySet<EventRow> {
    return this.#byTopic.get(topic) ?? NONE;
  }

  /** The events that depend on an event. */
  dependants(id: string): ReadonlySet<EventRow> {
    return this.#dependants.get(id) ?? NONE;
  }

  hasHash(hash: string): boolean {
    return this.#byHash.has(hash);
  }

  #store(event: EventRow, reuse: boolean): void {
    const known = this.#byHash.get(event.hash);
    if (known && !reuse) throw new AyonError(409, 'Event with the same hash already exists');
    if (known) {
      if ((this.#dependants.get(known.id)?.size ?? 0) > 0) {
        throw new AyonError(409, 'Event depends on non-existing event');
      }
      this.#remove(known);
      event.createdAt = known.createdAt;
      event.retries = known.retries;
      event.order = known.order;
      this.#ordered[this.#ordered.indexOf(known)] = event;
    } else {
      this.#lastOrder += 1;
      event.order = this.#lastOrder;
      this.#ordered.push(event);
    }
    this.#byId.set(event.id, event);
    this.#byHash.set(event.hash, event);
    addTo(this.#byTopic, event.topic, event);
    if (event.dependsOn !== null) addTo(this.#dependants, event.dependsOn, event);
  }

  #remove(event: EventRow): void {
    this.#byId.delete(event.id);
    this.#byHash.delete(event.hash);
    this.#byTopic.get(event.topic)?.delete(event);
    if (event.dependsOn !== null) this.#dependants.get(event.dependsOn)?.delete(event);
  }

  #tell(message: JsonObject, recipients?: string[]): void {
    for (const listener of this.#listeners) listener({ message, recipients });
  }
}

/** An event as `GET /api/events/{id}` answers it. */
export function eventView(event: EventRow): JsonObject {
  return omit(event, 'order');
}

function socketView(event: EventRow): JsonObject {
  const { id, topic, project, user, dependsOn, description, summary, status, sender, senderType } = event;
  return { id, topic, project, user, dependsOn, description, summary, status, sender, senderType };
}

function addTo(index: Map<string, Set<EventRow>>, key: string, event: EventRow): void {
  const events = index.get(key);
  if (events) events.add(event);
  else index.set(key, new Set([event]));
}

const NONE: ReadonlySet<EventRow> = new Set();
