import * as z from 'zod';
import { customAttributes } from './custom-attributes.ts';
import { settingTexts } from './setting-texts.ts';

const serviceSettings = z
  .object({
    username: z.string().default('').register(settingTexts, {
      title: 'ftrack user name',
      description: 'Name of the AYON secret that holds the name of the ftrack user the services work as.',
      studioOnly: true,
    }),
    api_key: z.string().default('').register(settingTexts, {
      title: 'ftrack API key',
      description: 'Name of the AYON secret that holds the API key of that user.',
      studioOnly: true,
    }),
  })
  .register(settingTexts, { title: 'Service settings' });

const syncFromFtrack = z
  .object({
    enabled: z.boolean().default(true).register(settingTexts, { title: 'Enabled' }),
    sync_versions: z.boolean().default(false).register(settingTexts, {
      title: 'Version statuses',
      description: 'Bring the statuses of versions to AYON too.',
    }),
    sync_link_type: z.string().default('< Skip >').register(settingTexts, {
      title: 'Link type',
      description: 'AYON link type for ftrack links between folders; "< Skip >" leaves links alone.',
    }),
    role_list: z.array(z.string()).default(['Administrator', 'Project manager']).register(settingTexts, {
      title: 'Roles that may start a sync',
      description: 'Names of ftrack security roles.',
    }),
  })
  .register(settingTexts, { title: 'Sync to AYON' });

const redis = z
  .object({
    url: z.string().default('').register(settingTexts, {
      title: 'Redis address',
      description:
        'Where the services keep events and jobs, like redis://host:6379. The environment variable AYON_FTRACK_REDIS_URL wins over it.',
      studioOnly: true,
    }),
  })
  .register(settingTexts, { title: 'Redis' });

const sync = z
  .object({
    delete_policy: z.enum(['deactivate', 'delete', 'ask']).default('deactivate').register(settingTexts, {
      title: 'When something is removed in ftrack',
      description: 'Deactivate it in AYON, delete it there, or leave it until an admin confirms.',
    }),
    undo_forbidden: z.boolean().default(false).register(settingTexts, {
      title: 'Undo forbidden changes',
      description:
        'Take back in ftrack what AYON does not allow, such as moving a folder that has published versions.',
    }),
    removal_limit: z
      .object({
        entities: z.int().min(0).default(20).register(settingTexts, { title: 'Entities', studioOnly: true }),
        percent: z
          .number()
          .min(0)
          .max(100)
          .default(5)
          .register(settingTexts, { title: 'Percent of the project', studioOnly: true }),
      })
      .register(settingTexts, {
        title: 'Removal limit',
        description: 'A sync that would remove more than both removes nothing until an admin confirms.',
      }),
    reconcile_at: z
      .string()
      .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d)?$/, 'must be a time like 02:00, or empty')
      .default('02:00')
      .register(settingTexts, {
        title: 'Compare everything at',
        description:
          'Time of day, on the clock of the service, at which every project is compared. Empty: never.',
        studioOnly: true,
      }),
    reconcile_after_gap: z.boolean().default(true).register(settingTexts, {
      title: 'Compare after interruptions',
      description: 'Compare the projects concerned whenever ftrack could not be heard for a while.',
      studioOnly: true,
    }),
  })
  .register(settingTexts, { title: 'Sync' });

const log = z
  .object({
    retention_days: z.int().min(1).default(14).register(settingTexts, {
      title: 'Keep events for days',
      description: 'Events no handler waits for are removed after this time.',
      studioOnly: true,
    }),
    retention_mb: z.int().min(16).default(1024).register(settingTexts, {
      title: 'Keep events up to MB',
      description: 'The oldest events no handler waits for are removed beyond this size in Redis.',
      studioOnly: true,
    }),
  })
  .register(settingTexts, { title: 'Event log' });

/**
 * The settings of the addon `ftrack`, the only definition of them. Every leaf has a default and a text in `settingTexts`;
 * keys of other versions of the addon that are not listed here are passed over when a document is read.
 */
export const ftrackSettings = z
  .object({
    enabled: z.boolean().default(true).register(settingTexts, { title: 'Enabled' }),
    ftrack_server: z.string().default('').register(settingTexts, {
      title: 'ftrack server URL',
      description: 'Address of the ftrack server, or the name of the studio in <name>.ftrackapp.com.',
      studioOnly: true,
    }),
    service_settings: serviceSettings,
    service_event_handlers: z
      .object({ sync_from_ftrack: syncFromFtrack })
      .register(settingTexts, { title: 'Server actions and events' }),
    custom_attributes: customAttributes,
    redis,
    sync,
    log,
    mirror_to_ayon: z.boolean().default(false).register(settingTexts, {
      title: 'Mirror events to AYON',
      description: 'Write every ftrack event to the event table of AYON too, for addons that read it there.',
      studioOnly: true,
    }),
  })
  .register(settingTexts, { title: 'ftrack' });

export type FtrackSettings = z.output<typeof ftrackSettings>;
