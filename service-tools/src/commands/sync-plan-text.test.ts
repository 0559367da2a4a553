import { emptyPlan, type SyncPlan } from '@ynput/ftrack-common/sync';
import { describe, expect, it } from 'vitest';
import { describePlan, operationsOf, summaryOf } from './sync-plan-text.ts';

const EMPTY = emptyPlan('project');

const PLAN: SyncPlan = {
  ...EMPTY,
  anatomy: { statuses: [{ name: 'Done' }] },
  writes: [
    {
      write: { type: 'create', entityType: 'folder', entityId: 'f1', data: { name: 'sh020' } },
      ftrackId: 'ft1',
      path: '/sq010/sh020',
      onlyIfGone: null,
    },
    {
      write: {
        type: 'update',
        entityType: 'task',
        entityId: 't1',
        data: { status: 'Done', attrib: { description: null } },
      },
      ftrackId: 'ft2',
      path: '/sq010/sh010/anim',
      onlyIfGone: null,
    },
    {
      write: { type: 'delete', entityType: 'folder', entityId: 'f2' },
      ftrackId: 'ft3',
      path: '/sq010/sh030',
      onlyIfGone: 'ft3',
    },
  ],
  writeBacks: [
    { ftrackId: 'ft1', path: 'sq010/sh020', ayonId: 'f1', values: { ayon_id: 'f1' }, flagged: false },
  ],
  problems: [{ code: 'name_taken', ftrackId: 'ft9', path: 'sq010/sh040', message: 'Rename it.' }],
};

const run = (plan: SyncPlan) => ({ setUp: null, plan, parts: [], projectName: 'demo' });

describe('a plan for people', () => {
  it('stands grouped by folder, with values, what is left out, and counts', () => {
    expect(describePlan(run(PLAN), { colours: false })).toEqual([
      '/',
      '  ~ project demo: statuses',
      '/sq010',
      '  + folder sh020',
      '  - folder sh030',
      '/sq010/sh010',
      '  ~ task anim: status = "Done", description = none',
      '! sq010/sh040: Rename it.',
      '1 to create, 2 to update, 1 to delete, 1 to store in ftrack.',
    ]);
  });

  it('says so when there is nothing to do', () => {
    expect(describePlan(run(EMPTY), { colours: false })).toEqual([
      'Nothing to do: AYON says what ftrack says.',
    ]);
  });

  it('colours only the signs, and only when asked to', () => {
    const [, , , created] = describePlan(run(PLAN), { colours: true });
    expect(created).toContain('folder sh020');
    expect(created).not.toBe('  + folder sh020');
  });

  it('is one list of operations as JSON, each with what is needed to find it', () => {
    const operations = operationsOf(run(PLAN));
    expect(operations.map(({ system, type, path }) => `${system} ${type} ${path}`)).toEqual([
      'ayon update /demo',
      'ayon create /sq010/sh020',
      'ayon update /sq010/sh010/anim',
      'ayon delete /sq010/sh030',
      'ftrack update sq010/sh020',
    ]);
    expect(summaryOf(run(PLAN))).toEqual({
      create: 1,
      update: 2,
      delete: 1,
      writeBack: 1,
      problems: 1,
    });
  });

  it('shows from where to where a link goes', () => {
    const link = {
      system: 'ayon',
      entityType: 'link',
      id: 'l1',
      ftrackId: 'ft',
      path: '/sq010/sh010',
    } as const;
    const operations = [{ ...link, type: 'create', data: { to: '/assets/tree' } } as const];
    const parts = [{ part: 'links', operations, problems: [] } as const];
    expect(describePlan({ ...run(EMPTY), parts }, { colours: false })).toEqual([
      '/sq010',
      '  + link sh010 → /assets/tree',
      '1 to create, 0 to update, 0 to delete, 0 to store in ftrack.',
    ]);
  });

  it('begins with what a first sync makes on both sides', () => {
    const project = { name: 'demo', code: 'dm', label: 'Demo' };
    const setUp = { project, attributes: ['ayon_id', 'ayon_path'] };
    expect(describePlan({ ...run(EMPTY), setUp }, { colours: false })).toEqual([
      '/',
      '  + project demo',
      'ftrack: custom attributes to be made: ayon_id, ayon_path',
      '3 to create, 0 to update, 0 to delete, 0 to store in ftrack.',
    ]);
  });

  it('counts what a folder has too much of to be listed', () => {
    const [write] = PLAN.writes;
    if (write === undefined) throw new Error('no write');
    const writes = Array.from({ length: 50 }, (_, index) => ({ ...write, path: `/sq010/sh${index}` }));
    const lines = describePlan(run({ ...EMPTY, writes }), { colours: false });
    expect(lines).toHaveLength(1 + 20 + 1 + 1);
    expect(lines).toContain('  … 30 more');
  });
});
