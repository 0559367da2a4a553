import { expect, test } from 'vitest';
import { type ComponentHealth, HealthRegistry, registerSecret } from './index.ts';

function makeRegistry(): { registry: HealthRegistry; changes: string[]; advance: (ms: number) => void } {
  let now = Date.parse('2026-01-01T00:00:00Z');
  const changes: string[] = [];
  const registry = new HealthRegistry({
    clock: { now: () => now, setTimeout: () => undefined, clearTimeout: () => undefined },
    onChange: (after: ComponentHealth, before: ComponentHealth) =>
      changes.push(`${after.name}: ${before.state} -> ${after.state}`),
  });
  return { registry, changes, advance: (ms) => (now += ms) };
}

test('a registry without components is well', () => {
  expect(makeRegistry().registry.report()).toEqual({ state: 'ok', live: true, ready: true, components: [] });
});

test('since is when the state began, changes of the message keep it', () => {
  const { registry, changes, advance } = makeRegistry();
  const hub = registry.add('ftrack event hub');
  advance(1000);
  hub.failed('no answer');
  advance(1000);
  hub.failed('no answer for a while');
  hub.failed('no answer for a while');
  expect(registry.report().components).toEqual([
    {
      name: 'ftrack event hub',
      effect: 'ready',
      state: 'failed',
      message: 'no answer for a while',
      since: '2026-01-01T00:00:01.000Z',
      details: {},
    },
  ]);
  expect(changes).toEqual(['ftrack event hub: starting -> failed', 'ftrack event hub: failed -> failed']);
});

test.each([
  ['ready', 'starting', { live: true, ready: false }],
  ['ready', 'failed', { live: true, ready: false }],
  ['ready', 'degraded', { live: true, ready: true }],
  ['live', 'failed', { live: false, ready: false }],
  ['nothing', 'failed', { live: true, ready: true }],
] as const)('a component that affects %s and is %s', (effect, state, expected) => {
  const { registry } = makeRegistry();
  registry.add('other').ok();
  registry.add('one', effect)[state]('why');
  expect(registry.report()).toMatchObject({ ...expected, state });
});

test('messages and details do not show secrets; details are merged; a removed component is gone', () => {
  registerSecret('hunter22');
  const { registry } = makeRegistry();
  const redis = registry.add('Redis');
  redis.setDetails({ address: 'redis://:hunter22@host', version: '7.0' });
  redis.setDetails({ version: '7.2' });
  redis.failed('refused hunter22');
  expect(registry.report().components).toMatchObject([
    { message: 'refused ***', details: { address: 'redis://***@host', version: '7.2' } },
  ]);
  redis.remove();
  expect(registry.report().components).toEqual([]);
  registry.add('Redis');
  expect(() => registry.add('Redis')).toThrow(/there already/);
});
