import { z } from 'zod';
import type { EventHubServer } from '../hub/index.ts';

const rate = z.number().min(0).max(1);
const milliseconds = z.number().min(0);
const httpError = z.number().int().min(400).max(599);

/** Switches that make the server misbehave. Each stays until it is set again; the defaults are those of a healthy server. */
const faultSettings = z
  .object({
    /** Every API request waits so long before it is looked at. */
    latencyMs: milliseconds,
    /** Up to so many milliseconds more, at random. */
    jitterMs: milliseconds,
    /** API requests with a query whose text holds this wait so long besides; an empty text stands for every query. */
    slowQueries: z.object({ containing: z.string(), ms: milliseconds }).nullable(),
    /** Share of the API requests that are answered with an HTTP error and not done. */
    errorRate: rate,
    /** The HTTP status of these. */
    errorStatus: httpError,
    /** Share of the API requests that are done but never answered: the connection is cut instead. */
    lostAnswerRate: rate,
    /** Answers every API request with this status and does nothing; null for normal work. */
    httpStatus: httpError.nullable(),
    /** So many API requests in a period are answered, all further ones with 429 and a Retry-After that names its end. */
    rateLimit: z.object({ requests: z.number().int().min(0), periodMs: z.number().min(1) }).nullable(),
    /** Header Retry-After of all other answers that are HTTP errors. */
    retryAfterSeconds: z.number().min(0).nullable(),
    /** Answers every upload and download of a file with this status; null for normal work. */
    fileStatus: httpError.nullable(),
    /** The most rows an answer to a query holds; the next page is named as usual. */
    largestPage: z.number().int().min(1).nullable(),
    /** Answers every hub handshake with 503. */
    refuseHandshake: z.boolean(),
    /** Hub connections stay open and nothing is sent, not even heartbeats. */
    silentSockets: z.boolean(),
    /** Events nobody gets: the next so many, or a share of all. */
    dropEvents: z.union([z.object({ next: z.number() }), z.object({ rate }), z.null()]),
    duplicateEvents: z.boolean(),
    /** Every second event arrives after the one that follows it. */
    reorderEvents: z.boolean(),
    /** What becomes of `source.user` in events that clients publish. */
    publishedSource: z.enum(['own-id', 'as-written', 'overwritten', 'missing']),
    /** Actions that are not written to the activity log (rows of `Event`); one that ends in `*` stands for all that begin so. */
    missingEventActions: z.array(z.string()),
    /** Share of the changes that are not written to the activity log. */
    missingEventRate: rate,
    /** Share of the rows of the activity log that become visible only after this time, behind rows with larger numbers. */
    lateEvents: z.object({ rate, ms: milliseconds }).nullable(),
    /** How long rows of the activity log stay; null for ever. */
    keptEventsMs: milliseconds.nullable(),
    /** Ids of projects nobody has rights on: they and what is below are missing from all answers, without an error. */
    hiddenProjects: z.array(z.string()),
  })
  .strict();

export type FtrackFaults = z.infer<typeof faultSettings>;

/** A healthy server. */
const HEALTHY: FtrackFaults = {
  latencyMs: 0,
  jitterMs: 0,
  slowQueries: null,
  errorRate: 0,
  errorStatus: 500,
  lostAnswerRate: 0,
  httpStatus: null,
  rateLimit: null,
  retryAfterSeconds: null,
  fileStatus: null,
  largestPage: null,
  refuseHandshake: false,
  silentSockets: false,
  dropEvents: null,
  duplicateEvents: false,
  reorderEvents: false,
  publishedSource: 'own-id',
  missingEventActions: [],
  missingEventRate: 0,
  lateEvents: null,
  keptEventsMs: null,
  hiddenProjects: [],
};

/** A change of the switches. Once, at once: `cutSockets` cuts all hub connections, `forgetEvents` empties the activity log. */
const faultChange = faultSettings
  .partial()
  .extend({ cutSockets: z.boolean().optional(), forgetEvents: z.boolean().optional() });
export type FtrackFaultChange = z.infer<typeof faultChange>;

/** Reads a change of the switches from outside. Throws a TypeError that names what is wrong with it. */
export function readFaultChange(value: unknown): FtrackFaultChange {
  const change = faultChange.safeParse(value);
  if (change.success) return change.data;
  throw new TypeError(`These are no switches of the simulator: ${z.prettifyError(change.error)}`);
}

/** What is to be answered instead of the answer of the API. */
export interface HttpFailure {
  readonly status: number;
  readonly retryAfterSeconds: number | null;
}

export interface FaultSwitchesParts {
  readonly hub: EventHubServer;
  readonly random: () => number;
  readonly clock: () => Date;
  readonly forgetEvents: () => void;
}

/** Keeps the switches of one server, passing on to the hub what is its. */
export class FaultSwitches {
  readonly #parts: FaultSwitchesParts;
  #current: FtrackFaults = HEALTHY;
  #period = { end: 0, requests: 0 };

  constructor(parts: FaultSwitchesParts) {
    this.#parts = parts;
  }

  get current(): FtrackFaults {
    return this.#current;
  }

  change({ cutSockets, forgetEvents, ...change }: FtrackFaultChange): FtrackFaults {
    const given = Object.entries(change).filter(([, value]) => value !== undefined);
    const next = { ...this.#current, ...Object.fromEntries(given) };
    this.#current = next;
    const { hub } = this.#parts;
    hub.faults.refuseHandshake = next.refuseHandshake;
    hub.faults.silent = next.silentSockets;
    hub.faults.dropEvents = next.dropEvents && { ...next.dropEvents };
    hub.faults.duplicateEvents = next.duplicateEvents;
    hub.faults.reorder = next.reorderEvents;
    hub.faults.publishedSource = next.publishedSource;
    if (change.rateLimit !== undefined) this.#period = { end: 0, requests: 0 };
    if (cutSockets === true) hub.cutSockets();
    if (forgetEvents === true) this.#parts.forgetEvents();
    return next;
  }

  /** How long an API request waits, in milliseconds. */
  latencyOf(body: Buffer): number {
    const { latencyMs, jitterMs, slowQueries } = this.#current;
    const jitter = jitterMs > 0 ? this.#parts.random() * jitterMs : 0;
    const isSlow = slowQueries !== null && body.includes('"query"') && body.includes(slowQueries.containing);
    return latencyMs + jitter + (isSlow ? slowQueries.ms : 0);
  }

  /** The HTTP error the next API request is answered with, if any. */
  nextFailure(): HttpFailure | null {
    const { httpStatus, errorRate, errorStatus, retryAfterSeconds } = this.#current;
    const status = httpStatus ?? (this.strikes(errorRate) ? errorStatus : null);
    return status === null ? this.#overLimit() : { status, retryAfterSeconds };
  }

  /** Whether chance, at this rate, strikes now. */
  strikes(chance: number): boolean {
    return chance > 0 && this.#parts.random() < chance;
  }

  #overLimit(): HttpFailure | null {
    const { rateLimit } = this.#current;
    if (rateLimit === null) return null;
    const now = this.#parts.clock().getTime();
    if (now >= this.#period.end) this.#period = { end: now + rateLimit.periodMs, requests: 0 };
    this.#period.requests += 1;
    if (this.#period.requests <= rateLimit.requests) return null;
    return { status: 429, retryAfterSeconds: Math.ceil((this.#period.end - now) / 1000) };
  }
}
