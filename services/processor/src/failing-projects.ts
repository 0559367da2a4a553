/** A project whose sync fails, as long as it does. */
interface Failing {
  readonly code: string;
  readonly message: string;
}

export interface FailingProjectsOptions {
  /** Projects that still have something to be synced. */
  readonly dirtyProjects: () => Promise<readonly string[]>;
  /** What fails now, after each change; null when nothing does. */
  readonly onChange: (message: string | null) => void;
  /** Nothing of this cause fails any more. */
  readonly onOver: (code: string, projectId: string, isLast: boolean) => void;
}

const LOOK_EVERY_MS = 5_000;

/**
 * Which projects cannot be synced at the moment. A project leaves when a run of it succeeds, here or in another process that took it
 * over: then it has nothing left to be synced.
 */
export class FailingProjects {
  readonly #options: FailingProjectsOptions;
  readonly #failing = new Map<string, Failing>();
  #timer: NodeJS.Timeout | null = null;

  constructor(options: FailingProjectsOptions) {
    this.#options = options;
  }

  add(projectId: string, failing: Failing): void {
    const before = this.#failing.get(projectId);
    this.#failing.set(projectId, failing);
    if (before !== undefined && before.code !== failing.code) this.#tellOver(projectId, before.code);
    this.#timer ??= setInterval(() => void this.#look(), LOOK_EVERY_MS).unref();
    this.#options.onChange(this.#summary());
  }

  remove(projectId: string): void {
    const before = this.#failing.get(projectId);
    if (before === undefined) return;
    this.#failing.delete(projectId);
    this.#tellOver(projectId, before.code);
    if (this.#failing.size === 0) this.stop();
    this.#options.onChange(this.#summary());
  }

  stop(): void {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
  }

  async #look(): Promise<void> {
    const dirty = await this.#options.dirtyProjects().catch(() => null);
    if (dirty === null) return;
    for (const projectId of this.#failing.keys()) if (!dirty.includes(projectId)) this.remove(projectId);
  }

  #tellOver(projectId: string, code: string): void {
    const isLast = ![...this.#failing.values()].some((other) => other.code === code);
    this.#options.onOver(code, projectId, isLast);
  }

  #summary(): string | null {
    const [first] = this.#failing.values();
    if (first === undefined) return null;
    const others = this.#failing.size - 1;
    return others === 0
      ? first.message
      : `${first.message} (and ${others} more ${others === 1 ? 'project' : 'projects'})`;
  }
}
