/** Ctrl-C in a terminal comes twice: from the terminal, and passed on by the script that started us. */
const ECHO_MS = 500;

/** Resolves at the first SIGINT, SIGTERM or SIGHUP; another one, later than half a second, ends the process at once. */
export function untilTerminated(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    let askedAt: number | null = null;
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        const now = performance.now();
        if (askedAt === null) {
          askedAt = now;
          resolve(signal);
        } else if (now - askedAt > ECHO_MS) {
          process.exit(130);
        }
      });
    }
  });
}
