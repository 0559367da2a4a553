import { expect } from 'vitest';
import { PROJECT_ID } from '../testing/memory-ftrack.ts';
import { checkRules, type Rule } from '../testing/sync-rule.ts';

const RULES: readonly Rule[] = [
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
    rule: 'a row of the mapping goes before the dates of the project',
    edit: (studio) => {
      const { ftrack, settings } = studio;
      const row = { attr_type: 'hierarchical', standard: [] } as const;
      const mapping = [
        { ...row, name: 'startDate', hierarchical: 'fps' },
        { ...row, name: 'endDate', hierarchical: 'fps' },
      ];
      studio.settings = { ...settings, attributesMapping: { enabled: true, mapping } };
      ftrack.project = { ...ftrack.project, startDate: '2030-01-01', endDate: '2030-02-01' };
      ftrack.setValue(PROJECT_ID, 'fps', '2024-12-24');
      return [PROJECT_ID];
    },
    check: ({ project }) => {
      const day = '2024-12-24T00:00:00+00:00';
      expect(project.anatomy.attrib).toMatchObject({ startDate: day, endDate: day });
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

checkRules(RULES);
