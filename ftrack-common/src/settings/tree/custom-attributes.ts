import * as z from 'zod';
import { settingTexts } from '../setting-texts.ts';

function roleList(defaults: string[], title: string) {
  return z.array(z.string()).default(defaults).register(settingTexts, {
    title,
    description: 'Names of ftrack security roles. An empty list stands for all roles.',
  });
}

function roles(defaults: string[], text: { title: string; description: string }) {
  return z
    .object({
      write_security_roles: roleList(defaults, 'Roles that may write'),
      read_security_roles: roleList(defaults, 'Roles that may read'),
    })
    .register(settingTexts, text);
}

const mappingRow = z.object({
  name: z.string().min(1).register(settingTexts, { title: 'AYON attribute', choicesFrom: 'ayon_attributes' }),
  attr_type: z
    .enum(['hierarchical', 'standard'])
    .default('hierarchical')
    .register(settingTexts, {
      title: 'Kind of ftrack attribute',
      labels: { hierarchical: 'Inherited by children', standard: 'Of one object type' },
      chooses: true,
    }),
  hierarchical: z.string().default('').register(settingTexts, {
    title: 'Hierarchical ftrack attribute',
    description: 'Key of the attribute that children inherit. Used when the kind is "Inherited by children".',
  }),
  standard: z.array(z.string()).default([]).register(settingTexts, {
    title: 'ftrack attributes per type',
    description:
      'Keys of attributes that belong to one object type each. Used when the kind is "Of one object type".',
  }),
});

type MappingRow = z.output<typeof mappingRow>;

/** ftrack has these three for its shots; all others have to be made, and are made hierarchical. */
const STOCK_ATTRIBUTES = new Map([
  ['fps', 'fps'],
  ['frameStart', 'fstart'],
  ['frameEnd', 'fend'],
]);

const MAPPED_ATTRIBUTES = [
  'resolutionWidth',
  'resolutionHeight',
  'pixelAspect',
  'fps',
  'frameStart',
  'frameEnd',
  'handleStart',
  'handleEnd',
  'clipIn',
  'clipOut',
];

const defaultMapping = MAPPED_ATTRIBUTES.map((name): MappingRow => {
  const stock = STOCK_ATTRIBUTES.get(name);
  return stock === undefined
    ? { name, attr_type: 'hierarchical', hierarchical: name, standard: [] }
    : { name, attr_type: 'standard', hierarchical: name, standard: [stock] };
});

const administrators = ['API', 'Administrator'];

/** The branch `custom_attributes`. */
export const customAttributes = z
  .object({
    mandatory_attributes: z
      .object({
        ayon_id: roles([], {
          title: 'AYON id',
          description: 'Id of the AYON folder, task or version an object belongs to.',
        }),
        ayon_path: roles([], { title: 'AYON path', description: 'Path of that folder or version in AYON.' }),
        ayon_list_type: roles([], {
          title: 'AYON list type',
          description: 'Whether a ftrack list becomes a list of folders, tasks or versions in AYON.',
        }),
        ayon_sync_failed: roles(administrators, {
          title: 'AYON sync failed',
          description: 'Marks objects the sync could not bring to AYON.',
        }),
        auto_sync_enabled: roles(administrators, {
          title: 'AYON auto-sync',
          description: 'Switches live sync of a project on and off.',
        }),
      })
      .register(settingTexts, {
        title: 'Attributes the sync needs',
        description: 'Custom attributes made in ftrack, and who may see and change them.',
        studioOnly: true,
      }),
    // Of projects too, unlike in 1.6: its upgrade across 1.4.0 stored a mapping for each project, which the services of 1.6 obey and no
    // form showed. Here an admin sees it, and can take it away.
    attributes_mapping: z
      .object({
        enabled: z.boolean().default(true).register(settingTexts, {
          title: 'Enabled',
          description: 'Off: hierarchical ftrack attributes pair with the AYON attributes of the same name.',
        }),
        mapping: z.array(mappingRow).default(defaultMapping).register(settingTexts, {
          title: 'Attribute mapping',
          description: 'Which ftrack custom attribute holds the value of which AYON attribute.',
          unique: 'name',
        }),
      })
      .register(settingTexts, {
        title: 'Attribute mapping',
        description: 'Each AYON attribute takes the value of the ftrack attributes beside it.',
      }),
  })
  .register(settingTexts, {
    title: 'Custom attributes',
    description: 'Attributes of ftrack objects that AYON needs, or has a twin of.',
  });
