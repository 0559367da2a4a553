import * as z from 'zod';
import { settingTexts } from '../setting-texts.ts';
import { choice, enabled, flag, group, line, names } from './fields.ts';

const statusFromStatuses = group(
  {
    name: line('', { title: 'New status' }),
    value: names([], { title: 'Statuses', description: 'Names of the statuses that lead to it.' }),
  },
  { title: 'Rule', layout: 'expanded' },
);

const statusesOf = (title: string, description: string) =>
  z.array(statusFromStatuses).default([]).register(settingTexts, { title, description, unique: 'name' });

const filterByAssetType = (value: 'allow_list' | 'deny_list') => ({
  asset_types_filter_type: choice({ allow_list: 'Only these', deny_list: 'All but these' }, value, {
    title: 'Asset types below are',
  }),
  asset_types: names([], {
    title: 'Asset types',
    description: 'Short names of ftrack asset types, like "geo" or "render".',
  }),
});

const parentRule = group(
  {
    new_status: line('', { title: 'New status of the parent' }),
    task_statuses: names([], { title: 'Statuses of the task' }),
  },
  { title: 'Rule', layout: 'expanded' },
);

const nextTaskRule = group(
  {
    name: line('', { title: 'Status before' }),
    value: line('', { title: 'New status' }),
  },
  { title: 'Rule', layout: 'expanded' },
);

/** Handlers that pass a status change on inside ftrack. Status names are compared without regard to case. */
export const statusHandlers = {
  status_task_to_parent: group(
    {
      enabled: enabled(),
      parent_object_types: names(['Shot', 'Asset Build'], {
        title: 'Object types of parents',
        description: 'Only parents of these ftrack types change.',
      }),
      parent_status_match_all_task_statuses: z
        .array(statusFromStatuses)
        .default([{ name: 'Completed', value: ['Approved', 'Omitted'] }])
        .register(settingTexts, {
          title: 'When all tasks match',
          description: 'The first rule whose statuses hold for every task of the parent counts.',
          unique: 'name',
        }),
      parent_status_by_task_status: z
        .array(parentRule)
        .default([
          {
            new_status: 'In Progress',
            task_statuses: ['in progress', 'change requested', 'retake', 'pending review'],
          },
        ])
        .register(settingTexts, {
          title: 'When one task matches',
          description:
            'Used when no rule for all tasks fits: the first rule with the new status of the task counts.',
          unique: 'new_status',
        }),
    },
    {
      title: 'Status of a task to its parent',
      description: 'A new status of a task changes the status of the shot or asset above it.',
      whole: true,
      hidden: true,
    },
  ),
  status_task_to_version: group(
    {
      enabled: enabled(),
      mapping: statusesOf(
        'Status rules',
        'New status of the version by the status of its task. A status in no rule passes on as it is.',
      ),
      ...filterByAssetType('allow_list'),
    },
    {
      title: 'Status of a task to its version',
      description:
        'A new status of a task changes the status of its newest version. With "Only these" and no asset types nothing changes.',
      whole: true,
      hidden: true,
    },
  ),
  status_version_to_task: group(
    {
      enabled: enabled(),
      mapping: statusesOf(
        'Status rules',
        'New status of the task by the status of its version. A status in no rule passes on as it is.',
      ),
      ...filterByAssetType('deny_list'),
    },
    {
      title: 'Status of a version to its task',
      description: 'A new status of a version changes the status of the task it was made for.',
      whole: true,
      hidden: true,
    },
  ),
  next_task_update: group(
    {
      enabled: enabled(),
      mapping: z
        .array(nextTaskRule)
        .default([{ name: 'Not Ready', value: 'Ready' }])
        .register(settingTexts, {
          title: 'Status rules',
          description: 'What the status of the next task becomes.',
          unique: 'name',
        }),
      ignored_statuses: names(['Omitted'], {
        title: 'Passed over',
        description: 'Tasks with one of these statuses are passed over.',
      }),
      name_sorting: flag(false, {
        title: 'One task at a time',
        description:
          'On: tasks are sorted by type and name, and the one after the finished task changes. Off: when all tasks of a type are done, all tasks of the next type change.',
      }),
    },
    {
      title: 'Status of the next task',
      description: 'When a task is done, the task that follows in the order of task types becomes ready.',
      whole: true,
      hidden: true,
    },
  ),
};
