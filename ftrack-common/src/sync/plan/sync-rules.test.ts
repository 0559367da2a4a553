import { describe, expect, it } from 'vitest';
import { PROJECT_ID } from '../testing/memory-ftrack.ts';
import { JANE, SyncedStudio } from '../testing/synced-studio.ts';
import { isEmptyPlan, type SyncPlan } from './plan.ts';

interface Rule {
  readonly rule: string;
  /** Changes a synced studio; answers the ftrack ids an event would name. */
  readonly edit: (studio: SyncedStudio) => readonly string[] | Promise<readonly string[]>;
  readonly check: (studio: SyncedStudio, plan: SyncPlan) => void;
  /** Problems that the run tells, as code and ftrack id. Default: none. */
  readonly problems?: readonly (readonly [string, string])[];
}

const PROJECT: readonly Rule[] = [
  {
    rule: 'object types become folder types, tasks do not; one that only AYON has stays',
    edit: async ({ ftrack, project }) => {
      await project.patchAnatomy({ folderTypes: [...project.anatomy.folderTypes, { name: 'Library' }] });
      ftrack.add({ id: 'stone', type: 'Milestone', parentId: 'seq' });
      return ['stone'];
    },
    check: ({ project }) => {
      const names = project.anatomy.folderTypes.map(({ name }) => name);
      expect(names.toSorted()).toEqual(['Folder', 'Library', 'Milestone', 'Sequence', 'Shot']);
    },
  },
  {
    rule: 'a type that differs in case is renamed, its entities follow, and AYON-only ones stay',
    edit: async (studio) => {
      const { project } = studio;
      await project.patchAnatomy({
        taskTypes: project.anatomy.taskTypes.map((type) =>
          type.name === 'Animation' ? { ...type, original_name: 'Animation', name: 'ANIMATION' } : type,
        ),
      });
      expect(studio.twin('task')?.type).toBe('ANIMATION');
      return ['task'];
    },
    check: (studio) => {
      expect(studio.twin('task')?.type).toBe('Animation');
      expect(studio.project.anatomy.taskTypes.map(({ name }) => name)).toEqual([
        'Generic',
        'Animation',
        'Lighting',
      ]);
    },
  },
  {
    rule: 'a task type that is new in ftrack comes in the same run, with a short name',
    edit: ({ ftrack }) => {
      const taskTypes = new Map(ftrack.schema.taskTypes);
      taskTypes.set('new', { id: 'new', name: 'Match move!', color: null, sort: 9 });
      ftrack.schema = { ...ftrack.schema, taskTypes };
      ftrack.change('task', { typeId: 'new' });
      return ['task'];
    },
    check: (studio) => {
      expect(studio.twin('task')?.type).toBe('Match move!');
      expect(studio.project.anatomy.taskTypes.at(-1)).toMatchObject({ shortName: 'matchmove' });
    },
  },
  {
    rule: "statuses have ftrack's colour, state, scope and order, and stand before those that only AYON has",
    edit: async ({ project }) => {
      await project.patchAnatomy({
        statuses: [...project.anatomy.statuses]
          .reverse()
          .map((status) =>
            status.name === 'Done'
              ? { ...status, color: '#000000', state: 'blocked', scope: ['task'] }
              : status,
          ),
      });
      return ['task'];
    },
    check: ({ project }) => {
      const { statuses } = project.anatomy;
      expect(statuses.map(({ name }) => name)).toEqual(['Not started', 'In progress', 'Done', 'Not ready']);
      expect(statuses[2]).toMatchObject({ color: '#3498DB', state: 'done' });
      expect(statuses[2]?.scope).toEqual([
        'folder',
        'product',
        'representation',
        'task',
        'version',
        'workfile',
      ]);
      expect(statuses[1]?.scope).toEqual(['representation', 'task', 'workfile']);
    },
  },
  {
    rule: 'dates and values of the project are written; one that ftrack does not have stays as it is in AYON',
    edit: async ({ ftrack, project }) => {
      await project.patchAnatomy({ attrib: { fps: 30 } });
      ftrack.project = { ...ftrack.project, startDate: '2024-10-29T22:00:00' };
      return [PROJECT_ID];
    },
    check: ({ project }) => {
      expect(project.anatomy.attrib).toMatchObject({ fps: 30, startDate: '2024-10-30T00:00:00+00:00' });
    },
  },
  {
    rule: 'a renamed project gives AYON its label; the name stays',
    edit: ({ ftrack }) => {
      ftrack.project = { ...ftrack.project, name: "Bob's film" };
      return [PROJECT_ID];
    },
    check: ({ project }) =>
      expect(project.anatomy).toMatchObject({ name: 'Test', label: 'Bob\u2019s film', code: 'test' }),
  },
  {
    rule: 'an archived project makes its AYON project inactive, and edits are still followed',
    edit: ({ ftrack }) => {
      ftrack.project = { ...ftrack.project, isActive: false };
      ftrack.change('shot', { description: 'late' });
      return [PROJECT_ID, 'shot'];
    },
    check: (studio) => {
      expect(studio.project.anatomy).toMatchObject({ active: false, endedInFtrack: true });
      expect(studio.twin('shot')?.own['description']).toBe('late');
    },
  },
  {
    rule: 'a project that is not archived any more makes its AYON project active again',
    edit: async ({ project }) => {
      await project.patchAnatomy({ active: false, endedInFtrack: true });
      return [PROJECT_ID];
    },
    check: ({ project }) => expect(project.anatomy).toMatchObject({ active: true, endedInFtrack: false }),
  },
  {
    rule: 'an AYON project that a person deactivated stays inactive',
    edit: async ({ project }) => {
      await project.patchAnatomy({ active: false });
      return [PROJECT_ID];
    },
    check: ({ project }) => expect(project.anatomy.active).toBe(false),
    problems: [['project_inactive', PROJECT_ID]],
  },
];

