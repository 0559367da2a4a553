import * as z from 'zod';
import { settingTexts } from '../setting-texts.ts';
import { choice, flag, group, line } from './fields.ts';

/** The branch `service_settings`. */
export const serviceSettings = group(
  {
    username: line('', {
      title: 'ftrack user name',
      description:
        'The AYON secret that holds the name of the ftrack user the services work as. A user of their own shows in ftrack what the services changed.',
      choicesFrom: 'secrets',
    }),
    api_key: line('', {
      title: 'ftrack API key',
      description:
        'The AYON secret that holds the API key of that user. Make a personal key in ftrack: in the account of the user, under Security settings.',
      choicesFrom: 'secrets',
    }),
  },
  {
    title: 'Service settings',
    description: 'The login of the services: two secrets of AYON (Studio Settings > Secrets).',
    studioOnly: true,
  },
);

/** The branch `redis`. */
export const redis = group(
  {
    url: line('', {
      title: 'Redis address',
      description:
        'Where the services keep events and jobs, like redis://host:6379. The environment variable AYON_FTRACK_REDIS_URL wins over it.',
    }),
  },
  { title: 'Redis', description: 'The store the services share.', studioOnly: true },
);

/** The branch `sync`. */
export const sync = group(
  {
    delete_policy: choice(
      { deactivate: 'Deactivate in AYON', delete: 'Delete in AYON', ask: 'Wait for an admin' },
      'deactivate',
      {
        title: 'When something is removed in ftrack',
        description: 'Deactivate it in AYON, delete it there, or leave it until an admin confirms.',
      },
    ),
    ayon_only: choice({ keep: 'Leave it alone', deactivate: 'Deactivate in AYON' }, 'keep', {
      title: 'What only AYON has',
      description:
        'Folders and tasks that no ftrack entity belongs to. A full sync can deactivate them; folders with published products, and what holds something that stays, are kept in any case.',
    }),
    priority: flag(true, {
      title: 'Priorities',
      description:
        'ftrack decides over the attribute priority in AYON. Off: AYON has priorities of its own, which no sync changes.',
    }),
    undo_forbidden: flag(false, {
      title: 'Undo forbidden changes',
      description:
        'Take back in ftrack what AYON does not allow, such as moving a folder that has published versions.',
    }),
    removal_limit: group(
      {
        entities: z.int().min(0).default(20).register(settingTexts, {
          title: 'Entities',
          description:
            'Folders and tasks one run may remove. Lists, versions and links are counted by themselves.',
        }),
        percent: z.number().min(0).max(100).default(5).register(settingTexts, {
          title: 'Percent of the project',
          description: 'Share of what the project has of them in AYON.',
        }),
      },
      {
        title: 'Removal limit',
        description: 'A sync that would remove more than both removes nothing until an admin confirms.',
        studioOnly: true,
      },
    ),
    thumbnails: flag(true, {
      title: 'Thumbnails',
      description:
        'Folders, tasks and versions show in AYON what they show in ftrack. What people set in AYON stays where ftrack has none.',
      studioOnly: true,
    }),
    create_versions: flag(false, {
      title: 'Make versions',
      description:
        'Make products and versions in AYON of what was published in ftrack alone. Folders with products are locked: they cannot be renamed, moved or removed any more.',
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
    reconcile_after_gap: flag(true, {
      title: 'Compare after interruptions',
      description: 'Compare the projects concerned whenever ftrack could not be heard for a while.',
      studioOnly: true,
    }),
  },
  {
    title: 'Sync',
    description: 'How the sync from ftrack to AYON works: what it takes over, makes and removes.',
  },
);

/** The branch `log`. */
export const log = group(
  {
    retention_days: z.int().min(1).default(14).register(settingTexts, {
      title: 'Keep events for days',
      description: 'Events no handler waits for are removed after this time.',
    }),
    retention_mb: z.int().min(16).default(1024).register(settingTexts, {
      title: 'Keep events up to MB',
      description: 'The oldest events no handler waits for are removed beyond this size in Redis.',
    }),
  },
  {
    title: 'Event log',
    description: 'How long the services remember what they heard from ftrack.',
    studioOnly: true,
  },
);

/** The branch `fast_lane`. */
export const fastLane = group(
  {
    mode: choice({ auto: 'Where it works', off: 'Never' }, 'auto', {
      title: 'Use it',
      description:
        'Large changes go to AYON in one request through this addon. "Never" writes through the public API of AYON alone, which is slower.',
    }),
    summary_above: z.int().min(0).default(1000).register(settingTexts, {
      title: 'One summary event above',
      description:
        'A sync of more changes than this writes one event with a summary in AYON, in place of one event per change.',
    }),
  },
  {
    title: 'Fast lane',
    description: 'A shorter way into AYON for large syncs.',
    studioOnly: true,
    hidden: true,
  },
);
