import * as z from 'zod';
import { settingTexts } from '../setting-texts.ts';
import { choices, flag, group, line } from './fields.ts';
import { hostNames, productBaseTypes, taskTypes } from './profile-filters.ts';

const assetTypeRow = group(
  {
    name: line('', { title: 'Product base type' }),
    asset_type: line('', { title: 'Asset type', description: 'Short name of the ftrack asset type.' }),
  },
  { title: 'Asset type' },
);

const ASSET_TYPES = {
  camera: 'cam',
  look: 'look',
  mayaAscii: 'scene',
  model: 'geo',
  rig: 'rig',
  setdress: 'setdress',
  pointcache: 'cache',
  render: 'render',
  prerender: 'render',
  render2d: 'render',
  nukescript: 'comp',
  write: 'render',
  review: 'mov',
  plate: 'img',
  audio: 'audio',
  workfile: 'scene',
  animation: 'cache',
  image: 'img',
  reference: 'reference',
  ass: 'cache',
  mayaScene: 'scene',
  camerarig: 'rig',
  yeticache: 'cache',
  yetiRig: 'rig',
  xgen: 'xgen',
  rendersetup: 'rendersetup',
  assembly: 'assembly',
  layout: 'layout',
  unrealStaticMesh: 'geo',
  vrayproxy: 'cache',
  redshiftproxy: 'cache',
  usd: 'usd',
};

const versionStatusProfile = group(
  {
    host_names: hostNames(),
    product_base_types: productBaseTypes(),
    task_types: taskTypes(),
    status: line('', { title: 'Status', description: 'Name of the ftrack status to set.' }),
  },
  { title: 'Profile', layout: 'expanded' },
);

/** The branch `publish/IntegrateFtrackInstance`. */
export const integrateFtrackInstance = group(
  {
    product_base_type_mapping: z
      .array(assetTypeRow)
      .default(Object.entries(ASSET_TYPES).map(([name, asset_type]) => ({ name, asset_type })))
      .register(settingTexts, {
        title: 'Asset types',
        description:
          'Which ftrack asset type belongs to which product base type in AYON. Sync > Make versions takes the first row with the type of the asset, or without one the name of that type.',
        unique: 'name',
      }),
    keep_first_product_name_for_review: flag(true, {
      title: 'First review keeps the product name',
      description: 'Of several reviews, the first goes to the asset with the name of the product itself.',
      hidden: true,
    }),
    asset_versions_status_profiles: z.array(versionStatusProfile).default([]).register(settingTexts, {
      title: 'Status of versions',
      description: 'The profile that fits the product best gives the status of its version. None: no change.',
      hidden: true,
    }),
    additional_metadata_keys: choices(
      {
        ayon_ftrack_version: 'Version of this addon',
        ayon_launcher_version: 'Version of the AYON launcher',
        frame_start: 'First frame',
        frame_end: 'Last frame',
        duration: 'Duration',
        width: 'Width',
        height: 'Height',
        fps: 'Frames per second',
        codec: 'Codec',
      },
      [],
      {
        title: 'Extra data of components',
        description: 'Stored with every component in ftrack, beside what the player needs.',
        hidden: true,
      },
    ),
  },
  {
    title: 'Asset versions',
    description: 'How products of AYON and asset versions of ftrack belong together.',
    whole: true,
  },
);
