import { describe, expect, it, vi } from 'vitest';
import type { Clock } from '../clock/index.ts';
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
});
