import { expect, test } from 'vitest';
import { readSettings } from '../settings/index.ts';
import { createAyonReporter } from './ayon-reporter.ts';
import { SettingProblems } from './setting-problems.ts';

function open() {
  const told: string[] = [];
  const events = {
    dispatch: async ({ description = '' }) => (told.push(description), `${told.length}`),
    update: async () => undefined,
  };
  const problems = new SettingProblems(createAyonReporter({ events } as never, 'processor'));
  return {
    told,
    update: (stored: unknown) => problems.update(readSettings(stored)),
    updateProject: (stored: unknown) => problems.updateProject('demo', readSettings(stored)),
  };
}

test('an odd value is told once, by its way through the form and its path, and again when it comes back', () => {
  const { told, update } = open();
  const odd = { sync: { removal_limit: { entities: -5 } } };
  update(odd);
  update(odd);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(
    /^ftrack processor: ftrack settings > Sync > Removal limit > Entities \(sync\/removal_limit\/entities\): .+; the default is used\.$/,
  );
  update({});
  update(odd);
  expect(told).toHaveLength(2);
});

test('of a project only what is its own is told', () => {
  const { told, update, updateProject } = open();
  const row = { path: 'old', value: '5', reason: 'There is no such setting.' };
  const studio = { enabled: 'x', unconverted: [row] };
  update(studio);
  updateProject(studio);
  expect(told).toHaveLength(2);
  updateProject({ ...studio, sync: { delete_policy: 'burn' } });
  updateProject({ ...studio, sync: { delete_policy: 'burn' } });
  expect(told).toHaveLength(3);
  expect(told[2]).toContain(
    'ftrack settings of the project demo > Sync > When something is removed in ftrack (sync/delete_policy)',
  );
});

test('values that were set aside are told in one event, which names the first of them', () => {
  const { told, update } = open();
  const row = (index: number) => ({
    path: `old/key_${index}`,
    value: '"s3cret"',
    reason: 'There is no such setting.',
  });
  const unconverted = Array.from({ length: 12 }, (_, index) => row(index));
  update({ unconverted });
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(
    /Values without a place holds stored values.+old\/key_0, .+old\/key_9 and 2 more\./,
  );
  expect(told[0]).not.toContain('s3cret');
  update({ unconverted: unconverted.slice(1) });
  expect(told).toHaveLength(2);
});
