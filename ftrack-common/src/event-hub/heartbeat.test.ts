import { describe, expect, it } from 'vitest';
import { watchSilence } from './heartbeat.ts';
import { createFakeClock } from './testing/fake-clock.ts';

describe('silence watch', () => {
  it('reports silence once, after the limit and a grace', async () => {
    const clock = createFakeClock();
    let reports = 0;
    watchSilence({ clock, limitMs: 1000, onSilence: () => (reports += 1) });
    await clock.advance(1050);
    expect(reports).toBe(0);
    await clock.advance(10_000);
    expect(reports).toBe(1);
    expect(clock.pending).toBe(0);
  });

  it('is content with anything heard, also within the grace', async () => {
    const clock = createFakeClock();
    let reports = 0;
    const watch = watchSilence({ clock, limitMs: 1000, onSilence: () => (reports += 1) });
    for (let step = 0; step < 20; step += 1) {
      await clock.advance(1050);
      watch.heard();
    }
    expect(reports).toBe(0);
    expect(watch.lastHeardAt).toBe(clock.now());
    watch.stop();
    expect(clock.pending).toBe(0);
  });

  it('survives a clock that is set back', async () => {
    const clock = createFakeClock();
    let shift = 0;
    const shifted = { ...clock, now: () => clock.now() - shift };
    let reports = 0;
    watchSilence({ clock: shifted, limitMs: 1000, onSilence: () => (reports += 1) });
    shift = 3_600_000;
    await clock.advance(2500);
    expect(reports).toBe(1);
  });
});
