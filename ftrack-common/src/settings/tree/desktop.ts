import * as z from 'zod';
import { settingTexts } from '../setting-texts.ts';
import { action, actionRoles, enabled, flag, group, line, names } from './fields.ts';

const launchRule = group(
  {
    name: line('', {
      title: 'New status',
      description: '`__ignore__` leaves the status as it is.',
    }),
    value: names([], {
      title: 'From statuses',
      description: 'Statuses the task may have at the launch; `__any__` stands for all.',
    }),
  },
  { title: 'Rule' },
);

/** The branch `post_launch_hook`. */
export const postLaunchHook = group(
  {
    enabled: enabled(),
    mapping: z
      .array(launchRule)
      .default([
        { name: '__ignore__', value: ['in progress', 'omitted', 'on hold'] },
        { name: 'Ready', value: ['Not Ready'] },
        { name: 'In Progress', value: ['__any__'] },
      ])
      .register(settingTexts, {
        title: 'Status rules',
        description: 'The first rule that fits the status of the task counts.',
        unique: 'name',
      }),
  },
  {
    title: 'Status at application launch',
    description: 'A task changes its status when an artist launches an application for it.',
    hidden: true,
  },
);

const LEADS = ['Project Manager', 'Administrator'];

/** The branch `user_handlers`. */
export const userHandlers = group(
  {
    create_update_attributes: group(
      { role_list: actionRoles(['Administrator']) },
      {
        title: 'Create custom attributes',
        description:
          'The action that makes the custom attributes AYON needs in ftrack, or brings them up to date.',
      },
    ),
    prepare_project: group(
      {
        enabled: enabled(),
        role_list: actionRoles(['Administrator', 'Project manager']),
        create_project_structure_checked: flag(false, {
          title: 'Offer project folders',
          description: 'The form starts with "Create project structure" checked.',
        }),
      },
      { title: 'Prepare project', description: 'The action of the launcher that sets a project up.' },
    ),
    clean_hierarchical_attr: action({
      title: 'Clear inherited attributes',
      description: 'The action that removes the values of inherited custom attributes below the selection.',
    }),
    delete_old_versions: action(
      {
        title: 'Delete old versions',
        description: 'The action that removes the files of all but the newest versions.',
      },
      { roles: LEADS },
    ),
    delivery_action: action(
      { title: 'Delivery', description: 'The action that copies published files to a delivery folder.' },
      { roles: LEADS },
    ),
    job_killer: action(
      { title: 'Job killer', description: 'The action that marks jobs which hang in ftrack as failed.' },
      { roles: ['Administrator'] },
    ),
    fill_workfile_attribute: group(
      {
        enabled: enabled(false),
        custom_attribute_key: line('', {
          title: 'Custom attribute',
          description: 'Key of a custom attribute of the kind Text that belongs to tasks.',
        }),
        role_list: actionRoles([]),
      },
      {
        title: 'Write workfile names',
        description:
          'The action that writes the name of the newest workfile to a custom attribute of each task.',
      },
    ),
  },
  {
    title: 'Actions of the launcher',
    description: 'Actions that run on the computer of the artist.',
    hidden: true,
  },
);
