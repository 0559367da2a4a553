import { expect, it } from 'vitest';
import { compareTypes } from './compare-types.ts';
import { AYON_TASK, ayonSide, FOLDER, ftrackSide, SHOT, TASK } from './testing/sample-sides.ts';

const BOTH = ayonSide(FOLDER, AYON_TASK);

function lines(ftrack = ftrackSide(), ayon = BOTH) {
  return compareTypes(ftrack, ayon).map(({ code, path, wanted, found }) => [code, path, wanted, found]);
}

it('types that are offered or used are in AYON, in the spelling of ftrack; others there may be', () => {
  expect(lines()).toEqual([]);
  expect(lines(ftrackSide(), { ...BOTH, folderTypes: [{ name: 'Shot' }, { name: 'Own' }] })).toEqual([]);
  const entities = new Map([
    [SHOT.id, { ...SHOT, type: 'Milestone' }],
    [TASK.id, { ...TASK, type: 'Roto' }],
  ]);
  expect(
    lines(ftrackSide({ entities }), { ...BOTH, folderTypes: [{ name: 'shot' }], taskTypes: [] }),
  ).toEqual([
    ['folder_type', 'folder types/Shot', 'Shot', 'shot'],
    ['folder_type', 'folder types/Milestone', 'Milestone', null],
    ['task_type', 'task types/Animation', 'Animation', null],
    ['task_type', 'task types/Roto', 'Roto', null],
  ]);
});

it('types that differ only in case are one', () => {
  const { offer } = ftrackSide();
  const twice = ftrackSide({ offer: { ...offer, folderTypes: ['SHOT', 'Shot'] } });
  expect(lines(twice)).toEqual([]);
});

it('tags that entities have are in the project, in any case', () => {
  const withTags = (...tags: string[]) => ftrackSide({ entities: new Map([[SHOT.id, { ...SHOT, tags }]]) });
  expect(lines(withTags('fx'))).toEqual([]);
  expect(lines(withTags('Comp'))).toEqual([['project_tag', 'tags/Comp', 'Comp', null]]);
});
