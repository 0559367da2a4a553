import type { IntakePosition } from './intake-state.ts';

/**
 * How a log is not the one that was written before: `emptied` (it is new), `set_back` (the same, with less in it) or `restored` (another
 * one, with a position of its own).
 */
export type LogReplacement = 'emptied' | 'set_back' | 'restored';

export interface LogJudgement {
  readonly replaced: LogReplacement | null;
  /** Everything up to this id of the Event table is in the log that was found; null when nothing is known. */
  readonly mark: number | null;
}

export interface LogEvidence {
  readonly found: { readonly epoch: string; readonly sequence: number };
  /** What we knew before: from memory, or after a start from the file. */
  readonly known: IntakePosition | null;
  /** The position that lies in Redis beside the log, and is lost or set back together with it. */
  readonly stored: IntakePosition | null;
  readonly serverUrl: string;
}

/** Tells whether the log that was found holds what was written to it, and from where on it has to be filled. */
export function judgeLog({ found, known, stored, serverUrl }: LogEvidence): LogJudgement {
  const ofServer = (position: IntakePosition | null): IntakePosition | null =>
    position?.serverUrl === serverUrl ? position : null;
  const belongs = stored?.epoch === found.epoch;
  const before = known ?? stored;
  if (before === null) return { replaced: null, mark: null };
  if (before.epoch === found.epoch) {
    const own = belongs ? (ofServer(stored)?.eventId ?? null) : null;
    if (found.sequence >= before.sequence)
      return { replaced: null, mark: own ?? ofServer(before)?.eventId ?? null };
    return { replaced: 'set_back', mark: own ?? oldestOf(ofServer(before)) };
  }
  if (belongs) return { replaced: 'restored', mark: ofServer(stored)?.eventId ?? null };
  return { replaced: 'emptied', mark: oldestOf(ofServer(before)) };
}

function oldestOf(position: IntakePosition | null): number | null {
  return position?.earlier[0]?.eventId ?? position?.eventId ?? null;
}
