import { z } from 'zod';
import type { EventHubServer } from '../hub/index.ts';

/**
 * Switches that make the server misbehave; all off at first, each stays until it is set again. Rates are
 * probabilities from 0 to 1.
 */
const faultSettings = z
  .object({
    /** Milliseconds every API request waits before it is looked at. */
    latencyMs: z.number().min(0),
    /** Up to so many milliseconds more, at random. */
    jitterMs: z.number().min(0),
    /** Share of the API requests that are answered with HTTP 500 and not done. */
    errorRate: z.number().min(0).max(1),
    /** Share of the API requests that are done but never answered: the connection is cut instead. */
    lostAnswerRate: z.number().min(0).max(1),
    /** Answers every API request with this status and does nothing; null for normal work. */
    httpStatus: z.number().int().min(400).max(599).nullable(),
    /** Answers every hub handshake with 503. */
    refuseHandshake: z.boolean(),
    /** Hub connections stay open and nothing is sent, not even heartbeats. */
    silentSockets: z.boolean(),
    /** Events nobody gets: the next so many, or a share of all. */
    dropEvents: z.union([z.object({ next: z.number() }), z.object({ rate: z.number() }), z.null()]),
    duplicateEvents: z.boolean(),
    /** Actions that are not written to the activity log (rows of `Event`); one that ends in `*` stands for all that begin so. */
    missingEventActions: z.array(z.string()),
    /** Ids of projects nobody has rights on: they and what is below are missing from all answers, without an error. */
    hiddenProjects: z.array(z.string()),
    reorderEvents: z.boolean(),
  })
  .strict();

export type FtrackFaults = z.infer<typeof faultSettings>;

/** A change of the switches. Once, at once: `cutSockets` cuts all hub connections, `forgetEvents` empties the activity log. */
export const faultChange = faultSettings
  .partial()
  .extend({ cutSockets: z.boolean().optional(), forgetEvents: z.boolean().optional() });
export type FtrackFaultChange = z.infer<typeof faultChange>;

/** Keeps the switches of one server, passing on to the hub what is its. */
export class FaultSwitches {
  readonly #hub: EventHubServer;
  readonly #random: () => number;
  readonly #forgetEvents: () => void;
  #current: FtrackFaults = {
    latencyMs: 0,
    jitterMs: 0,
    errorRate: 0,
    lostAnswerRate: 0,
    httpStatus: null,
    refuseHandshake: false,
    silentSockets: false,
    dropEvents: null,
    duplicateEvents: false,
    reorderEvents: false,
    missingEventActions: [],
    hiddenProjects: [],
  };

  constructor(parts: {
    readonly hub: EventHubServer;
    readonly random: () => number;
    readonly forgetEvents: () => void;
  }) {
    this.#hub = parts.hub;
    this.#random = parts.random;
    this.#forgetEvents = parts.forgetEvents;
  }

  get current(): FtrackFaults {
    return this.#current;
  }

  change({ cutSockets, forgetEvents, ...change }: FtrackFaultChange): FtrackFaults {
    const given = Object.entries(change).filter(([, value]) => value !== undefined);
    const next = { ...this.#current, ...Object.fromEntries(given) };
    this.#current = next;
    this.#hub.faults.refuseHandshake = next.refuseHandshake;
    this.#hub.faults.silent = next.silentSockets;
    this.#hub.faults.dropEvents = next.dropEvents && { ...next.dropEvents };
    this.#hub.faults.duplicateEvents = next.duplicateEvents;
    this.#hub.faults.reorder = next.reorderEvents;
    if (cutSockets === true) this.#hub.cutSockets();
    if (forgetEvents === true) this.#forgetEvents();
    return next;
  }

  /** How long the next API request waits, in milliseconds. */
  nextLatency(): number {
    const { latencyMs, jitterMs } = this.#current;
    return latencyMs + (jitterMs > 0 ? this.#random() * jitterMs : 0);
  }

  /** Whether chance, at this rate, strikes now. */
  strikes(rate: number): boolean {
    return rate > 0 && this.#random() < rate;
  }
}
