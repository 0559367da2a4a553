import { expect, it } from 'vitest';
import type { AyonSideEntity } from './ayon-side.ts';
import { AYON_TASK, ayonSide, FOLDER, ftrackSide } from './testing/sample-sides.ts';
import { SidePairs } from './side-pairs.ts';

function carrier(id: string, change: Partial<AyonSideEntity> = {}): AyonSideEntity {
  return { ...FOLDER, id, ...change };
}

it.each<[string, string, AyonSideEntity[]]>([
  ['the one that ftrack points to, active or not', 'a1', [carrier('a0'), carrier('a1', { active: false })]],
  ['an active one', 'c', [carrier('b', { active: false }), carrier('d'), carrier('c')]],
  ['the lowest id', 'b', [carrier('c', { active: false }), carrier('b', { active: false })]],
  ['one of its kind', 'c', [carrier('b', { isTask: true }), carrier('c', { active: false })]],
])('of several entities with one ftrack id, %s is the twin', (_, expected, carriers) => {
  const pairs = new SidePairs(ftrackSide(), ayonSide(...carriers, AYON_TASK));
  expect(pairs.twinOf('shot')?.id).toBe(expected);
  expect(pairs.twinOf('task')?.id).toBe('a2');
});

it('one of another kind is no twin', () => {
  const pairs = new SidePairs(ftrackSide(), ayonSide(carrier('a1', { isTask: true })));
  expect(pairs.twinOf('shot')).toBeUndefined();
});
