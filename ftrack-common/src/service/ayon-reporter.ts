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
  /**
   * The cause is over: its event says so from now on, and it is told again when it comes back. Without `about`: all causes of this
   * code. Never rejects; the event stays as it was when AYON cannot be reached.
   */
  clear(code: string, about?: string): Promise<void>;
}

/** Longest message, in characters. */
const MESSAGE_LIMIT = 2_000;

interface Told {
  readonly description: string;
  /** Id of the event; null when AYON did not take it. */
  readonly event: Promise<string | null>;
}

/** A reporter that writes into AYON's event log, where the web UI shows it. Problems while AYON is away stay untold: its own absence is one. */
export function createAyonReporter(
  client: { readonly events: Pick<AyonClient['events'], 'dispatch' | 'update'> },
  service: string,
): AyonReporter {
  const { events } = client;
  const told = new Map<string, Map<string, Told>>();
  return {
    report: async ({ code, message, about = '' }) => {
      const subjects = told.get(code) ?? new Map<string, Told>();
      if (subjects.has(about)) return;
      const description = `ftrack ${service}: ${message}`.slice(0, MESSAGE_LIMIT);
      const event = events
        .dispatch({ topic: 'log.error', description, summary: { service, code } })
        .catch(() => null);
      const one = { description, event };
      told.set(code, subjects.set(about, one));
      if ((await event) === null && subjects.get(about) === one) subjects.delete(about);
    },
    clear: async (code, about) => {
      const subjects = told.get(code);
      const over = [...(subjects ?? [])].filter(([subject]) => about === undefined || subject === about);
      for (const [subject] of over) subjects?.delete(subject);
      await Promise.all(
        over.map(async ([, { description, event }]) => {
          const id = await event;
          if (id === null) return;
          const now = `Over: ${description}`.slice(0, MESSAGE_LIMIT);
          await events.update(id, { description: now }).catch(() => undefined);
        }),
      );
    },
  };
}
