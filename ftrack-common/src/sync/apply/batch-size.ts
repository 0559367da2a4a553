export interface BatchLimits {
  readonly first: number;
  readonly smallest: number;
  readonly largest: number;
  /** The size grows while a request takes less than this, and shrinks when it takes more than twice as long. */
  readonly aimMs: number;
}

/** Follows the measured time of requests: batches grow while the server is quick and shrink when it is slow or refuses. */
export class BatchSize {
  readonly #limits: BatchLimits;
  #size: number;

  constructor(limits: BatchLimits) {
    this.#limits = limits;
    this.#size = limits.first;
  }

  get current(): number {
    return this.#size;
  }

  /** Tells what a request of this many entries took. */
  succeeded(entries: number, ms: number): void {
    const { aimMs } = this.#limits;
    if (ms > aimMs * 2) this.#set(this.#size / 2);
    else if (ms < aimMs && entries >= this.#size) this.#set(this.#size * 2);
  }

  failed(): void {
    this.#set(this.#size / 2);
  }

  #set(size: number): void {
    const { smallest, largest } = this.#limits;
    this.#size = Math.max(smallest, Math.min(largest, Math.floor(size)));
  }
}
