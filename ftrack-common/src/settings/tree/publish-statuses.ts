import * as z from 'zod';
import { settingTexts } from '../setting-texts.ts';
import { flag, group, line } from './fields.ts';
import { hostNames, productBaseTypes, productNames, taskNames, taskTypes } from './profile-filters.ts';

const statusName = () => line('', { title: 'Status', description: 'Name of the ftrack status to set.' });

const newTaskProfile = group(
  { task_types: taskTypes(), task_names: taskNames(), status_name: statusName() },
  { title: 'Profile', layout: 'expanded' },
);

const taskStatusProfile = group(
  {
    host_names: hostNames(),
    task_types: taskTypes(),
    task_names: taskNames(),
    product_base_types: productBaseTypes(),
    product_names: productNames(),
    status_name: statusName(),
  },
  { title: 'Profile', layout: 'expanded' },
);

const taskStatusProfiles = (value: z.output<typeof taskStatusProfile>[]) =>
  z.array(taskStatusProfile).default(value).register(settingTexts, {
    title: 'Profiles',
    description: 'The profile that fits the product best gives the new status of its task. None: no change.',
  });

/** The branches of `publish` that set the status of tasks. */
export const publishStatuses = {
  IntegrateHierarchyToFtrack: group(
    {
      create_task_status_profiles: z.array(newTaskProfile).default([]).register(settingTexts, {
        title: 'Status of new tasks',
        description: 'The first status ftrack allows is used where no profile fits.',
      }),
    },
    {
      title: 'New shots and tasks',
      description: 'For publishes that make shots and tasks in ftrack, as editorial ones do.',
      whole: true,
      hidden: true,
    },
  ),
  IntegrateFtrackFarmStatus: group(
    {
      farm_status_profiles: taskStatusProfiles([
        {
          host_names: ['celaction'],
          task_types: [],
          task_names: [],
          product_base_types: ['render'],
          product_names: [],
          status_name: 'Render',
        },
      ]),
    },
    {
      title: 'Task status at farm submission',
      description: 'The status of a task when its product is sent to the render farm.',
      whole: true,
      hidden: true,
    },
  ),
  ftrack_task_status_local_publish: group(
    { status_profiles: taskStatusProfiles([]) },
    {
      title: 'Task status after a local publish',
      description: 'The status of a task when its product was published on the computer of the artist.',
      whole: true,
      hidden: true,
    },
  ),
  ftrack_task_status_on_farm_publish: group(
    { status_profiles: taskStatusProfiles([]) },
    {
      title: 'Task status after a farm publish',
      description: 'The status of a task when its product was published on the render farm.',
      whole: true,
      hidden: true,
    },
  ),
  IntegrateFtrackTaskStatus: group(
    {
      after_version_statuses: flag(true, {
        title: 'After the version',
        description:
          'Set the status of the task after that of its version, so that a handler which passes statuses on does not overrule it.',
      }),
    },
    {
      title: 'Order of statuses',
      description: 'When a publish sets the status of a task.',
      whole: true,
      hidden: true,
    },
  ),
};
