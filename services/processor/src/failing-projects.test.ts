import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { FailingProjects } from './failing-projects.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function openFailing() {
  const shown: (string | null)[] = [];
  const over: string[] = [];
  let dirty: string[] | null = [];
  const failing = new FailingProjects({
    dirtyProjects: () =>
      dirty === null ? Promise.reject(new Error('Redis is away')) : Promise.resolve(dirty),
    onChange: (message) => shown.push(message),
    onOver: (code, projectId, isLast) => over.push(`${code} ${projectId}${isLast ? ' last' : ''}`),
  });
  const setDirty = (projects: string[] | null): void => {
    dirty = projects;
  };
  return { failing, shown, over, setDirty };
}

it('shows the first failure and how many there are', () => {
  const { failing, shown, over } = openFailing();
  failing.add('a', { code: 'x', message: 'one' });
  failing.add('b', { code: 'x', message: 'two' });
  failing.remove('a');
  failing.remove('b');
  failing.remove('b');
  expect(shown).toEqual(['one', 'one (and 1 more project)', 'two', null]);
  expect(over).toEqual(['x a', 'x b last']);
});

it('ends a cause when another one takes its place', () => {
  const { failing, over } = openFailing();
  failing.add('a', { code: 'x', message: 'one' });
  failing.add('a', { code: 'x', message: 'other words' });
  failing.add('a', { code: 'y', message: 'two' });
  expect(over).toEqual(['x a last']);
});

it('forgets a project that another process has synced, but not while Redis cannot tell', async () => {
  const { failing, shown, setDirty } = openFailing();
  failing.add('a', { code: 'x', message: 'one' });
  setDirty(['a']);
  await vi.advanceTimersByTimeAsync(20_000);
  setDirty(null);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(shown).toEqual(['one']);
  setDirty([]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(shown).toEqual(['one', null]);
  expect(vi.getTimerCount()).toBe(0);
});
