import { once } from 'node:events';

/** What the bench asks its processes; each answers with one message. */
export type BenchRequest =
  | { readonly ask: 'scatter'; readonly count: number }
  | { readonly ask: 'first' | 'unchanged' }
  | { readonly ask: 'scattered'; readonly ids: readonly string[] }
  | { readonly ask: 'peak' };

export interface ServerAddress {
  readonly url: string;
  readonly user: string;
  readonly apiKey: string;
}

/** What one sync took. */
export interface Measured {
  readonly ms: number;
  readonly cpuMs: number;
  /** Time in which at least one request was not answered yet. */
  readonly serverMs: number;
  readonly ftrackRequests: number;
  readonly ayonRequests: number;
  /** Questions to a server that were asked more than once, cut short. */
  readonly askedTwice: readonly string[];
  /** Refused or left out. */
  readonly problems: readonly string[];
}

/** In a process of the bench: tells the first message, then answers each request in its order until the bench is gone. */
export function answerRequests(first: unknown, answer: (request: BenchRequest) => unknown): void {
  process.on('message', (request: BenchRequest) => {
    void Promise.resolve(request)
      .then(answer)
      .then(
        (value) => process.send?.({ value }),
        (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
      );
  });
  process.once('disconnect', () => process.exit(0));
  process.send?.({ value: first });
}

/** In the bench: the next answer of a process. */
export async function nextAnswer<T>(child: {
  once: (event: 'exit', listener: (code: number | null) => void) => unknown;
}): Promise<T> {
  const ended = new AbortController();
  const exited = new Promise<never>((_, reject) => {
    child.once('exit', (code) => reject(new Error(`A process of the benchmark ended with code ${code}.`)));
  });
  try {
    const [message] = (await Promise.race([
      once(child as never, 'message', { signal: ended.signal }),
      exited,
    ])) as [{ value?: T; error?: string }];
    if (message.error !== undefined) throw new Error(message.error);
    return message.value as T;
  } finally {
    ended.abort();
  }
}
