import * as z from 'zod';
import { settingTexts } from '../setting-texts.ts';
import { action, actionRoles, choice, enabled, flag, group, line, names } from './fields.ts';

const MANAGERS = ['Administrator', 'Project Manager'];

/** Handlers and actions that bring ftrack to AYON, and actions that work in ftrack alone. */
export const syncHandlers = {
  prepare_project: action({
    title: 'Prepare project',
    description:
      'The action "Prepare Project for AYON": makes the AYON project of a ftrack project and does its first sync.',
    hidden: true,
  }),
  sync_from_ftrack: group(
    {
      enabled: enabled(),
      sync_versions: flag(false, {
        title: 'Version statuses',
        description:
          'Bring the statuses of asset versions to the AYON versions too. It makes a full sync longer.',
      }),
      sync_link_type: line('< Skip >', {
        title: 'Link type',
        description:
          'ftrack links between folders become AYON links of this type; "< Skip >" leaves links alone.',
        choicesFrom: 'folder_link_types',
      }),
      role_list: actionRoles(['Administrator', 'Project manager'], { hidden: true }),
    },
    {
      title: 'Sync to AYON',
      description: 'The sync of projects from ftrack to AYON: after every change, and as a whole.',
    },
  ),
  sync_users_from_ftrack: action({
    title: 'Sync users to AYON',
    description: 'The action that makes an AYON user of every ftrack user who has none.',
    hidden: true,
  }),
  sync_hier_entity_attributes: group(
    {
      enabled: enabled(),
      interest_entity_types: names(['Shot', 'Asset Build'], {
        title: 'Object types',
        description: 'Only objects of these ftrack types get a copy of the value.',
      }),
      interest_attributes: names(['frameStart', 'frameEnd'], {
        title: 'Attributes',
        description: 'Keys of the custom attributes to copy; each has to exist in both kinds.',
      }),
      action_enabled: flag(true, {
        title: 'Show the action',
        description: 'Also offer the copy of a whole project in the menu of ftrack.',
      }),
      role_list: actionRoles(MANAGERS),
    },
    {
      title: 'Copy inherited values to objects',
      description:
        'When a custom attribute that children inherit changes, its value is written to the attribute of the same key that belongs to the object type.',
      hidden: true,
    },
  ),
  clone_review_session: action(
    {
      title: 'Clone review session',
      description: 'The action that copies a review session with its objects.',
      hidden: true,
    },
    { roles: MANAGERS },
  ),
  delete_ayon_entities: action(
    {
      title: 'Delete folders and products',
      description:
        'The action that archives or deletes folders and products in AYON. Published files stay on disk.',
      hidden: true,
    },
    { roles: MANAGERS },
  ),
  thumbnail_updates: group(
    {
      enabled: enabled(),
      levels: z.int().min(0).default(1).register(settingTexts, {
        title: 'Levels',
        description: 'How many parents above the asset get the thumbnail of a new version.',
      }),
    },
    {
      title: 'Thumbnails of parents',
      description: 'A new thumbnail of a version also becomes the thumbnail of its task and of its parents.',
      hidden: true,
    },
  ),
  transfer_values_of_hierarchical_attributes: group(
    { enabled: enabled(), role_list: actionRoles(['Administrator', 'Project manager']) },
    {
      title: 'Transfer values between attributes',
      description: 'The action that copies all values of one custom attribute to another.',
      whole: true,
      hidden: true,
    },
  ),
  project_components_sizes: group(
    { enabled: flag(true, { title: 'Enabled', studioOnly: true }), role_list: actionRoles(MANAGERS) },
    {
      title: 'Size of components',
      description: 'The action that adds up the sizes of all components of a project.',
      hidden: true,
    },
  ),
};

const conditionValue = 'Expected value';

const attributeCondition = group(
  {
    attr_name: line('', { title: 'Attribute', description: 'Key of the custom attribute.' }),
    attr_type: choice(
      {
        bool_value: 'Yes or no',
        str_value: 'Text',
        int_value: 'Whole number',
        float_value: 'Number',
        enum_value: 'Choice',
      },
      'bool_value',
      { title: 'Kind of value', chooses: true },
    ),
    bool_value: flag(true, { title: conditionValue }),
    str_value: line('', { title: conditionValue }),
    int_value: z.int().default(0).register(settingTexts, { title: conditionValue }),
    float_value: z.number().default(0).register(settingTexts, { title: conditionValue }),
    enum_value: names([], { title: conditionValue }),
  },
  { title: 'Condition', layout: 'expanded' },
);

/** A version passes when it has one of the statuses and meets all conditions. */
const versionFilter = group(
  {
    statuses: names([], { title: 'Statuses', description: 'Names of version statuses; empty: any.' }),
    custom_attributes: z.array(attributeCondition).default([]).register(settingTexts, {
      title: 'Custom attributes',
      description: 'All of these have to be met.',
    }),
  },
  { title: 'Filter', layout: 'expanded' },
);

const dailyList = group(
  {
    name_template: line('{yy}{mm}{dd}', {
      title: 'Name',
      description: 'Name of the list, with parts of the date: {yy}, {yyyy}, {mm}, {dd}.',
    }),
    category: choice({ Default: 'Default', Clients: 'Clients', Dailies: 'Dailies' }, 'Dailies', {
      title: 'Category',
    }),
    cycle_enabled: flag(false, { title: 'Make it automatically' }),
    filters: z.array(versionFilter).default([]).register(settingTexts, {
      title: 'Filters',
      description: 'A version is put on the list when one of the filters lets it pass; empty: every version.',
    }),
  },
  { title: 'List', layout: 'expanded' },
);

/** The branch `service_event_handlers/create_daily_lists`. */
export const createDailyLists = group(
  {
    enabled: enabled(false),
    cycle_hour_start: z
      .string()
      .regex(/^(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d$/, 'must be a time like 06:30:00')
      .default('00:00:00')
      .register(settingTexts, {
        title: 'Time of day',
        description: 'On the clock of the service. A change counts from the next day on.',
        section: 'Automatic lists',
        widget: 'time',
        studioOnly: true,
      }),
    cycle_days: z
      .array(z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']))
      .default(['monday', 'tuesday', 'wednesday', 'thursday', 'friday'])
      .register(settingTexts, {
        title: 'Days',
        labels: {
          monday: 'Monday',
          tuesday: 'Tuesday',
          wednesday: 'Wednesday',
          thursday: 'Thursday',
          friday: 'Friday',
          saturday: 'Saturday',
          sunday: 'Sunday',
        },
        studioOnly: true,
      }),
    lists: z
      .array(dailyList)
      .default([
        {
          name_template: '{yy}{mm}{dd}',
          category: 'Dailies',
          cycle_enabled: true,
          filters: [{ statuses: ['Approved'], custom_attributes: [] }],
        },
      ])
      .register(settingTexts, { title: 'Lists' }),
    role_list: actionRoles(MANAGERS, { section: '---' }),
  },
  {
    title: 'Daily lists',
    description:
      'Lists of versions for the dailies, made on chosen days or from the menu of ftrack. Existing lists get the missing versions.',
    whole: true,
    hidden: true,
  },
);
