import { describe, expect, it, vi } from 'vitest';
import { openIntakeStudio, tasksIn } from './intake-studio.ts';

describe('what the hub tells', () => {
  it('is in the log as received, in order, and soon', async () => {
    await using studio = await openIntakeStudio();
    await using running = await studio.startIntake();
    await running.untilSubscribed();
    const ids = Array.from({ length: 50 }, (_, index) => studio.createTask(`task-${index}`));
    await vi.waitFor(async () => expect(tasksIn(await studio.readLog()).events).toHaveLength(50));
    expect(tasksIn(await studio.readLog()).events).toEqual(ids);
    const slowest = Math.max(
      ...studio.happenings.map((one) => (one.type === 'appended' ? (one.oldestMs ?? 0) : 0)),
    );
    expect(slowest).toBeLessThan(500);
  });
});
