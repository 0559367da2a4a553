import type { World } from '../world.ts';
import type { Phase } from '../render/screen.ts';
import { count, milliseconds } from '../render/style.ts';
import type { Stage } from '../stage.ts';
import { planStorm, sendStorm } from '../storm.ts';
import type { Cast } from './cast.ts';
import { failureOf } from './perform.ts';

const PROCESSOR_STORM = { size: 60, overMs: 6_000, killAt: 15, startAt: 35 } as const;
const LEECHER_STORM = { size: 40, overMs: 2_000 } as const;
const ARRIVAL_LIMIT_MS = 30_000;
/** Nothing can arrive without backfill; so long we look. */
const VAIN_WAIT_MS = 4_000;

/**
 * Kills the processor while changes go on and starts it again while they still do.
 * @throws {DemoFailure} a change did not arrive.
 */
export async function crashProcessor(stage: Stage, world: World, cast: Cast): Promise<void> {
  const { screen, observer } = stage;
  const { size, overMs, killAt, startAt } = PROCESSOR_STORM;
  const step = 'processor killed';
  const changes = planStorm(cast.processorStorm, stage.facts, size);
  screen.blow(`The processor is killed with SIGKILL amid ${size} changes in ${overMs / 1_000} s`);
  const phase = screen.phase('processor killed');
  try {
    const first = stage.sent.length;
    let returned: Promise<number> = Promise.resolve(0);
    let killed: Promise<void> = Promise.resolve();
    await sendStorm(stage, changes, {
      step,
      overMs,
      onSent: (sent) => {
        phase.update(`${sent} of ${size} changes`, sent / size);
        if (sent === killAt) killed = world.processor.kill();
        if (sent === startAt) returned = killed.then(() => world.processor.start());
      },
    });
    const lastSentAt = performance.now();
    const readyMs = await returned;
    const seen = await observer.untilHolds(stage.sent.slice(first), ARRIVAL_LIMIT_MS);
    const ms = seen.seenAt === null ? null : Math.max(0, Math.round(seen.seenAt - lastSentAt));
    stage.results.push({ name: step, ms });
    tell(stage, phase, {
      ok: ms !== null,
      did: `${size} changes, ${startAt - killAt} while it was dead`,
      arrived: `all there; ready after ${milliseconds(readyMs)}`,
      missing: seen.missing.length,
      ms,
      cause: 'from the log',
    });
    const [missing] = seen.missing;
    if (missing !== undefined) throw failureOf(step, missing);
  } finally {
    phase.clear();
  }
}

/**
 * Kills the leecher, changes things while nobody listens to ftrack, and starts it again: what it missed comes from ftrack's
 * Event table.
 * @returns number of rows it wrote while the leecher was dead that the log got as hints. What did not arrive is left to the checker to find.
 */
export async function crashLeecher(
  stage: Stage,
  world: World,
  { cast, backfill }: { readonly cast: Cast; readonly backfill: boolean },
): Promise<number> {
  const { screen, observer, log } = stage;
  const { size, overMs } = LEECHER_STORM;
  const step = 'leecher killed';
  const changes = planStorm(cast.leecherStorm, stage.facts, size);
  screen.blow(`The leecher is killed with SIGKILL: nobody hears of ${size} changes`);
  const phase = screen.phase('leecher killed');
  try {
    const before = await log.position();
    const first = stage.sent.length;
    await world.leecher.kill();
    const lastRow = await stage.client.newestEventRow();
    await sendStorm(stage, changes, {
      step,
      overMs,
      onSent: (sent) => phase.update(`${sent} of ${size} changes`, sent / size),
    });
    phase.update('started again');
    const startedAt = performance.now();
    await world.leecher.start();
    const seen = await observer.untilHolds(
      stage.sent.slice(first),
      backfill ? ARRIVAL_LIMIT_MS : VAIN_WAIT_MS,
    );
    const ms = seen.seenAt === null ? null : Math.round(seen.seenAt - startedAt);
    stage.results.push({ name: step, ms });
    const hints = await log.countHints(before, lastRow);
    tell(stage, phase, {
      ok: ms !== null,
      did: `${size} changes, then started again`,
      arrived: "all there, by ftrack's Event table",
      missing: seen.missing.length,
      ms,
      cause: `${count(hints)} hints`,
    });
    return hints;
  } finally {
    phase.clear();
  }
}

interface Outcome {
  readonly ok: boolean;
  readonly did: string;
  readonly arrived: string;
  readonly missing: number;
  readonly ms: number | null;
  readonly cause: string;
}

function tell({ screen }: Stage, phase: Phase, { missing, arrived, ...row }: Outcome): void {
  phase.clear();
  screen.step({ ...row, arrived: missing === 0 ? arrived : `${count(missing)} values missing` });
  screen.line();
}
