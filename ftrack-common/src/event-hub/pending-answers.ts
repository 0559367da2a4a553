import type { Clock } from '../clock/index.ts';

/** How a sent packet was answered. */
export type Answer =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'refused'; readonly message: string }
  /** No answer in time, or the connection ended before it. */
  | { readonly outcome: 'unanswered'; readonly message: string };

interface Waiting {
  readonly settle: (answer: Answer) => void;
  readonly timer: unknown;
}

/** The packets of one connection that the server is to acknowledge. */
export class PendingAnswers {
  #lastId = 0;
  readonly #waiting = new Map<string, Waiting>();
  readonly #clock: Clock;
  readonly #timeoutMs: number;

  constructor(clock: Clock, timeoutMs: number) {
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  /** Gives the packet about to be sent an id, and its answer to `settle`, once. */
  expect(settle: (answer: Answer) => void): string {
    this.#lastId += 1;
    const id = String(this.#lastId);
    const timer = this.#clock.setTimeout(
      () => this.#settle(id, { outcome: 'unanswered', message: `no answer within ${this.#timeoutMs} ms` }),
      this.#timeoutMs,
    );
    this.#waiting.set(id, { settle, timer });
    return id;
  }

  /** The server acknowledged a packet: nothing, or `{success, message}`. */
  receive(id: string, args: readonly unknown[]): void {
    const [first] = args;
    const refused =
      typeof first === 'object' && first !== null && 'success' in first && first.success === false;
    if (!refused) {
      this.#settle(id, { outcome: 'accepted' });
      return;
    }
    const message =
      'message' in first && typeof first.message === 'string' ? first.message : 'no reason given';
    this.#settle(id, { outcome: 'refused', message: message.slice(0, 200) });
  }

  /** The connection ended. */
  abandon(): void {
    for (const id of this.#waiting.keys()) {
      this.#settle(id, { outcome: 'unanswered', message: 'the connection ended before the answer' });
    }
  }

  #settle(id: string, answer: Answer): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    this.#clock.clearTimeout(waiting.timer);
    waiting.settle(answer);
  }
}
