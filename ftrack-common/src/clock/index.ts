/** The time a component lives in; tests hand in one they move by hand. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** Real time. Its timers do not keep the process alive. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms).unref(),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

/** Resolves after `ms` milliseconds, or at once when the signal is aborted; never rejects. */
export function delay(clock: Clock, ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const finish = (): void => {
      clock.clearTimeout(timer);
      signal?.removeEventListener('abort', finish);
      resolve();
    };
    const timer = clock.setTimeout(finish, ms);
    signal?.addEventListener('abort', finish, { once: true });
  });
}

export interface BackoffOptions {
  /** Delay before the first retry, milliseconds. */
  readonly firstMs: number;
  /** Upper limit of the delay, milliseconds. */
  readonly maxMs: number;
}

/**
 * Exponential backoff with full jitter above one half: between 50 % and 100 % of `firstMs * 2^(attempt - 1)`, never over `maxMs`.
 * @param attempt 1 for the first retry.
 * @param random a number in [0, 1).
 */
export function backoffDelay(options: BackoffOptions, attempt: number, random: number): number {
  const ceiling = Math.min(options.maxMs, options.firstMs * 2 ** Math.min(attempt - 1, 30));
  return Math.round(ceiling * (0.5 + random / 2));
}
