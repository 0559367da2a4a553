/** Time as far as this package needs it, so that tests can stand still and step. */
export interface Clock {
  /** Milliseconds; only differences count. */
  now(): number;
  /** Calls back once after some milliseconds. The answer is for `clearTimeout` alone. */
  setTimeout(callback: () => void, milliseconds: number): unknown;
  /** Forgets a call that has not happened yet; anything else is ignored. */
  clearTimeout(timer: unknown): void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

/** Limits of a growing, jittered pause between attempts. */
export interface Backoff {
  minMs: number;
  maxMs: number;
}

/** The pause before repetition number `attempt` (from 1): half fixed, half random, doubling up to the limit. */
export function backoffMs(backoff: Backoff, attempt: number, random: () => number): number {
  const ceiling = Math.min(backoff.maxMs, backoff.minMs * 2 ** (attempt - 1));
  return ceiling / 2 + (random() * ceiling) / 2;
}

/** Waits; rejects early, with the signal's reason, when the signal is aborted. */
export function sleep(clock: Clock, milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const abort = (): void => {
      clock.clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = clock.setTimeout(() => {
      signal?.removeEventListener('abort', abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener('abort', abort, { once: true });
  });
}
