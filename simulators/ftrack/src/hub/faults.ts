import type { PublishedSource } from './hub-event.ts';

/** Switches a test sets to make the hub misbehave; all off at first. They apply at once, to every connection. */
export interface HubFaults {
  /** Answers every handshake with 503. Open connections stay. */
  refuseHandshake: boolean;
  /** Events that reach nobody: the next `next` ones, or each with probability `rate` (0 to 1). */
  dropEvents: { rate: number } | { next: number } | null;
  /** Delivers every event twice. */
  duplicateEvents: boolean;
  /** Holds every second event back until the one after it was delivered, or until the next heartbeat. */
  reorder: boolean;
  /** Half-open connections: sockets stay open, nothing is sent, not even heartbeats, and what comes in is lost. */
  silent: boolean;
  publishedSource: PublishedSource;
}

/** Decides what becomes of an event (a `T`) on its way to the subscribers. */
export class FaultyDelivery<T> {
  readonly faults: HubFaults = {
    refuseHandshake: false,
    dropEvents: null,
    duplicateEvents: false,
    reorder: false,
    silent: false,
    publishedSource: 'own-id',
  };
  readonly #random: () => number;
  #held: T | null = null;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** The events to deliver now that this one was published, in order. */
  pass(event: T): T[] {
    if (this.#isDropped()) return [];
    const copies = this.faults.duplicateEvents ? [event, event] : [event];
    if (this.#held === null && this.faults.reorder) {
      this.#held = event;
      return copies.slice(1);
    }
    return this.faults.reorder ? [...copies, ...this.release()] : [...this.release(), ...copies];
  }

  /** The event that was held back, if any. */
  release(): T[] {
    const held = this.#held;
    this.#held = null;
    return held === null ? [] : [held];
  }

  #isDropped(): boolean {
    const { dropEvents } = this.faults;
    if (dropEvents === null) return false;
    if ('rate' in dropEvents) return this.#random() < dropEvents.rate;
    if (dropEvents.next <= 0) return false;
    dropEvents.next -= 1;
    return true;
  }
}
