import { expect, test } from 'vitest';
import { readSettings } from './read-settings.ts';

test('by default the rule that leaves a status alone stands before the rule for every status', () => {
  const { mapping } = readSettings({}).settings.post_launch_hook;
  const ignored = mapping.findIndex((rule) => rule.name === '__ignore__');
  const any = mapping.findIndex((rule) => rule.value.includes('__any__'));
  expect(ignored).toBeGreaterThanOrEqual(0);
  expect(any).toBe(mapping.length - 1);
  expect(ignored).toBeLessThan(any);
});
