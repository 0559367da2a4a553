import { expect, it } from 'vitest';
import { AttributeSources } from './attribute-sources.ts';
import { ayonSide, ftrackSide, sampleAttribute } from './testing/sample-sides.ts';

const FIRST = { key: 'first', isHierarchical: false, isOfProject: false, group: null };
const ATTRIBUTES = [
  { ...FIRST, id: 'of projects', objectTypeId: null },
  { ...FIRST, id: 'of shots', objectTypeId: 'type-shot' },
  { ...FIRST, id: 'of shots here', objectTypeId: 'type-shot', isOfProject: true },
  { ...FIRST, id: 'shared', key: 'ayon_id', objectTypeId: null, isHierarchical: true },
];

function sourcesOf(owner: Parameters<AttributeSources['of']>[0]): [string, string][] {
  const row = { attr_type: 'standard', hierarchical: '', standard: ['first'] } as const;
  const ours = { name: 'ours', attr_type: 'hierarchical', hierarchical: 'ayon_id', standard: [] } as const;
  const names = ['frameStart', 'ofTasks', 'ftrackId', 'unknown'];
  const mapping = { enabled: true, mapping: [...names.map((name) => ({ ...row, name })), ours] };
  const attributes = new Map([
    ['frameStart', sampleAttribute()],
    ['ofTasks', { ...sampleAttribute(), scope: ['task'] }],
    ['ftrackId', sampleAttribute()],
    ['ours', sampleAttribute()],
  ]);
  const sources = new AttributeSources({
    ftrack: ftrackSide({ attributes: ATTRIBUTES }),
    ayon: { ...ayonSide(), attributes },
    mapping,
  });
  return [...sources.of(owner)].map(([name, { id }]) => [name, id]);
}

it('a value comes from the attribute of the object type, first from one of the project alone', () => {
  expect(sourcesOf({ kind: 'folder', objectTypeId: 'type-shot' })).toEqual([['frameStart', 'of shots here']]);
  expect(sourcesOf({ kind: 'folder', objectTypeId: 'type-other' })).toEqual([]);
  expect(sourcesOf({ kind: 'project', objectTypeId: null })).toEqual([['frameStart', 'of projects']]);
});
