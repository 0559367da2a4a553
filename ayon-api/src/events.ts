import * as z from 'zod';
import { readAnswer } from './answers.ts';
import { AyonError } from './errors.ts';
import { type Connection, queryPages } from './graphql.ts';
import { type AyonTransport, type CallOptions, path } from './transport.ts';

const statusSchema = z.enum(['pending', 'in_progress', 'finished', 'failed', 'aborted', 'restarted']);

export type EventStatus = z.infer<typeof statusSchema>;

/** A row of AYON's event table. */
export interface AyonEvent {
  id: string;
  hash: string;
  topic: string;
  sender: string | null;
  /** null in lists: GraphQL does not tell it. */
  senderType: string | null;
  project: string | null;
  user: string | null;
  dependsOn: string | null;
  status: EventStatus;
  retries: number;
  description: string;
  summary: Record<string, unknown>;
  payload: Record<string, unknown>;
  createdAt: string;
  updatedAt: string;
}

export interface NewEvent {
  /** 3 to 65 characters: letters, digits, `_`, `.`; begins with a letter. */
  topic: string;
  /** Unique over all events of the server: a second one with the same hash is refused with `ayon_conflict`. */
  hash?: string;
  project?: string;
  description?: string;
  summary?: Record<string, unknown>;
  payload?: Record<string, unknown>;
  /** Default true; false leaves the event `pending`. */
  finished?: boolean;
  /** Default true; false only tells connected sockets. */
  store?: boolean;
  /** Replace the event with the same hash instead of refusing; it gets a new id and keeps its place in the order. */
  reuse?: boolean;
}

export interface EventPatch {
  status?: EventStatus;
  project?: string;
  description?: string;
  /** Replaces the whole summary. */
  summary?: Record<string, unknown>;
  /** Replaces the whole payload. */
  payload?: Record<string, unknown>;
  /** 0 to 100; told to connected sockets, not stored. */
  progress?: number;
  /** Set above `maxRetries` together with status `failed` to end the attempts. */
  retries?: number;
}

export interface EventFilter extends CallOptions {
  ids?: readonly string[];
  /** `*` stands for any text: `entity.folder.*`. */
  topics?: readonly string[];
  projects?: readonly string[];
  statuses?: readonly EventStatus[];
  users?: readonly string[];
  /** ISO date and time with zone. */
  newerThan?: string;
  olderThan?: string;
  includeLogs?: boolean;
  /** Most events to give; default 1,000. */
  limit?: number;
  /** Newest first instead of oldest first. */
  newestFirst?: boolean;
}

/** A condition on source events; keys are columns or paths into them (`summary/entityId`). */
export interface QueryFilter {
  conditions: (QueryCondition | QueryFilter)[];
  operator?: 'and' | 'or';
}

export interface QueryCondition {
  key: string;
  value?: unknown;
  operator?: string;
}

export interface EnrollRequest extends CallOptions {
  /** One topic, where `*` stands for any text, or a list of exact topics. */
  sourceTopic: string | readonly string[];
  targetTopic: string;
  description?: string;
  /** One job at a time over all senders, oldest first. */
  sequential?: boolean;
  filter?: QueryFilter;
  /** Attempts are two more than this; default 3. */
  maxRetries?: number;
  /** Source events with these sender types, and those with none, are passed over. */
  ignoreSenderTypes?: readonly string[];
  /** Days; default 3, 0 = no limit. */
  ignoreOlderThan?: number;
}

/** A target event given to this sender. The same job comes again until its status is `finished` or `failed`. */
export interface EnrolledJob {
  id: string;
  /** Id of the source event: read it for project, summary and payload. */
  dependsOn: string;
  hash: string;
  status: EventStatus;
}

const recordSchema = z.record(z.string(), z.unknown());
const optionalText = z
  .string()
  .nullish()
  .transform((text) => text ?? null);

/** GraphQL gives objects as JSON text. */
const jsonRecordSchema = z
  .union([recordSchema, z.string().transform((text) => recordSchema.parse(JSON.parse(text)))])
  .nullish()
  .transform((value) => value ?? {});

const eventSchema = z.object({
  id: z.string(),
  hash: z.string(),
  topic: z.string(),
  sender: optionalText,
  senderType: optionalText,
  project: optionalText,
  user: optionalText,
  dependsOn: optionalText,
  status: statusSchema,
  retries: z
    .number()
    .nullish()
    .transform((retries) => retries ?? 0),
  description: z
    .string()
    .nullish()
    .transform((text) => text ?? ''),
  summary: jsonRecordSchema,
  payload: jsonRecordSchema,
  createdAt: z.string(),
  updatedAt: z.string(),
});

const idSchema = z.object({ id: z.string() });

const jobSchema = z.object({ id: z.string(), dependsOn: z.string(), hash: z.string(), status: statusSchema });

const EVENT_FIELDS =
  'id hash topic project user sender dependsOn status retries description summary payload createdAt updatedAt';

