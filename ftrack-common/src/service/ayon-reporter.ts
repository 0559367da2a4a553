import type { AyonClient } from '@ynput/ayon-api';

/** What keeps a service from doing its work until a person helps. */
export interface ReportedProblem {
  /** Stable; with `about` it tells one cause from another. */
  readonly code: string;
  readonly message: string;
  /** What it concerns, where the same may be wrong with several: a project's id, a setting. */
  readonly about?: string;
}

/** Tells admins in AYON what a service cannot do by itself. */
export interface AyonReporter {
  /** Writes one `log.error` event; the same cause is told once until it is cleared, however its message varies. Never rejects. */
  report(problem: ReportedProblem): Promise<void>;
  /** The cause is over: it may be told again when it comes back. Without `about`: all causes of this code. */
  clear(code: string, about?: string): void;
}

/** Longest message, in characters. */
const MESSAGE_LIMIT = 2_000;

/** A reporter that writes into AYON's event log, where the web UI shows it. Problems while AYON is away stay untold: its own absence is one. */
export function createAyonReporter(
  client: { readonly events: Pick<AyonClient['events'], 'dispatch'> },
  service: string,
): AyonReporter {
  const told = new Map<string, Set<string>>();
  return {
    report: async ({ code, message, about = '' }) => {
      const subjects = told.get(code) ?? new Set();
      if (subjects.has(about)) return;
      told.set(code, subjects.add(about));
      try {
        await client.events.dispatch({
          topic: 'log.error',
          description: `ftrack ${service}: ${message}`.slice(0, MESSAGE_LIMIT),
          summary: { service, code },
        });
      } catch {
        subjects.delete(about);
      }
    },
    clear: (code, about) => {
      if (about === undefined) told.delete(code);
      else told.get(code)?.delete(about);
    },
  };
}
