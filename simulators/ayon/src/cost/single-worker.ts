import { Crash } from '../errors.ts';
import type { Call } from '../http/call.ts';
import type { Reply } from '../http/router.ts';
import type { ServerState } from '../state.ts';
import { costOf, MAX_FOLDER_CREATES, OUT_OF_LOCKS_MS } from './formula.ts';
import { measureChanges, measureReading } from './measure.ts';

/** Waits some milliseconds. */
export type Sleep = (ms: number) => Promise<unknown>;

/** Answers requests one at a time, each in the time a real server takes for it. */
export class SingleWorker {
  readonly #state: ServerState;
  readonly #sleep: Sleep;
  #turn: Promise<unknown> = Promise.resolve();
  /** Requests with changes of entities that wait or are worked on. */
  #changing = 0;
  /** Such requests that came while another one was there. */
  readonly #hindered = new WeakSet<Call>();

  constructor(state: ServerState, sleep: Sleep) {
    this.#state = state;
    this.#sleep = sleep;
  }

  /** Runs a request when it is its turn, and gives the answer when its time is over. */
  run(call: Call, answer: (call: Call) => Promise<Reply>): Promise<Reply> {
    const isChange = measureChanges(this.#state, call) !== undefined;
    if (isChange) {
      this.#changing += 1;
      if (this.#changing > 1) this.#hindered.add(call);
    }
    const result = this.#turn
      .then(() => this.#work(call, answer))
      .finally(() => {
        if (isChange) this.#changing -= 1;
      });
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async #work(call: Call, answer: (call: Call) => Promise<Reply>): Promise<Reply> {
    const changes = measureChanges(this.#state, call);
    if (!changes) {
      const reply = await answer(call);
      await this.#sleep(costOf(measureReading(call, reply)));
      return reply;
    }
    if (changes.folderCreates > MAX_FOLDER_CREATES) {
      await this.#sleep(OUT_OF_LOCKS_MS);
      const error = new Crash('asyncpg.exceptions.OutOfMemoryError: out of shared memory');
      return { status: 500, body: { status: 500, detail: error.message, traceback: '' } };
    }
    const reply = await answer(call);
    const cost = costOf(changes);
    await this.#sleep(cost);
    // Requests that change entities side by side hinder each other.
    if (this.#changing > 1 || this.#hindered.has(call)) await this.#sleep(cost);
    this.#hindered.delete(call);
    return reply;
  }
}