const EVENT_ARGUMENTS =
  'ids: $ids, topics: $topics, projects: $projects, statuses: $statuses, users: $users, ' +
  'newerThan: $newerThan, olderThan: $olderThan, includeLogs: $includeLogs';

const EVENT_VARIABLES =
  '$ids: [String!], $topics: [String!], $projects: [String!], $statuses: [String!], $users: [String!], ' +
  '$newerThan: String, $olderThan: String, $includeLogs: Boolean!, $first: Int, $after: String';

const DEFAULT_LIMIT = 1_000;
const PAGE_SIZE = 300;

/** AYON's event table and its job queue. */
export class AyonEvents {
  readonly #transport: AyonTransport;

  constructor(transport: AyonTransport) {
    this.#transport = transport;
  }

  /**
   * Writes an event; gives its id. After an error with `outcomeUnknown`, an event with a `hash` can be sent again safely.
   * @throws AyonError `ayon_conflict` when an event with the same hash exists and `reuse` is not set.
   */
  async dispatch(event: NewEvent, options: CallOptions = {}): Promise<string> {
    const request = { ...options, method: 'POST', path: '/api/events', body: event } as const;
    const answer = await this.#transport.request(request);
    return readAnswer(idSchema, answer.body, 'POST /api/events').id;
  }

  /** null when there is no such event. */
  async get(id: string, options: CallOptions = {}): Promise<AyonEvent | null> {
    const eventPath = path`/api/events/${id}`;
    const answer = await this.#transport.requestIfPresent({ ...options, method: 'GET', path: eventPath });
    return answer === null ? null : readAnswer(eventSchema, answer.body, `GET ${eventPath}`);
  }

  async update(id: string, patch: EventPatch, options: CallOptions = {}): Promise<void> {
    // The server writes the sender anew at every change: a job stays ours only while both names are the enrolled ones.
    const body = { ...patch, sender: this.#transport.sender };
    await this.#transport.request({ ...options, method: 'PATCH', path: path`/api/events/${id}`, body });
  }

  /** Events that match, at most `limit`. The server hides `log.*` unless asked for by topic or `includeLogs`. */
  async list(filter: EventFilter = {}): Promise<AyonEvent[]> {
    const {
      limit = DEFAULT_LIMIT,
      newestFirst = false,
      timeoutMs,
      signal,
      includeLogs = false,
      ...rest
    } = filter;
    const events: AyonEvent[] = [];
    const pages = queryPages<EventsData, unknown>(
      this.#transport,
      newestFirst ? NEWEST_QUERY : OLDEST_QUERY,
      {
        variables: { ...rest, includeLogs },
        connection: (data) => (newestFirst ? backwards(data.events) : data.events),
        pageSize: () => Math.min(PAGE_SIZE, limit - events.length),
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        ...(signal === undefined ? {} : { signal }),
      },
    );
    if (limit <= 0) return events;
    for await (const page of pages) {
      for (const node of page) events.push(readAnswer(eventSchema, node, 'the events query'));
      if (events.length >= limit) break;
    }
    return events.slice(0, limit);
  }

  /**
   * Asks for a job: null when there is none, or when the server is too busy to say (it does not tell these apart for
   * an invalid `filter` key either). The same open job comes again for the same sender.
   */
  async enroll(request: EnrollRequest): Promise<EnrolledJob | null> {
    const { timeoutMs, signal, ...body } = request;
    try {
      const answer = await this.#transport.request({
        method: 'POST',
        path: '/api/enroll',
        // Two workers whose bodies are equal lock each other out, so the sender stands in the body.
        body: { ...body, sender: this.#transport.sender, senderType: this.#transport.senderType },
        ...(timeoutMs === undefined ? {} : { timeoutMs }),
        ...(signal === undefined ? {} : { signal }),
      });
      return answer.status === 204 ? null : readAnswer(jobSchema, answer.body, 'POST /api/enroll');
    } catch (error) {
      if (error instanceof AyonError && error.code === 'ayon_busy') return null;
      throw error;
    }
  }
}

interface EventsData {
  events: Connection<unknown> & {
    pageInfo: { startCursor?: string | null; hasPreviousPage?: boolean | null };
  };
}

const OLDEST_QUERY = `query Events(${EVENT_VARIABLES}) {
  events(${EVENT_ARGUMENTS}, first: $first, after: $after) {
    edges { node { ${EVENT_FIELDS} } }
    pageInfo { endCursor hasNextPage }
  }
}`;

const NEWEST_QUERY = `query Events(${EVENT_VARIABLES}) {
  events(${EVENT_ARGUMENTS}, last: $first, before: $after) {
    edges { node { ${EVENT_FIELDS} } }
    pageInfo { endCursor hasPreviousPage }
  }
}`;

/** Rows asked for with `last` come newest first, and the cursor of the oldest of them is the end cursor. */
function backwards(events: EventsData['events']): Connection<unknown> {
  const { endCursor, hasPreviousPage } = events.pageInfo;
  return { edges: events.edges, pageInfo: { endCursor, hasNextPage: hasPreviousPage ?? false } };
}
