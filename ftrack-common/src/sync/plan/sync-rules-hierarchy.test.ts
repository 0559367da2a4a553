import { expect } from 'vitest';
import { PROJECT_ID } from '../testing/memory-ftrack.ts';
import { checkRules, type Rule } from '../testing/sync-rule.ts';

const RULES: readonly Rule[] = [
  {
    rule: 'the name is a slug, the label what people typed',
    edit: ({ ftrack }) => {
      ftrack.add({ id: 'new', type: 'Shot', parentId: 'seq', name: "Añejo's; 1" });
      return ['new'];
    },
    check: (studio) =>
      expect(studio.twin('new')).toMatchObject({ name: 'Anejos_1', label: 'Añejo\u2019s, 1' }),
  },
  {
    rule: 'of two names that are one in AYON the first is kept, and the second waits with all below it',
    edit: ({ ftrack }) => {
      ftrack.add({ id: 'second', type: 'Shot', parentId: 'seq', name: 'SHOT' });
      ftrack.add({ id: 'below', type: 'Task', parentId: 'second' });
      return ['second', 'below'];
    },
    check: (studio) => {
      expect(studio.twin('second')).toBeUndefined();
      expect(studio.ftrack.valueOf('second', 'ayon_sync_failed')).toBe(true);
    },
    problems: [
      ['name_taken', 'second'],
      ['parent_not_synced', 'below'],
    ],
  },
  {
    rule: 'a name that becomes free goes to who waits for it',
    edit: async (studio) => {
      const { ftrack } = studio;
      ftrack.add({ id: 'second', type: 'Shot', parentId: 'seq', name: 'SHOT' });
      ftrack.add({ id: 'below', type: 'Task', parentId: 'second' });
      await studio.sync();
      ftrack.change('shot', { name: 'elsewhere' });
      return ['shot'];
    },
    check: (studio) => expect(studio.twin('below')?.path).toBe('/Seq_1/SHOT/below'),
  },
  {
    rule: 'a folder and a task do not take each other\u2019s names',
    edit: ({ ftrack }) => {
      ftrack.add({ id: 'folder', type: 'Folder', parentId: 'shot', name: 'Anim' });
      return ['folder'];
    },
    check: (studio) => {
      expect(studio.twin('folder')).toMatchObject({ kind: 'folder', path: '/Seq_1/Shot/Anim' });
      expect(studio.twin('task')).toMatchObject({ kind: 'task', path: '/Seq_1/Shot/anim' });
    },
  },
  {
    rule: 'an AYON entity without a ftrack id that has the name in any case is taken, type and activity follow',
    edit: ({ ftrack, project }) => {
      project.add({ id: 'c'.repeat(32), kind: 'folder', name: 'LIBRARY', active: false });
      ftrack.add({ id: 'lib', type: 'Sequence', name: 'library' });
      return ['lib'];
    },
    check: (studio) =>
      expect(studio.twin('lib')).toMatchObject({
        id: 'c'.repeat(32),
        name: 'library',
        type: 'Sequence',
        active: true,
      }),
  },
  {
    rule: 'the AYON entity of one that is gone goes to a new one of its name at its place',
    edit: (studio) => {
      const gone = studio.ftrack.remove('shot');
      studio.ftrack.add({ id: 'again', type: 'Shot', parentId: 'seq', name: 'shot' });
      return [...gone, 'again'];
    },
    check: (studio, plan) => {
      expect(studio.twin('again')).toMatchObject({ name: 'shot', active: true });
      expect(studio.twin('shot')).toBeUndefined();
      expect(plan.writes.filter(({ write }) => write.type === 'create')).toEqual([]);
    },
  },
  {
    rule: 'an entity is created under the AYON id that ftrack stores and nobody has',
    edit: ({ ftrack }) => {
      ftrack.add({ id: 'back', type: 'Shot', parentId: 'seq' });
      ftrack.setValue('back', 'ayon_id', 'ab'.repeat(16));
      return ['back'];
    },
    check: (studio) => expect(studio.twin('back')?.id).toBe('ab'.repeat(16)),
  },
  {
    rule: 'a parent that AYON does not have comes first',
    edit: ({ ftrack }) => {
      ftrack.add({ id: 'one', type: 'Folder' });
      ftrack.add({ id: 'two', type: 'Shot', parentId: 'one' });
      ftrack.add({ id: 'three', type: 'Task', parentId: 'two' });
      return ['three'];
    },
    check: (studio) => expect(studio.twin('three')?.path).toBe('/one/two/three'),
  },
  {
    rule: 'a task directly below the project is left out, flagged, and stores no id',
    edit: ({ ftrack }) => {
      ftrack.add({ id: 'loose', type: 'Task', parentId: PROJECT_ID });
      return ['loose'];
    },
    check: ({ ftrack }) => {
      expect(ftrack.valueOf('loose', 'ayon_sync_failed')).toBe(true);
      expect(ftrack.valueOf('loose', 'ayon_id')).toBe('');
    },
    problems: [['task_under_project', 'loose']],
  },
  {
    rule: 'what stands below a task is left out with all below it',
    edit: ({ ftrack }) => {
      ftrack.add({ id: 'under', type: 'Folder', parentId: 'task' });
      ftrack.add({ id: 'deeper', type: 'Task', parentId: 'under' });
      return ['under', 'deeper'];
    },
    check: (studio) => expect(studio.twin('deeper')).toBeUndefined(),
    problems: [
      ['below_task', 'under'],
      ['parent_not_synced', 'deeper'],
    ],
  },
  {
    rule: 'a rename and all paths below it are followed',
    edit: ({ ftrack }) => {
      ftrack.change('seq', { name: 'Renamed one' });
      return ['seq'];
    },
    check: (studio) => {
      expect(studio.twin('seq')).toMatchObject({ name: 'Renamed_one', label: 'Renamed one' });
      expect(studio.twin('task')?.own['ftrackPath']).toBe('Renamed one/Shot/anim');
      expect(studio.ftrack.valueOf('shot', 'ayon_path')).toBe('/Renamed_one/Shot');
    },
  },
  {
    rule: 'a move is followed',
    edit: ({ ftrack }) => {
      ftrack.add({ id: 'other', type: 'Sequence' });
      ftrack.change('shot', { parentId: 'other' });
      return ['shot'];
    },
    check: (studio) => expect(studio.twin('task')?.path).toBe('/other/Shot/anim'),
  },
  {
    rule: 'a task is renamed and moved',
    edit: ({ ftrack }) => {
      ftrack.add({ id: 'second', type: 'Shot', parentId: 'seq' });
      ftrack.change('task', { name: 'light', parentId: 'second' });
      return ['task'];
    },
    check: (studio) => expect(studio.twin('task')?.path).toBe('/Seq_1/second/light'),
  },
  {
    rule: 'a task that is moved directly below the project keeps its place in AYON',
    edit: ({ ftrack }) => {
      ftrack.change('task', { parentId: PROJECT_ID, description: 'still synced' });
      return ['task'];
    },
    check: (studio) =>
      expect(studio.twin('task')).toMatchObject({
        path: '/Seq_1/Shot/anim',
        own: { description: 'still synced' },
      }),
    problems: [['task_under_project', 'task']],
  },
  {
    rule: 'two that swap their names do so in AYON',
    edit: async (studio) => {
      studio.ftrack.add({ id: 'second', type: 'Shot', parentId: 'seq', name: 'Other' });
      await studio.sync();
      studio.ftrack.change('shot', { name: 'Other' });
      studio.ftrack.change('second', { name: 'Shot' });
      return ['shot', 'second'];
    },
    check: (studio) => {
      expect([studio.twin('shot')?.name, studio.twin('second')?.name]).toEqual(['Other', 'Shot']);
    },
  },
  {
    rule: 'a folder is turned inside out',
    edit: ({ ftrack }) => {
      ftrack.change('shot', { parentId: PROJECT_ID });
      ftrack.change('seq', { parentId: 'shot' });
      return ['seq'];
    },
    check: (studio) => expect(studio.twin('seq')?.path).toBe('/Shot/Seq_1'),
  },
  {
    rule: 'another object type of a folder is another folder type',
    edit: ({ ftrack }) => {
      ftrack.change('seq', { objectTypeId: 'type-Folder' });
      return ['seq'];
    },
    check: (studio) => expect(studio.twin('seq')?.type).toBe('Folder'),
  },
  {
    rule: 'an entity that is gone is deactivated with all below it that is gone',
    edit: ({ ftrack }) => ftrack.remove('shot'),
    check: (studio, plan) => {
      expect([studio.twin('shot')?.active, studio.twin('task')?.active]).toEqual([false, false]);
      expect(plan.removals.map(({ path }) => path)).toEqual(['/Seq_1/Shot/anim', '/Seq_1/Shot']);
    },
  },
  {
    rule: 'an entity that is back is active again',
    edit: async (studio) => {
      await studio.editAyon('shot', { active: false });
      return ['shot'];
    },
    check: (studio) => expect(studio.twin('shot')?.active).toBe(true),
  },
  {
    rule: 'name, label, place and fields that were edited in AYON are set back',
    edit: async (studio) => {
      await studio.editAyon('shot', { parentId: null, name: 'moved', label: 'Moved', status: 'Done' });
      return ['shot'];
    },
    check: (studio) =>
      expect(studio.twin('shot')).toMatchObject({
        path: '/Seq_1/Shot',
        label: 'Shot',
        status: 'Not started',
      }),
  },
  {
    rule: 'a twin that lost its ftrack id is found by the id that ftrack stores',
    edit: async (studio) => {
      await studio.editAyon('shot', { name: 'elsewhere', attrib: { ftrackId: null } });
      return ['shot'];
    },
    check: (studio) => expect(studio.twin('shot')?.id).toBe(studio.ftrack.valueOf('shot', 'ayon_id')),
  },
];

checkRules(RULES);
