/** Time as far as this package needs it, so that tests can stand still and step. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once after some milliseconds. The answer is for `clearTimeout` alone. */
  setTimeout(callback: () => void, milliseconds: number): unknown;
  /** Forgets a call that has not happened yet; anything else is ignored. */
  clearTimeout(timer: unknown): void;
}

export const realClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, milliseconds) => setTimeout(callback, milliseconds),
  clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};
