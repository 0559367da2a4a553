export interface BackoffOptions {
  /** Shortest delay, milliseconds. */
  readonly minimumMs: number;
  /** Longest delay, milliseconds. */
  readonly maximumMs: number;
  /** Gives numbers from 0 up to but not including 1. */
  readonly random: () => number;
}

export interface Backoff {
  /** The delay before the next attempt, milliseconds. */
  next(): number;
  /** Starts over with short delays. */
  reset(): void;
}

/**
 * Delays spread evenly between the minimum and a ceiling that doubles with each attempt, up to the maximum. The spread is wide on
 * purpose: after an outage all clients of a server come back, and they must not come back together.
 */
export function createBackoff({ minimumMs, maximumMs, random }: BackoffOptions): Backoff {
  let ceiling = minimumMs;
  return {
    next() {
      ceiling = Math.min(maximumMs, ceiling * 2);
      return Math.round(minimumMs + random() * (ceiling - minimumMs));
    },
    reset() {
      ceiling = minimumMs;
    },
  };
}
