import { describe, expect, it } from 'vitest';
import type { AyonSide, AyonSideEntity } from './ayon-side.ts';
import { compareSides } from './compare-sides.ts';
import type { FtrackSide, FtrackSideEntity } from './ftrack-side.ts';

const RULES = {
  mapping: {
    enabled: true,
    mapping: [{ name: 'fps', attr_type: 'hierarchical' as const, hierarchical: 'fps', standard: [] }],
  },
  priorities: true,
};

const SHOT: FtrackSideEntity = {
  id: 'shot',
  parentId: 'project',
  name: "Shot's 1",
  isTask: false,
  type: 'Shot',
  status: 'Done',
  startDate: null,
  endDate: null,
  description: '',
  priority: 'None',
  tags: [],
  thumbnailId: null,
  objectTypeId: 'type-shot',
};
const TASK: FtrackSideEntity = {
  ...SHOT,
  id: 'task',
  parentId: 'shot',
  name: 'anim',
  isTask: true,
  type: 'Animation',
};

const FOLDER: AyonSideEntity = {
  id: 'a1',
  isTask: false,
  parentId: null,
  name: 'Shots_1',
  label: 'Shot’s 1',
  type: 'Shot',
  status: 'done',
  active: true,
  path: '/Shots_1',
  assignees: [],
  tags: [],
  thumbnailId: null,
  shown: { ftrackId: 'shot', fps: 25 },
  own: ['ftrackId'],
};
const AYON_TASK: AyonSideEntity = {
  ...FOLDER,
  id: 'a2',
  isTask: true,
  parentId: 'a1',
  name: 'anim',
  label: null,
  type: 'Animation',
  path: '/Shots_1/anim',
  assignees: ['ada'],
  shown: { ftrackId: 'task' },
};

function ftrackSide(change: Partial<FtrackSide> = {}): FtrackSide {
  return {
    projectId: 'project',
    name: 'Project',
    code: 'pro-1',
    isArchived: false,
    tags: new Set(['fx']),
    entities: new Map([SHOT, TASK].map((entity) => [entity.id, entity])),
    attributes: ['ayon_id', 'ayon_path', 'ayon_sync_failed', 'fps'].map((key) => ({
      id: key,
      key,
      objectTypeId: null,
      isHierarchical: true,
    })),
    values: new Map<string, unknown>([
      ['ayon_id|shot', 'a1'],
      ['ayon_path|shot', '/Shots_1'],
      ['ayon_id|task', 'a2'],
    ]),
    assignees: new Map([['task', [{ names: ['ada@example.com', 'ada'] }]]]),
    ...change,
  };
}

function ayonSide(...entities: AyonSideEntity[]): AyonSide {
  return {
    name: 'Project',
    label: null,
    code: 'pro_1',
    active: true,
    isEnded: false,
    isPublished: false,
    entities: new Map(entities.map((entity) => [entity.id, entity])),
    users: new Map([
      ['ada', 'ada'],
      ['bob', 'bob'],
    ]),
    scopes: new Map([
      ['fps', ['folder', 'task']],
      ['priority', ['folder', 'task']],
    ]),
    priorities: new Map([
      ['high', 'high'],
      ['normal', 'normal'],
    ]),
  };
}

function codes(ftrack: FtrackSide, ayon: AyonSide): string[] {
  return compareSides(ftrack, ayon, RULES).map(({ code, ftrackId }) => `${code} ${ftrackId}`);
}

