import { HINT_TOPIC } from '@ynput/ftrack-common/intake';
import { describe, expect, it, vi } from 'vitest';
import { openIntakeStudio, tasksIn } from './intake-studio.ts';

const SOON = { timeout: 15_000 };

describe('a time the hub was not heard', () => {
  it('while the leecher was down is read from the Event table, and told after its hints', async () => {
    await using studio = await openIntakeStudio();
    const first = await studio.startIntake();
    await vi.waitFor(async () => expect(await studio.readNotices()).toHaveLength(1), SOON);
    const heard = studio.createTask('heard');
    await vi.waitFor(async () => expect(tasksIn(await studio.readLog()).events).toContain(heard));
    await first.stop();
    const missed = ['a', 'b', 'c'].map((name) => studio.createTask(name));

    await using _second = await studio.startIntake();
    await vi.waitFor(async () => expect(await studio.readNotices()).toHaveLength(2), SOON);
    const records = await studio.readLog();
    expect(tasksIn(records).hints).toEqual(expect.arrayContaining(missed));
    expect(tasksIn(records).events).not.toEqual(expect.arrayContaining(missed));
    expect(records.at(-1)?.kind).toBe('notice');
    const [start, restart] = await studio.readNotices();
    expect(start).toMatchObject({ from: null, reason: 'start', rows: 0 });
    expect(restart).toMatchObject({ from: expect.any(String) as string, reason: 'start' });
    expect(restart?.rows).toBeGreaterThanOrEqual(3);
  });

  it('is only told when backfill is off', async () => {
    await using studio = await openIntakeStudio();
    const first = await studio.startIntake();
    await vi.waitFor(async () => expect(await studio.readNotices()).toHaveLength(1), SOON);
    await first.stop();
    studio.createTask('missed');
    await using _second = await studio.startIntake({ backfill: false });
    await vi.waitFor(async () => expect(await studio.readNotices()).toHaveLength(2), SOON);
    expect((await studio.readNotices())[1]?.rows).toBeNull();
    expect((await studio.readLog()).some(({ topic }) => topic === HINT_TOPIC)).toBe(false);
  });

  it('because the socket was cut', async () => {
    await using studio = await openIntakeStudio();
    await using _running = await studio.startIntake();
    await vi.waitFor(async () => expect(await studio.readNotices()).toHaveLength(1), SOON);
    studio.ftrack.setFaults({ cutSockets: true });
    const missed = studio.createTask('missed');
    await vi.waitFor(async () => expect(await studio.readNotices()).toHaveLength(2), SOON);
    expect(tasksIn(await studio.readLog()).hints).toContain(missed);
    expect((await studio.readNotices())[1]).toMatchObject({ reason: 'closed' });
  });

  it('because the connection was half open, however many ids were polled meanwhile', async () => {
    await using studio = await openIntakeStudio({ silenceLimitMs: 800 });
    await using running = await studio.startIntake();
    await vi.waitFor(async () => expect(await studio.readNotices()).toHaveLength(1), SOON);
    studio.ftrack.setFaults({ silentSockets: true });
    const missed = studio.createTask('missed');
    await vi.waitUntil(() => running.intake.status.hub.state !== 'subscribed', SOON);
    studio.ftrack.setFaults({ silentSockets: false });
    await vi.waitFor(async () => expect(tasksIn(await studio.readLog()).hints).toContain(missed), SOON);
    await vi.waitFor(
      async () => expect((await studio.readNotices())[1]).toMatchObject({ reason: 'silent' }),
      SOON,
    );
  });

  it('because the handshake was refused, and the Event table with it', async () => {
    await using studio = await openIntakeStudio();
    await using _running = await studio.startIntake();
    await vi.waitFor(async () => expect(await studio.readNotices()).toHaveLength(1), SOON);
    studio.ftrack.setFaults({ cutSockets: true, refuseHandshake: true, httpStatus: 503 });
    const missed = studio.createTask('missed');
    await vi.waitUntil(
      () => studio.happenings.some((one) => one.type === 'hub' && one.happening.type === 'refused'),
      SOON,
    );
    studio.ftrack.setFaults({ refuseHandshake: false });
    await vi.waitUntil(() => studio.happenings.some(({ type }) => type === 'backfill_failed'), SOON);
    studio.ftrack.setFaults({ httpStatus: null });
    await vi.waitFor(async () => expect(tasksIn(await studio.readLog()).hints).toContain(missed), SOON);
  });

  it('is filled up to where the mark stood, not read from the beginning', async () => {
    await using studio = await openIntakeStudio();
    for (let index = 0; index < 150; index += 1) studio.createTask(`old-${index}`);
    await using running = await studio.startIntake();
    await vi.waitFor(async () => expect(await studio.readNotices()).toHaveLength(1), SOON);
    expect(tasksIn(await studio.readLog()).hints).toEqual([]);
    expect(running.intake.status.mark).toBeGreaterThan(100);
    const heard = studio.createTask('heard');
    const before = running.intake.status.mark ?? 0;
    await vi.waitUntil(() => (running.intake.status.mark ?? 0) > before, SOON);
    expect(tasksIn(await studio.readLog()).events).toContain(heard);
  });
});
