import { expect, it, vi } from 'vitest';
import { componentOf, ProcessorStudio, untilReady } from './processor-studio.ts';

const SOON = { timeout: 15_000, interval: 25 };

it('odd events are passed over or followed, and what comes after them is synced', async () => {
  await using studio = await ProcessorStudio.open({ entities: 20 });
  await using processor = await studio.startProcessor();
  await using leecher = await studio.startLeecher();
  await untilReady(leecher.url);
  await studio.requestAndAwaitSync();

  const { projectId } = studio;
  const [shot] = studio.query('select id from Shot order by id');
  const event = (id: string, more: Record<string, unknown> = {}) => ({
    id,
    body: JSON.stringify({ id, topic: 'ftrack.update', data: {}, source: null, ...more }),
  });
  const entities = (...list: Record<string, unknown>[]) => ({ data: { entities: list } });
  const parents = [{ entityId: projectId, entityType: 'show' }];
  const odd = [
    event('no-data', { data: null }),
    event('no-list', { data: { entities: 'many' } }),
    event('no-entity-type', entities({ entityId: 'x', action: 'update' })),
    event('nothing-in-it', entities({})),
    event('no-strings', entities({ entityId: 1, entityType: [], action: {}, keys: 'all', parents })),
    event(
      'bad-parents',
      entities({ entityId: 'x', entityType: 'task', parents: [null, 3, { entityId: {} }] }),
    ),
    event(
      'unknown-project',
      entities({
        entityId: 'x',
        entityType: 'task',
        parents: [{ entityId: 'no such project', entityType: 'show' }],
      }),
    ),
    event('injection', entities({ entityId: '" or id like "%', entityType: 'task', parents })),
    event(
      'unknown-entity',
      entities({
        entityId: 'aaaaaaaa-0000-4000-8000-00000000dead',
        entityType: 'task',
        action: 'update',
        parents,
      }),
    ),
    event(
      'long-text',
      entities({
        entityId: shot?.['id'],
        entityType: 'task',
        action: 'update',
        changes: { name: { old: '', new: 'ü'.repeat(1_000_000) } },
        parents,
      }),
    ),
    { id: 'broken', body: '{"id": "broken", "data": {' },
    { id: 'number', body: '7' },
    { id: 'list', body: '[]' },
    { id: 'empty', body: '' },
    { id: 'zero', body: '"\\u0000\\ud800"' },
    { ...event('topic'), topic: 'studio.something' },
    {
      ...event('forged'),
      topic: 'ayon.ftrack.sync.requested',
      body: JSON.stringify({ projectId: 'x', createProject: true }),
    },
    { ...event('forged-2'), topic: 'ayon.ftrack.reconcile' },
    { ...event('forged-3'), topic: 'ayon.ftrack.hint', body: '3' },
    { ...event('long-topic'), topic: 'x'.repeat(10_000) },
  ];
  await studio.append(odd);
  studio.renameShots('afterwards');
  await studio.untilEqual();
  await studio.untilNothingDirty();

  expect(studio.lines.filter((line) => line.includes('record failed'))).toEqual([]);
  expect(await componentOf(processor.url, 'sync')).toMatchObject({ state: 'ok' });
  const metrics = await (await fetch(`${processor.url}/metrics`)).text();
  expect(metrics).toMatch(/log_records_total\{kind="event",topic="other"\} 2/);
  expect(metrics).not.toMatch(/log_record_failures_total\{/);
  const reads = studio.lines.filter(
    (line) => line.includes('"sequence"') && line.includes('"service":"processor"'),
  );
  for (const { id } of odd) expect(reads.some((line) => line.includes(`"id":"${id}"`))).toBe(true);
  expect(Math.max(...reads.map((line) => line.length))).toBeLessThan(1_000);
  await vi.waitFor(
    async () => expect((await studio.journal()).every(({ failed }) => failed.length === 0)).toBe(true),
    SOON,
  );
});
