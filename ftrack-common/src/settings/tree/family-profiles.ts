import * as z from 'zod';
import { settingTexts } from '../setting-texts.ts';
import { enabled, flag, group, names } from './fields.ts';
import { hostNames, productBaseTypes, taskNames, taskTypes } from './profile-filters.ts';

const familyFilter = group(
  {
    families: names([], {
      title: 'Families',
      description: 'The rule counts when the product has all of them; of several rules the longest counts.',
    }),
    add_ftrack_family: flag(true, { title: 'Publish to ftrack' }),
  },
  { title: 'Exception', layout: 'expanded' },
);

const familyProfile = group(
  {
    host_names: hostNames(),
    product_base_types: productBaseTypes(),
    task_types: taskTypes(),
    task_names: taskNames(),
    add_ftrack_family: flag(true, { title: 'Publish to ftrack' }),
    advanced_filtering: z.array(familyFilter).default([]).register(settingTexts, {
      title: 'Exceptions by family',
      description: 'Turn the answer of this profile around for products with these families.',
    }),
  },
  { title: 'Profile', layout: 'expanded' },
);

type FamilyProfile = z.output<typeof familyProfile>;

function profile(host_names: string[], product_base_types: string[], publish: boolean): FamilyProfile {
  return {
    host_names,
    product_base_types,
    task_types: [],
    task_names: [],
    add_ftrack_family: publish,
    advanced_filtering: [],
  };
}

/** Not published to ftrack, but for products with all these families. */
function onlyWith(families: string[], host_names: string[], product_base_types: string[]): FamilyProfile {
  const advanced_filtering = [{ families, add_ftrack_family: true }];
  return { ...profile(host_names, product_base_types, false), advanced_filtering };
}

const defaultProfiles: FamilyProfile[] = [
  profile(['traypublisher'], [], true),
  profile(['traypublisher'], ['matchmove', 'shot'], false),
  onlyWith(['clip', 'review'], ['traypublisher'], ['plate', 'review', 'audio']),
  profile(['maya'], ['model', 'setdress', 'animation', 'look', 'rig', 'camera', 'review'], true),
  onlyWith(['review'], ['blender', 'houdini', 'max'], []),
  profile(['tvpaint'], ['renderPass'], false),
  profile(['tvpaint'], [], true),
  onlyWith(['review'], ['nuke'], ['write', 'render', 'prerender']),
  profile(['aftereffects'], ['render', 'workfile'], true),
  profile(['flame'], ['plate', 'take'], true),
  profile(['photoshop'], ['review'], true),
];

/** The branch `publish/CollectFtrackFamily`. */
export const collectFtrackFamily = group(
  {
    enabled: enabled(),
    profiles: z.array(familyProfile).default(defaultProfiles).register(settingTexts, {
      title: 'Profiles',
      description: 'The profile that fits a product best decides whether it is published to ftrack.',
    }),
  },
  {
    title: 'What is published to ftrack',
    description: 'Decides for each published product whether it becomes an asset version in ftrack too.',
    whole: true,
    hidden: true,
  },
);
