import { describe, expect, it } from 'vitest';
import type { AyonSide, AyonSideEntity } from './ayon-side.ts';
import { compareSides } from './compare-sides.ts';
import type { FtrackSide } from './ftrack-side.ts';
import { pairSides } from './side-pairs.ts';
import { AYON_TASK, ayonSide, FOLDER, ftrackSide, SHOT, TASK } from './testing/sample-sides.ts';

const RULES = {
  mapping: {
    enabled: true,
    mapping: [{ name: 'fps', attr_type: 'hierarchical' as const, hierarchical: 'fps', standard: [] }],
  },
  priorities: true,
};

function codes(ftrack: FtrackSide, ayon: AyonSide): string[] {
  return compareSides(pairSides(ftrack, ayon), RULES).map(({ code, ftrackId }) => `${code} ${ftrackId}`);
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

  it('differ in the path of names that AYON keeps, and in the parent', () => {
    const both = ayonSide(FOLDER, AYON_TASK);
    const attributes = new Map([['ftrackPath', { scope: ['task'], isBuiltin: false, choices: new Map() }]]);
    expect(codes(ftrackSide(), { ...both, attributes })).toEqual(['ftrack_path task']);
    const path = "Shot's 1/anim";
    const task = { ...AYON_TASK, shown: { ...AYON_TASK.shown, ftrackPath: path } };
    expect(codes(ftrackSide(), { ...ayonSide(FOLDER, task), attributes })).toEqual([]);
    const copy = { ...FOLDER, id: 'a3' };
    const moved = { ...AYON_TASK, parentId: 'a3' };
    expect(codes(ftrackSide(), ayonSide(FOLDER, copy, moved)).toSorted()).toEqual([
      'parent task',
      'several_in_ayon shot',
    ]);
  });

  it('take as twin the one that ftrack points to', () => {
    const copy = { ...FOLDER, id: 'a0', name: 'other' };
    expect(codes(ftrackSide(), ayonSide(copy, FOLDER, AYON_TASK))).toEqual(['several_in_ayon shot']);
  });

  it('take the choice of an attribute that ftrack calls by its label', () => {
    const both = ayonSide({ ...FOLDER, shown: { ...FOLDER.shown, fps: 'high' } }, AYON_TASK);
    const choices = new Map([
      ['high', 'high'],
      ['very high', 'high'],
    ]);
    const attributes = new Map([['fps', { scope: ['folder'], isBuiltin: false, choices }]]);
    const withValue = (value: unknown) =>
      ftrackSide({ values: new Map([...ftrackSide().values, ['fps|shot', value]]) });
    expect(codes(withValue(['Very High']), { ...both, attributes })).toEqual([]);
    expect(codes(withValue('Low'), { ...both, attributes })).toEqual(['attribute shot']);
  });

  it('differ where a flag is shown that is none of the entity', () => {
    const flagged = (...values: [string, unknown][]) =>
      ftrackSide({ values: new Map([...ftrackSide().values, ...values]) });
    const both = ayonSide(FOLDER, AYON_TASK);
    expect(codes(flagged(['ayon_sync_failed|shot', true]), both).toSorted()).toEqual([
      'failed_flag shot',
      'failed_flag task',
    ]);
    expect(codes(flagged(['ayon_sync_failed|shot', true], ['ayon_sync_failed|task', false]), both)).toEqual([
      'failed_flag shot',
    ]);
  });

  it('say of what AYON cannot have only what ftrack stores of it', () => {
    const below = { ...SHOT, id: 'below', parentId: 'task' };
    const deeper = { ...TASK, id: 'deeper', parentId: 'below' };
    const loose = { ...TASK, id: 'loose', parentId: 'project' };
    const entities = new Map([SHOT, TASK, below, deeper, loose].map((entity) => [entity.id, entity]));
    const leftOut = ['below', 'deeper', 'loose'];
    const both = ayonSide(FOLDER, AYON_TASK);
    expect(codes(ftrackSide({ entities }), both).toSorted()).toEqual([
      ...leftOut.map((id) => `failed_flag ${id}`),
      ...leftOut.map((id) => `stored_id ${id}`),
    ]);
    const stored = leftOut.flatMap((id): [string, unknown][] => [
      [`ayon_id|${id}`, ''],
      [`ayon_sync_failed|${id}`, true],
    ]);
    const values = new Map([...ftrackSide().values, ...stored]);
    expect(codes(ftrackSide({ entities, values }), both)).toEqual([]);
  });

  it('say nothing of what AYON keeps where ftrack has no place for it', () => {
    const loose = { ...TASK, parentId: 'project' };
    const entities = new Map([SHOT, loose].map((entity) => [entity.id, entity]));
    expect(codes(ftrackSide({ entities }), ayonSide(FOLDER, AYON_TASK))).toEqual([]);
  });
});
