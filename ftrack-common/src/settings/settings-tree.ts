import * as z from 'zod';
import { settingTexts } from './setting-texts.ts';
import { fastLane, log, redis, serviceSettings, sync } from './tree/connection.ts';
import { customAttributes } from './tree/custom-attributes.ts';
import { postLaunchHook, userHandlers } from './tree/desktop.ts';
import { flag, group, line } from './tree/fields.ts';
import { publish } from './tree/publish.ts';
import { statusHandlers } from './tree/status-handlers.ts';
import { createDailyLists, syncHandlers } from './tree/sync-handlers.ts';

const keptValue = group(
  {
    path: line('', { title: 'Key' }),
    value: line('', { title: 'Value', description: 'As JSON.' }),
    reason: line('', { title: 'Reason' }),
  },
  { title: 'Value' },
);

/**
 * The settings of the addon `ftrack`, the only definition of them. Every leaf has a default and a text in `settingTexts`;
 * keys of other versions of the addon that are not listed here are passed over when a document is read.
 */
export const ftrackSettings = group(
  {
    enabled: flag(true, {
      title: 'Enabled',
      description: 'Off: the addon leaves the studio, or the project, alone.',
    }),
    ftrack_server: line('', {
      title: 'ftrack server URL',
      description: 'Address of the ftrack server, or the name of the studio in <name>.ftrackapp.com.',
      studioOnly: true,
    }),
    service_settings: serviceSettings,
    service_event_handlers: group(
      {
        prepare_project: syncHandlers.prepare_project,
        sync_from_ftrack: syncHandlers.sync_from_ftrack,
        sync_users_from_ftrack: syncHandlers.sync_users_from_ftrack,
        sync_hier_entity_attributes: syncHandlers.sync_hier_entity_attributes,
        clone_review_session: syncHandlers.clone_review_session,
        delete_ayon_entities: syncHandlers.delete_ayon_entities,
        thumbnail_updates: syncHandlers.thumbnail_updates,
        ...statusHandlers,
        transfer_values_of_hierarchical_attributes: syncHandlers.transfer_values_of_hierarchical_attributes,
        create_daily_lists: createDailyLists,
        project_components_sizes: syncHandlers.project_components_sizes,
      },
      {
        title: 'Server actions and events',
        description: 'What the services do when something changes in ftrack.',
      },
    ),
    post_launch_hook: postLaunchHook,
    user_handlers: userHandlers,
    publish,
    custom_attributes: customAttributes,
    redis,
    sync,
    log,
    mirror_to_ayon: flag(false, {
      title: 'Mirror events to AYON',
      description: 'Write every ftrack event to the event table of AYON too, for addons that read it there.',
      studioOnly: true,
      hidden: true,
    }),
    fast_lane: fastLane,
    unconverted: z.array(keptValue).default([]).register(settingTexts, {
      title: 'Values without a place',
      description: 'Stored values no setting can hold, and why. Set them anew, then remove the row.',
      section: '---',
    }),
  },
  { title: 'ftrack' },
);

export type FtrackSettings = z.output<typeof ftrackSettings>;