describe('two sides', () => {
  it('are equal when AYON says what ftrack says, in its own spelling', () => {
    expect(codes(ftrackSide(), ayonSide(FOLDER, AYON_TASK))).toEqual([]);
  });

  it('differ in each field for itself', () => {
    const folder = { ...FOLDER, label: 'x', name: 'other', type: 'Asset', status: 'wip', active: false };
    const found = codes(ftrackSide(), ayonSide(folder, AYON_TASK));
    expect(found.toSorted()).toEqual(
      ['inactive', 'label', 'name', 'status', 'type'].map((code) => `${code} shot`),
    );
  });

  it('differ where a value of its own hides one that is inherited', () => {
    expect(codes(ftrackSide(), ayonSide({ ...FOLDER, own: ['fps'] }, AYON_TASK))).toEqual(['attribute shot']);
  });

  it('differ in assignees only where ftrack knows the user', () => {
    expect(codes(ftrackSide(), ayonSide(FOLDER, { ...AYON_TASK, assignees: ['ada', 'bob'] }))).toEqual([]);
    expect(codes(ftrackSide(), ayonSide(FOLDER, { ...AYON_TASK, assignees: [] }))).toEqual([
      'assignees task',
    ]);
  });

  it('differ in what is missing, doubled, gone, or of the other kind', () => {
    expect(codes(ftrackSide(), ayonSide(FOLDER))).toEqual(['missing_in_ayon task']);
    const copy = { ...FOLDER, id: 'a3' };
    expect(codes(ftrackSide(), ayonSide(FOLDER, AYON_TASK, copy))).toEqual(['several_in_ayon shot']);
    const gone = { ...FOLDER, id: 'a4', shown: { ftrackId: 'gone' } };
    expect(codes(ftrackSide(), ayonSide(FOLDER, AYON_TASK, gone))).toEqual(['gone_in_ftrack gone']);
    const folder = { ...AYON_TASK, isTask: false };
    expect(codes(ftrackSide(), ayonSide(FOLDER, folder))).toEqual(['wrong_kind task']);
  });

  it('differ in what ftrack stores', () => {
    const values = new Map<string, unknown>([
      ['ayon_id|shot', 'old'],
      ['ayon_path|shot', '/old'],
      ['ayon_id|task', 'a2'],
      ['ayon_sync_failed|task', true],
    ]);
    expect(codes(ftrackSide({ values }), ayonSide(FOLDER, AYON_TASK)).toSorted()).toEqual([
      'failed_flag task',
      'stored_id shot',
      'stored_path shot',
    ]);
  });

  it('differ in a priority that AYON has a choice for', () => {
    const withPriority = (priority: string | null) => {
      const entities = new Map([SHOT, TASK].map((entity) => [entity.id, { ...entity, priority }]));
      return ftrackSide({ entities });
    };
    const high = (entity: AyonSideEntity) => ({
      ...entity,
      shown: { ...entity.shown, priority: 'high' },
      own: [...entity.own, 'priority'],
    });
    expect(codes(withPriority('HIGH'), ayonSide(high(FOLDER), high(AYON_TASK)))).toEqual([]);
    const both = ['priority shot', 'priority task'];
    expect(codes(withPriority('Medium'), ayonSide(high(FOLDER), high(AYON_TASK)))).toEqual(both);
    expect(codes(withPriority('None'), ayonSide(high(FOLDER), high(AYON_TASK)))).toEqual(both);
    expect(codes(withPriority('High'), ayonSide(FOLDER, AYON_TASK))).toEqual(both);
    for (const left of [null, 'Someday'])
      expect(codes(withPriority(left), ayonSide(high(FOLDER), AYON_TASK))).toEqual([]);
  });

  it('differ in the tags that ftrack knows', () => {
    const tagged = ftrackSide({ entities: new Map([[SHOT.id, { ...SHOT, tags: ['FX'] }]]) });
    expect(codes(tagged, ayonSide({ ...FOLDER, tags: ['own', 'fx'] }))).toEqual([]);
    expect(codes(tagged, ayonSide({ ...FOLDER, tags: ['own'] }))).toEqual(['tags shot']);
    const untagged = ftrackSide({ entities: new Map([[SHOT.id, SHOT]]) });
    expect(codes(untagged, ayonSide({ ...FOLDER, tags: ['own'] }))).toEqual([]);
    expect(codes(untagged, ayonSide({ ...FOLDER, tags: ['fx'] }))).toEqual(['tags shot']);
  });

  it('differ in the code of the project while nothing is published', () => {
    const both = ayonSide(FOLDER, AYON_TASK);
    expect(codes(ftrackSide({ code: 'pro 2' }), both)).toEqual(['project_code project']);
    expect(codes(ftrackSide({ code: 'pro 2' }), { ...both, isPublished: true })).toEqual([]);
    for (const code of ['', '???', 'Pró']) expect(codes(ftrackSide({ code }), both)).toEqual([]);
  });

  it('differ in the label and the activity of the project', () => {
    const both = ayonSide(FOLDER, AYON_TASK);
    expect(codes(ftrackSide({ name: 'Other' }), both)).toEqual(['project_label project']);
    expect(codes(ftrackSide({ name: 'Other' }), { ...both, label: 'Other' })).toEqual([]);
    expect(codes(ftrackSide({ isArchived: true }), both)).toEqual(['project_active project']);
    const inactive = { ...both, active: false };
    expect(codes(ftrackSide({ isArchived: true }), inactive)).toEqual([]);
    expect(codes(ftrackSide(), inactive)).toEqual([]);
    expect(codes(ftrackSide(), { ...inactive, isEnded: true })).toEqual(['project_active project']);
  });

  it('say nothing of what stands below a task, which AYON cannot have', () => {
    const below = { ...SHOT, id: 'below', parentId: 'task' };
    const deeper = { ...TASK, id: 'deeper', parentId: 'below' };
    const entities = new Map([SHOT, TASK, below, deeper].map((entity) => [entity.id, entity]));
    expect(codes(ftrackSide({ entities }), ayonSide(FOLDER, AYON_TASK))).toEqual([]);
  });

  it('say nothing of tasks directly below the project, which AYON cannot have', () => {
    const task = { ...TASK, parentId: 'project' };
    const entities = new Map([[task.id, task]]);
    expect(codes(ftrackSide({ entities }), ayonSide())).toEqual([]);
  });
});
