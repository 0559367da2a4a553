import { expect, it } from 'vitest';
import { createAyonReporter } from './ayon-reporter.ts';

function reporterWith() {
  const written: string[] = [];
  const over: [id: string, description: string | undefined][] = [];
  const state = { away: false };
  const events = {
    dispatch: async ({ description = '' }: { description?: string }) => {
      if (state.away) throw new Error('AYON is away');
      written.push(description);
      return `event ${written.length}`;
    },
    update: async (id: string, { description }: { description?: string }) => {
      if (state.away) throw new Error('AYON is away');
      over.push([id, description]);
    },
  };
  return { written, over, state, reporter: createAyonReporter({ events }, 'processor') };
}

it('tells a cause once, however its message varies, until it is over', async () => {
  const { written, reporter } = reporterWith();
  await reporter.report({ code: 'ftrack_unreachable', message: 'query Task: no answer' });
  await reporter.report({ code: 'ftrack_unreachable', message: 'query Shot: no answer' });
  expect(written).toEqual(['ftrack processor: query Task: no answer']);
  await reporter.clear('ftrack_unreachable');
  await reporter.report({ code: 'ftrack_unreachable', message: 'again' });
  expect(written).toHaveLength(2);
});

it('says at the event that its cause is over, as soon as AYON has both', async () => {
  const { written, over, state, reporter } = reporterWith();
  const telling = reporter.report({ code: 'ayon_project_taken', message: 'taken', about: 'a' });
  await reporter.clear('ayon_project_taken', 'b');
  await reporter.clear('ayon_project_taken');
  await telling;
  expect(over).toEqual([['event 1', 'Over: ftrack processor: taken']]);
  await reporter.report({ code: 'ayon_project_taken', message: 'taken', about: 'a' });
  state.away = true;
  await reporter.clear('ayon_project_taken', 'a');
  await reporter.clear('ayon_project_taken', 'a');
  expect([written.length, over.length]).toEqual([2, 1]);
});

it('tells the same of several projects', async () => {
  const { written, reporter } = reporterWith();
  const report = (about: string) => reporter.report({ code: 'ayon_project_taken', message: about, about });
  for (const project of ['a', 'b', 'a', 'b']) await report(project);
  expect(written).toHaveLength(2);
  await reporter.clear('ayon_project_taken', 'a');
  for (const project of ['a', 'b']) await report(project);
  expect(written).toHaveLength(3);
});

it('tells it later when AYON was away, and never rejects', async () => {
  const { written, state, reporter } = reporterWith();
  state.away = true;
  await reporter.report({ code: 'secret_missing', message: 'one' });
  state.away = false;
  await reporter.report({ code: 'secret_missing', message: 'x'.repeat(10_000) });
  expect(written).toHaveLength(1);
  expect(written[0]).toHaveLength(2_000);
});
