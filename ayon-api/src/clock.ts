/** Time and chance, injected so that tests decide both. */
export interface Clock {
  /** Milliseconds; only differences count. */
  now(): number;
  /** A number in [0, 1). */
  random(): number;
  /** Runs `callback` once after `ms`; the returned function calls it off. */
  after(ms: number, callback: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  random: () => Math.random(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** Limits of a growing, jittered pause between attempts. */
export interface Backoff {
  minMs: number;
  maxMs: number;
}

/** The pause before attempt number `attempt` (1 = first repetition): half fixed, half random, doubling up to the limit. */
export function backoffMs(backoff: Backoff, attempt: number, clock: Clock): number {
  const ceiling = Math.min(backoff.maxMs, backoff.minMs * 2 ** (attempt - 1));
  return ceiling / 2 + (clock.random() * ceiling) / 2;
}

/** Waits `ms`; ends early, with the signal's reason, when the signal is aborted. */
export function sleep(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(signal.reason);
      return;
    }
    const abort = (): void => {
      callOff();
      reject(signal?.reason);
    };
    const callOff = clock.after(ms, () => {
      signal?.removeEventListener('abort', abort);
      resolve();
    });
    signal?.addEventListener('abort', abort, { once: true });
  });
}
