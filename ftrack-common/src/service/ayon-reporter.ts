import type { AyonClient } from '@ynput/ayon-api';

/** Tells admins in AYON what a service cannot do by itself. */
export interface AyonReporter {
  /** Writes one `log.error` event; the same cause is told once until it is cleared. Never rejects. */
  report(problem: { readonly code: string; readonly message: string }): Promise<void>;
  /** The cause is over: it may be told again when it comes back. */
  clear(code: string): void;
}

/** A reporter that writes into AYON's event log, where the web UI shows it. Problems while AYON is away stay untold: its own absence is one. */
export function createAyonReporter(client: AyonClient, service: string): AyonReporter {
  const told = new Map<string, string>();
  return {
    report: async ({ code, message }) => {
      if (told.get(code) === message) return;
      told.set(code, message);
      try {
        await client.events.dispatch({
          topic: 'log.error',
          description: `ftrack ${service}: ${message}`.slice(0, 2_000),
          summary: { service, code },
        });
      } catch {
        told.delete(code);
      }
    },
    clear: (code) => {
      told.delete(code);
    },
  };
}
