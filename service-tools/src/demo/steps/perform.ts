import type { Difference, SentChange } from '../checker/index.ts';
import { DemoFailure, type LiveStep, type PlannedChange, type Stage } from '../stage.ts';

const ARRIVAL_LIMIT_MS = 20_000;

/**
 * Sends one live change to ftrack, waits until AYON holds it and tells both.
 * @throws {DemoFailure} it did not arrive within 20 s.
 */
export async function performStep(stage: Stage, step: LiveStep): Promise<void> {
  const { screen, log } = stage;
  const before = await log.position();
  const phase = screen.phase(step.did);
  try {
    const sent = record(stage, step.name, step.changes);
    const began = performance.now();
    await stage.client.send(step.operations);
    const seen = await stage.observer.untilHolds(sent, ARRIVAL_LIMIT_MS);
    const ms = seen.seenAt === null ? null : Math.round(seen.seenAt - began);
    stage.results.push({ name: step.name, ms });
    const ids = step.changes.map(({ entityId }) => entityId);
    const cause = ms === null ? null : await log.findCause(ids, before);
    phase.clear();
    screen.step({
      ok: ms !== null,
      did: step.did,
      arrived: ms === null ? 'nothing' : step.arrived(seen.entities),
      ms,
      cause: cause === null ? '–' : `#${cause.sequence} ${cause.kind ?? ''}`.trimEnd(),
    });
    const [missing] = seen.missing;
    if (missing !== undefined) throw failureOf(step.name, missing);
  } finally {
    phase.clear();
  }
}

/** Notes changes for the checker. */
export function record(stage: Stage, step: string, changes: readonly PlannedChange[]): SentChange[] {
  const sent = changes.map((change) => ({ step, ...change }));
  stage.sent.push(...sent);
  return sent;
}

/** A difference, as a failure of its step. */
export function failureOf(step: string, { entityId, field, expected, found }: Difference): DemoFailure {
  const show = (value: unknown): string => (value === undefined ? 'no such entity' : JSON.stringify(value));
  return new DemoFailure(step, `${field} of ${entityId} to be ${show(expected)}`, show(found));
}
