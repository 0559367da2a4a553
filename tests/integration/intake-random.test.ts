import { describe, expect, it, vi } from 'vitest';
import { openIntakeStudio, type RunningStudioIntake, tasksIn } from './intake-studio.ts';

/** A small generator of numbers from 0 to below 1; the same seed tells the same story. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const BLOWS = [
  'cut',
  'silence',
  'refuse',
  'kill redis',
  'empty redis',
  'restart',
  'table away',
  'nothing',
] as const;

describe('any mix of faults', () => {
  it.each([1, 2, 3])('loses no change (seed %i)', { timeout: 60_000 }, async (seed) => {
    await using studio = await openIntakeStudio({ silenceLimitMs: 600 });
    const random = randomOf(seed);
    let running: RunningStudioIntake = await studio.startIntake();
    await vi.waitFor(async () => expect(await studio.readNotices()).toHaveLength(1), { timeout: 15_000 });
    const made: string[] = [];
    const change = (): void => {
      for (let left = Math.floor(random() * 8); left >= 0; left -= 1)
        made.push(studio.createTask(`task-${made.length}`));
    };
    const strike = async (blow: (typeof BLOWS)[number]): Promise<void> => {
      if (blow === 'cut') studio.ftrack.setFaults({ cutSockets: true });
      if (blow === 'silence') studio.ftrack.setFaults({ silentSockets: true });
      if (blow === 'refuse') studio.ftrack.setFaults({ cutSockets: true, refuseHandshake: true });
      if (blow === 'table away') studio.ftrack.setFaults({ cutSockets: true, httpStatus: 503 });
      if (blow === 'kill redis') await studio.redis.kill();
      if (blow === 'empty redis') await running.redis.flushall().catch(() => undefined);
      if (blow === 'restart') {
        await running.stop();
        change();
        running = await studio.startIntake();
      }
    };
    const heal = async (): Promise<void> => {
      // Half-open connections end only when they are noticed, or cut.
      studio.ftrack.setFaults({
        silentSockets: false,
        refuseHandshake: false,
        httpStatus: null,
        cutSockets: random() < 0.5,
      });
      await studio.redis.start();
    };
    for (let round = 0; round < 12; round += 1) {
      change();
      const blow = BLOWS[Math.floor(random() * BLOWS.length)] ?? 'nothing';
      await strike(blow);
      change();
      // Sometimes long enough for the hub to be back before the next blow, mostly not.
      if (random() < 0.4) await untilTurns(random() * 400);
      if (random() < 0.2)
        await vi.waitUntil(() => random() < 0.3 || running.intake.status.hub.state === 'subscribed', {
          timeout: 15_000,
          interval: 100,
        });
      if (random() < 0.7) await heal();
      change();
    }
    await heal();
    studio.ftrack.setFaults({ cutSockets: true });
    await vi.waitFor(
      async () => {
        const { events, hints } = tasksIn(await studio.readLog());
        const found = new Set([...events, ...hints]);
        expect(made.filter((id) => !found.has(id))).toEqual([]);
        expect(running.intake.status).toMatchObject({ spooling: false, openGaps: 0 });
      },
      { timeout: 40_000, interval: 200 },
    );
    expect(studio.happenings.filter(({ type }) => type === 'lost')).toEqual([]);
  });
});

/** Lets the others work for a while; how long decides only how the faults overlap. */
function untilTurns(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
