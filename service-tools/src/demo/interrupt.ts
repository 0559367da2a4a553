/** Signals by which people and systems end a program. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Ctrl-C reaches us from the terminal and again from the program that started us: that is one wish. */
const SAME_WISH_MS = 1_000;

/** The wish to end, which is granted in order: everything is stopped first. */
export interface Interrupt {
  readonly signal: AbortSignal;
  /** Resolves when the wish comes. */
  readonly asked: Promise<void>;
  [Symbol.dispose](): void;
}

/** Listens for the wish to end. The same wish a second later ends the process at once. */
export function listenForInterrupt(): Interrupt {
  const controller = new AbortController();
  let askedAt: number | null = null;
  let resolve: () => void = () => undefined;
  const asked = new Promise<void>((settle) => {
    resolve = settle;
  });
  const hear = (): void => {
    if (askedAt !== null && performance.now() - askedAt > SAME_WISH_MS) process.exit(130);
    askedAt ??= performance.now();
    controller.abort();
    resolve();
  };
  for (const signal of SIGNALS) process.on(signal, hear);
  return {
    signal: controller.signal,
    asked,
    [Symbol.dispose]() {
      for (const signal of SIGNALS) process.off(signal, hear);
    },
  };
}
