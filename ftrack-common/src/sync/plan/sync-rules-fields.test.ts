import { expect } from 'vitest';
import { checkRules, type Rule } from '../testing/sync-rule.ts';
import { JANE } from '../testing/synced-studio.ts';

const RULES: readonly Rule[] = [
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

checkRules(RULES);
