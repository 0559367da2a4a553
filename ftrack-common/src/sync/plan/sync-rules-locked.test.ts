import { expect } from 'vitest';
import { checkRules, type Rule } from '../testing/sync-rule.ts';

const RULES: readonly Rule[] = [
  {
    rule: 'a published folder keeps its name; everything else of it is synced, and the flag says so',
    edit: (studio) => {
      studio.project.published.add(studio.idOf('shot'));
      studio.ftrack.change('shot', { name: 'other', description: 'still synced' });
      return ['shot'];
    },
    check: (studio) => {
      expect(studio.twin('shot')).toMatchObject({ name: 'Shot', own: { description: 'still synced' } });
      expect(studio.ftrack.valueOf('shot', 'ayon_sync_failed')).toBe(true);
    },
    problems: [['locked_renamed', 'shot']],
  },
  {
    rule: 'every folder above a published one is locked, too',
    edit: (studio) => {
      studio.project.published.add(studio.idOf('shot'));
      studio.ftrack.change('seq', { name: 'other' });
      return ['seq'];
    },
    check: (studio) => expect(studio.twin('shot')?.path).toBe('/Seq_1/Shot'),
    problems: [['locked_renamed', 'seq']],
  },
  {
    rule: 'a published folder keeps its place',
    edit: (studio) => {
      studio.project.published.add(studio.idOf('shot'));
      studio.ftrack.add({ id: 'other', type: 'Sequence' });
      studio.ftrack.change('shot', { parentId: 'other' });
      return ['other', 'shot'];
    },
    check: (studio) => expect(studio.twin('shot')?.path).toBe('/Seq_1/Shot'),
    problems: [['locked_moved', 'shot']],
  },
  {
    rule: 'a new name of a published folder that is the same in AYON is no forbidden change',
    edit: (studio) => {
      studio.project.published.add(studio.idOf('shot'));
      studio.ftrack.change('shot', { name: 'Shot!' });
      return ['shot'];
    },
    check: (studio) => expect(studio.twin('shot')).toMatchObject({ name: 'Shot', label: 'Shot!' }),
  },
  {
    rule: 'a task below a published folder is not locked',
    edit: (studio) => {
      studio.project.published.add(studio.idOf('shot'));
      studio.ftrack.change('task', { name: 'animation' });
      return ['task'];
    },
    check: (studio) => expect(studio.twin('task')?.path).toBe('/Seq_1/Shot/animation'),
  },
  {
    rule: 'a published folder whose ftrack entity is gone stays, with "removed" as its ftrack id',
    edit: (studio) => {
      studio.project.published.add(studio.idOf('shot'));
      return studio.ftrack.remove('shot');
    },
    check: (studio) => expect(studio.twin('removed')).toMatchObject({ path: '/Seq_1/Shot', active: true }),
  },
  {
    rule: 'a new entity of that name at that place is paired with the published folder of one that is gone',
    edit: (studio) => {
      studio.project.published.add(studio.idOf('shot'));
      const gone = studio.ftrack.remove('shot');
      studio.ftrack.add({ id: 'again', type: 'Shot', parentId: 'seq', name: 'SHOT' });
      return [...gone, 'again'];
    },
    check: (studio) => expect(studio.twin('again')).toMatchObject({ path: '/Seq_1/Shot', locked: true }),
    problems: [],
  },
];

checkRules(RULES);
