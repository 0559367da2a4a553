import { describe, expect, it, vi } from 'vitest';
import type { Clock } from '../clock/index.ts';
import { createFakeClock } from '../event-hub/testing/fake-clock.ts';
import { HealthRegistry } from '../telemetry/index.ts';
import { Supervisor } from './supervisor.ts';

const hurriedClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback) => setTimeout(callback, 1),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
};

function supervise(configure: () => Promise<string>, start: (configuration: string) => Promise<void>) {
  const health = new HealthRegistry();
  const problems: (string | null)[] = [];
  const stopped: string[] = [];
  const supervisor = new Supervisor<string>({
    configure,
    keyOf: (configuration) => configuration,
    start: async (configuration) => {
      await start(configuration);
      return {
        stop: async () => {
          stopped.push(configuration);
        },
      };
    },
    health: health.add('configuration'),
    onProblem: (error) => problems.push(error instanceof Error ? error.message : null),
    clock: hurriedClock,
  });
  return { supervisor, health, problems, stopped };
}

describe('Supervisor', () => {
  it('tries for ever, tells each problem once, and tells its end', async () => {
    let tries = 0;
    const started = vi.fn(async () => undefined);
    const { supervisor, problems, health } = supervise(async () => {
      tries += 1;
      if (tries < 5) throw new Error('AYON is away');
      if (tries < 8) throw new Error('no secret');
      return 'complete';
    }, started);
    supervisor.start();
    await vi.waitFor(() => expect(started).toHaveBeenCalledOnce());
    expect(problems).toEqual(['AYON is away', 'no secret', null]);
    expect(health.report().ready).toBe(true);
    await supervisor.stop();
  });

  it('asks ever more rarely, at most every half minute', async () => {
    const clock = createFakeClock();
    const asked: number[] = [];
    const supervisor = new Supervisor<string>({
      configure: () => {
        asked.push(clock.now());
        return Promise.reject(new Error('AYON is away'));
      },
      keyOf: (configuration) => configuration,
      start: () => Promise.reject(new Error('not to be reached')),
      health: new HealthRegistry().add('configuration'),
      onProblem: () => undefined,
      clock,
      random: () => 0.5,
    });
    supervisor.start();
    await clock.advance(60 * 60_000);
    expect(asked.length).toBeLessThan(170);
    const delays = asked.slice(1).map((at, index) => at - (asked[index] ?? 0));
    expect(delays.slice(0, 3)).toEqual([750, 1_500, 3_000]);
    expect(Math.max(...delays)).toBeLessThanOrEqual(30_000);
    await supervisor.stop();
  });

  it('starts a new core when the configuration changes, and keeps the old one while it cannot be read', async () => {
    const answers = ['one', 'one', new Error('AYON is away'), 'one', 'two'];
    const started: string[] = [];
    const { supervisor, stopped } = supervise(
      async () => {
        const answer = answers.length > 1 ? answers.shift() : answers[0];
        if (answer instanceof Error) throw answer;
        return answer ?? '';
      },
      async (configuration) => {
        started.push(configuration);
      },
    );
    supervisor.start();
    await vi.waitFor(() => expect(started).toEqual(['one', 'two']));
    expect(stopped).toEqual(['one']);
    await supervisor.stop();
    expect(stopped).toEqual(['one', 'two']);
  });

  it('ends at once while a server does not answer', async () => {
    const hanging = supervise(
      () => new Promise(() => undefined),
      async () => undefined,
    );
    hanging.supervisor.start();
    await hanging.supervisor.stop();
    const starting = supervise(
      async () => 'complete',
      () => new Promise(() => undefined),
    );
    starting.supervisor.start();
    await starting.supervisor.stop();
    expect([...hanging.problems, ...starting.problems]).toEqual([]);
  });

  it('stops a core that starts after the end', async () => {
    const starts: (() => void)[] = [];
    const { supervisor, stopped } = supervise(
      async () => 'complete',
      () => new Promise((resolve) => starts.push(resolve)),
    );
    supervisor.start();
    await vi.waitFor(() => expect(starts).toHaveLength(1));
    await supervisor.stop();
    starts[0]?.();
    await vi.waitFor(() => expect(stopped).toEqual(['complete']));
  });

  it('starts a core that ended anew, and survives one that cannot be stopped', async () => {
    const ends: (() => void)[] = [];
    const problems: unknown[] = [];
    const supervisor = new Supervisor<string>({
      configure: async () => 'the same',
      keyOf: (configuration) => configuration,
      start: async () => ({
        ended: new Promise((resolve) => ends.push(resolve)),
        stop: () => (ends.length === 1 ? Promise.reject(new Error('cannot stop')) : Promise.resolve()),
      }),
      health: new HealthRegistry().add('configuration'),
      onProblem: (error) => problems.push(error instanceof Error ? error.message : null),
      clock: hurriedClock,
    });
    supervisor.start();
    await vi.waitFor(() => expect(ends).toHaveLength(1));
    ends[0]?.();
    await vi.waitFor(() => expect(ends).toHaveLength(2));
    expect(problems[0]).toBe('cannot stop');
    await supervisor.stop();
  });
});