const LOCKED: readonly Rule[] = [
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

const HIERARCHY: readonly Rule[] = [
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

const FIELDS: readonly Rule[] = [
  {
    rule: 'status, type and description follow',
    edit: ({ ftrack }) => {
      ftrack.change('task', { statusId: 'status-wip', typeId: 'task-Lighting', description: 'text' });
      return ['task'];
    },
    check: (studio) =>
      expect(studio.twin('task')).toMatchObject({
        status: 'In progress',
        type: 'Lighting',
        own: { description: 'text' },
      }),
  },
  {
    rule: 'a status is paired by name in any case',
    edit: async (studio) => {
      const { project } = studio;
      await project.patchAnatomy({
        statuses: project.anatomy.statuses.map((status) =>
          status.name === 'Done' ? { ...status, original_name: 'Done', name: 'DONE' } : status,
        ),
      });
      studio.ftrack.change('task', { statusId: 'status-done' });
      return ['task'];
    },
    check: (studio) => expect(studio.twin('task')?.status).toBe('Done'),
  },
  {
    rule: 'an entity that has no status in ftrack keeps the one it has in AYON',
    edit: async (studio) => {
      await studio.editAyon('seq', { status: 'Done' });
      return ['seq'];
    },
    check: (studio) => expect(studio.twin('seq')?.status).toBe('Done'),
  },
  {
    rule: 'a task without a type is generic when it is new, and keeps its type otherwise',
    edit: ({ ftrack }) => {
      ftrack.add({ id: 'plain', type: 'Task', parentId: 'shot', typeId: null });
      ftrack.change('task', { typeId: null });
      return ['plain', 'task'];
    },
    check: (studio) =>
      expect([studio.twin('plain')?.type, studio.twin('task')?.type]).toEqual(['Generic', 'Animation']),
  },
  {
    rule: 'a date is the day people see in ftrack',
    edit: ({ ftrack }) => {
      ftrack.change('task', { startDate: '2024-10-29T22:00:00', endDate: '2024-10-30T00:00:00' });
      return ['task'];
    },
    check: (studio) =>
      expect(studio.twin('task')?.own).toMatchObject({
        startDate: '2024-10-30T00:00:00+00:00',
        endDate: '2024-10-30T00:00:00+00:00',
      }),
  },
  {
    rule: 'a hierarchical value stands only where it was set, so that AYON inherits as ftrack does',
    edit: ({ ftrack }) => {
      ftrack.setValue('seq', 'fps', '24000/1001');
      return ['seq'];
    },
    check: (studio) => {
      expect(studio.twin('seq')?.own['fps']).toBe(24000 / 1001);
      expect(studio.twin('shot')?.own).not.toHaveProperty('fps');
    },
  },
  {
    rule: 'an attribute of one object type counts for that type alone',
    edit: ({ ftrack }) => {
      ftrack.setValue('shot', 'fstart', 1001);
      ftrack.setValue('seq', 'fstart', 1001);
      return ['shot', 'seq'];
    },
    check: (studio) => {
      expect(studio.twin('shot')?.own['frameStart']).toBe(1001);
      expect(studio.twin('seq')?.own).not.toHaveProperty('frameStart');
    },
  },
  {
    rule: 'assignees are those of ftrack, and those whom only AYON knows',
    edit: async (studio) => {
      await studio.editAyon('task', { assignees: ['only.ayon'] });
      studio.ftrack.assignees.set('task', [JANE]);
      return ['task'];
    },
    check: (studio) => expect(studio.twin('task')?.assignees).toEqual(['only.ayon', 'jane']),
  },
  {
    rule: 'an assignee who is taken off in ftrack is taken off in AYON',
    edit: async (studio) => {
      await studio.editAyon('task', { assignees: ['only.ayon', 'jane'] });
      return ['task'];
    },
    check: (studio) => expect(studio.twin('task')?.assignees).toEqual(['only.ayon']),
  },
  {
    rule: 'a priority is the choice of that name; "Medium" is "Normal"',
    edit: ({ ftrack }) => {
      ftrack.change('shot', { priorityId: 'priority-Urgent' });
      ftrack.change('task', { priorityId: 'priority-Medium' });
      return ['shot', 'task'];
    },
    check: (studio) =>
      expect([studio.twin('shot')?.own['priority'], studio.twin('task')?.own['priority']]).toEqual([
        'urgent',
        'normal',
      ]),
  },
  {
    rule: 'the priority "None" clears the one in AYON',
    edit: async (studio) => {
      await studio.editAyon('task', { attrib: { priority: 'high' } });
      return ['task'];
    },
    check: (studio) => expect(studio.twin('task')?.own).not.toHaveProperty('priority'),
  },
  {
    rule: 'what has no priority at all in ftrack keeps the one it has in AYON',
    edit: async (studio) => {
      await studio.editAyon('seq', { attrib: { priority: 'high' } });
      studio.ftrack.change('seq', { priorityId: null });
      return ['seq'];
    },
    check: (studio) => expect(studio.twin('seq')?.own['priority']).toBe('high'),
  },
  {
    rule: 'a priority that AYON does not know is left out',
    edit: async (studio) => {
      await studio.editAyon('task', { attrib: { priority: 'high' } });
      studio.ftrack.change('task', { priorityId: 'priority-Someday' });
      return ['task'];
    },
    check: (studio) => expect(studio.twin('task')?.own['priority']).toBe('high'),
    problems: [['unknown_priority', 'priority-Someday']],
  },
  {
    rule: 'tags are those of ftrack, spelled as in AYON, and those that only AYON has',
    edit: async (studio) => {
      const { ftrack, project } = studio;
      for (const name of ['fx', 'crowd', 'night']) ftrack.tagNames.set(name, name);
      await project.patchAnatomy({ tags: [{ name: 'FX' }] });
      await studio.editAyon('shot', { tags: ['own', 'night'] });
      ftrack.tags.set('shot', ['fx', 'crowd']);
      return ['shot'];
    },
    check: (studio) => {
      expect(studio.twin('shot')?.tags).toEqual(['own', 'FX', 'crowd']);
      expect(studio.project.anatomy.tags.map(({ name }) => name)).toEqual(['FX', 'crowd']);
    },
  },
];

/** Every rule holds for a change that an event names and for a full sync; afterwards a full sync has nothing left to do. */
describe.each(['live', 'full'] as const)('sync, %s:', (mode) => {
  it.each([...PROJECT, ...LOCKED, ...HIERARCHY, ...FIELDS])(
    '$rule',
    async ({ edit, check, problems = [] }) => {
      const studio = await SyncedStudio.open();
      const ids = await edit(studio);
      const { plan, failed } = await studio.follow(mode, ids);
      expect(failed).toEqual([]);
      check(studio, plan);
      expect(plan.problems.map(({ code, ftrackId }) => [code, ftrackId])).toEqual(problems);
      expect(isEmptyPlan(await studio.plan())).toBe(true);
    },
  );
});
