import type { AyonEvent, Service } from '@ynput/ayon-api';
import { describe, expect, it, vi } from 'vitest';
import { WriterConflictError, WriterGuard } from './writer-guard.ts';

const service = (overrides: Partial<Service>): Service => ({
  name: 'old-processor',
  hostname: 'farm1',
  addonName: 'ftrack',
  addonVersion: '1.6.4',
  service: 'processor',
  shouldRun: true,
  isRunning: true,
  lastSeenSeconds: 4,
  ...overrides,
});

function guardOver(facts: { services?: Service[]; jobSenders?: string[] }) {
  let now = 1_000_000;
  const onChange = vi.fn<(conflict: WriterConflictError | null) => void>();
  const listServices = vi.fn(async () => facts.services ?? []);
  const list = vi.fn(async () => (facts.jobSenders ?? []).map((sender) => ({ sender }) as AyonEvent));
  const guard = new WriterGuard({
    client: { listServices, events: { list } },
    addonName: 'ftrack',
    addonVersion: '2.0.0',
    ours: async () => ['our-processor', 'our-leecher'],
    onChange,
    clock: { now: () => now, setTimeout: () => 0, clearTimeout: () => undefined },
  });
  return { guard, onChange, listServices, facts, pass: (ms: number) => (now += ms) };
}

describe('WriterGuard', () => {
  it.each([
    [
      'our own services',
      { services: [service({ name: 'our-leecher' }), service({ name: 'our-processor' })] },
    ],
    [
      'a leecher of our version that has not reached Redis yet',
      { services: [service({ service: 'leecher', addonVersion: '2.0.0' })] },
    ],
    ['another addon', { services: [service({ addonName: 'shotgrid' })] }],
    ['a service that does not run', { services: [service({ isRunning: false })] }],
    ['a service not seen for a minute', { services: [service({ lastSeenSeconds: 61 })] }],
    ['a service never seen', { services: [service({ lastSeenSeconds: null })] }],
    ['jobs of our own', { jobSenders: ['our-processor'] }],
  ])('lets us write beside %s', async (_, facts) => {
    await expect(guardOver(facts).guard.assertAlone()).resolves.toBeUndefined();
  });

  it.each([
    [{}, /service 'old-processor' \(1\.6\.4, on farm1\).*Stop the one/],
    [{ addonVersion: '2.0.0' }, /service 'old-processor' \(2\.0\.0, on farm1\)/],
    [{ name: 'old-leecher', service: 'leecher' }, /service 'old-leecher' \(1\.6\.4, on farm1\)/],
  ])(
    'refuses beside any other running service of the addon, and says which to stop: %j',
    async (facts, message) => {
      const { guard } = guardOver({ services: [service(facts)] });
      await expect(guard.assertAlone()).rejects.toThrow(message);
    },
  );

  it('refuses beside fresh jobs of an older processor', async () => {
    const { guard } = guardOver({ jobSenders: ['old-host'] });
    await expect(guard.assertAlone()).rejects.toThrow(/processor 'old-host' of an older ftrack addon/);
  });

  it('asks AYON at most every ten seconds, tells a conflict once, and goes on when it is over', async () => {
    const { guard, onChange, listServices, facts, pass } = guardOver({ services: [service({})] });
    await expect(guard.assertAlone()).rejects.toBeInstanceOf(WriterConflictError);
    await expect(guard.assertAlone()).rejects.toBeInstanceOf(WriterConflictError);
    expect(listServices).toHaveBeenCalledOnce();
    facts.services = [];
    pass(10_001);
    await guard.assertAlone();
    expect(onChange.mock.calls.map(([conflict]) => conflict === null)).toEqual([false, true]);
  });
});
