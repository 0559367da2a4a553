/** Answers a request with this status instead of working on it. */
interface PlannedFailure {
  status: number;
  left: number;
  /** Only paths that start so; all when absent. */
  path?: string | undefined;
}

/** What the switches need of the server. */
export interface FaultTargets {
  restart(downMs?: number): Promise<void>;
  cutSockets(): void;
  expireSessions(): void;
}

/** Troubles to order from the simulator while it runs. */
export class Faults {
  /** Added to every request before it is worked on. */
  latencyMs: number;
  readonly #targets: FaultTargets;
  readonly #failures: PlannedFailure[] = [];
  readonly #slowPages: number[] = [];
  #rollBacks = 0;
  #repetitions = 0;

  constructor(targets: FaultTargets, latencyMs = 0) {
    this.#targets = targets;
    this.latencyMs = latencyMs;
  }

  /** The next `count` requests (to paths that start with `path`, when given) are answered with `status`. */
  failNext(status: number, count = 1, path?: string): void {
    this.#failures.push({ status, left: count, path });
  }

  /** The next `count` batches of operations run into a lock: nothing of them is saved, all entries answer 409. */
  rollBackNextOperations(count = 1): void {
    this.#rollBacks += count;
  }

  /**
   * Restarts the server: sockets are closed with 1012, addons are loaded, attributes become known, uptime starts anew.
   * For `downMs` connections are refused; without it requests only wait until the restart is over.
   */
  restart(downMs?: number): Promise<void> {
    return this.#targets.restart(downMs);
  }

  /** The next `count` GraphQL requests take this much longer. */
  slowGraphql(ms: number, count = 1): void {
    this.#slowPages.push(...Array.from({ length: count }, () => ms));
  }

  /** Takes the delay planned for a GraphQL request; 0 when there is none. */
  takeGraphqlDelay(): number {
    return this.#slowPages.shift() ?? 0;
  }

  /** Drops every websocket without a closing handshake. */
  cutSockets(): void {
    this.#targets.cutSockets();
  }

  /** The next `count` messages on websockets arrive twice. */
  repeatMessages(count = 1): void {
    this.#repetitions += count;
  }

  /** How often the next message is sent: once, unless a repetition is planned. */
  takeCopies(): number {
    if (this.#repetitions === 0) return 1;
    this.#repetitions -= 1;
    return 2;
  }

  /** Ends all sessions: tokens answer 401, and sockets take an API key only after its next HTTP call. */
  expireSessions(): void {
    this.#targets.expireSessions();
  }

  /** Takes the failure planned for a path, if there is one. */
  takeFailure(path: string): number | undefined {
    const index = this.#failures.findIndex((failure) => path.startsWith(failure.path ?? ''));
    const failure = this.#failures[index];
    if (!failure) return undefined;
    failure.left -= 1;
    if (failure.left <= 0) this.#failures.splice(index, 1);
    return failure.status;
  }

  /** Takes one planned roll-back. */
  takeRollBack(): boolean {
    if (this.#rollBacks === 0) return false;
    this.#rollBacks -= 1;
    return true;
  }
}
