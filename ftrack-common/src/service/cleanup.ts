/** What has to be undone at the end, in the order opposite to the doing. */
export class Cleanup {
  readonly #steps: (() => void | PromiseLike<void>)[] = [];

  add(step: () => void | PromiseLike<void>): void {
    this.#steps.push(step);
  }

  /** Undoes everything; a step that fails does not keep the others from being done. The first failure is thrown in the end. */
  async run(): Promise<void> {
    const failures: unknown[] = [];
    for (const step of this.#steps.splice(0).toReversed()) {
      try {
        await step();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}

/**
 * Does `work`, which adds to the cleanup whatever it opens. When it fails, all of that is undone before the failure is thrown on.
 * @returns what ends it all.
 */
export async function openWithCleanup(work: (cleanup: Cleanup) => Promise<void>): Promise<Cleanup> {
  const cleanup = new Cleanup();
  try {
    await work(cleanup);
  } catch (error) {
    await cleanup.run().catch(() => undefined);
    throw error;
  }
  return cleanup;
}
