import { isObject, type Json, type JsonObject, omit, sameJson, textOf } from '../json.ts';
import type { ServerState } from '../state.ts';

const GREY = '#cccccc';
const PRODUCT_DIRECTORY =
  '{root[work]}/{project[name]}/{hierarchy}/{folder[name]}/publish/{product[type]}/{product[name]}';
const PUBLISHED = `${PRODUCT_DIRECTORY}/{@version}`;
const TYPE_DIRECTORY = '{root[work]}/{project[name]}/{hierarchy}/{folder[name]}/publish/{product[type]}';

const FOLDER_TYPES = [
  ['Folder', '', 'folder'],
  ['Library', 'lib', 'category'],
  ['Asset', '', 'smart_toy'],
  ['Episode', 'ep', 'live_tv'],
  ['Sequence', 'sq', 'theaters'],
  ['Shot', 'sh', 'movie'],
] as const;

const TASK_TYPES = [
  ['Generic', 'gener', '#5c6c79', 'task_alt'],
  ['Art', 'art', '#BC3333', 'palette'],
  ['Modeling', 'mdl', '#E74C4C', 'language'],
  ['Texture', 'tex', '#D84444', 'brush'],
  ['Lookdev', 'look', '#44944A', 'ev_shadow'],
  ['Rigging', 'rig', '#1AAFC3', 'construction'],
  ['Edit', 'edit', '#313894', 'imagesearch_roller'],
  ['Layout', 'lay', '#2359B3', 'nature_people'],
  ['Setdress', 'dress', '#1A655C', 'scene'],
  ['Animation', 'anim', '#3599F1', 'directions_run'],
  ['FX', 'fx', '#A43BC1', 'fireplace'],
  ['Lighting', 'lgt', '#812DB1', 'highlight'],
  ['Paint', 'paint', '#317537', 'video_stable'],
  ['Compositing', 'comp', '#612BA3', 'layers'],
  ['Roto', 'roto', '#1C70B2', 'gesture'],
  ['Matchmove', 'matchmove', '#1A777B', 'switch_video'],
] as const;

const STATUSES = [
  ['Not ready', 'NRD', 'not_started', 'fiber_new', '#3d444f', 'folder product task'],
  ['Ready to start', 'RDY', 'not_started', 'timer', '#bababa', 'folder task'],
  ['In progress', 'PRG', 'in_progress', 'play_arrow', '#5bb8f5', 'folder task'],
  ['Pending review', 'RVW', 'in_progress', 'visibility', '#ffcd19', 'folder version task'],
  ['Approved', 'APP', 'done', 'task_alt', '#08f094', 'folder product version task'],
  ['On hold', 'HLD', 'blocked', 'back_hand', '#fa6e46', 'folder task'],
  ['Omitted', 'OMT', 'blocked', 'block', '#cb1a1a', 'folder product version representation task'],
] as const;

const LINK_TYPES = [
  ['generative', 'version', '#3f67de'],
  ['breakdown', 'folder', '#6edd72'],
  ['reference', 'version', '#d94383'],
  ['template', 'folder', '#fff824'],
] as const;

const PRODUCT_BASE_TYPES = [
  ['image', 'imagesmode'],
  ['render', 'photo_library'],
  ['review', 'photo_library'],
  ['plate', 'camera_roll'],
  ['camera', 'videocam'],
  ['model', 'language'],
  ['texture', 'texture'],
  ['look', 'ev_shadow'],
  ['rig', 'accessibility'],
  ['animation', 'directions_run'],
  ['cache', 'animation'],
  ['layout', 'nature_people'],
  ['setdress', 'forest'],
  ['groom', 'content_cut'],
  ['matchmove', 'switch_video'],
  ['vdbcache', 'local_fire_department'],
  ['lightrig', 'wb_incandescent'],
  ['lut', 'opacity'],
  ['workfile', 'home_repair_service'],
] as const;

/** The scopes a status of an anatomy has when none are given. */
export const ALL_SCOPES = ['folder', 'product', 'version', 'representation', 'task', 'workfile'];

/** The anatomy the server comes with: types, statuses, tags, roots, templates and attribute values. */
export function builtinAnatomy(state: ServerState): JsonObject {
  return {
    entity_naming: { capitalization: 'lower', separator: '_' },
    roots: [
      { name: 'work', windows: 'C:/projects', linux: '/mnt/share/projects', darwin: '/Volumes/projects' },
    ],
    templates: builtinTemplates(),
    attributes: defaultAttributes(state),
    folder_types: FOLDER_TYPES.map(([name, shortName, icon]) => ({
      ...named(name),
      shortName,
      color: GREY,
      icon,
    })),
    task_types: TASK_TYPES.map(([name, shortName, color, icon]) => ({
      ...named(name),
      shortName,
      color,
      icon,
    })),
    link_types: LINK_TYPES.map(([link_type, side, color]) => ({
      link_type,
      input_type: side,
      output_type: side,
      color,
      style: 'solid',
    })),
    statuses: STATUSES.map(([name, shortName, state_, icon, color, scope]) => ({
      ...named(name),
      shortName,
      state: state_,
      icon,
      color,
      scope: scope.split(' '),
    })),
    tags: [
      { ...named('important'), color: '#ff2450' },
      { ...named('for reel'), color: '#5be1c6' },
    ],
    product_base_types: builtinProductBaseTypes(),
  };
}

/** Fills an anatomy that was given in part with the defaults of the built-in one. */
export function completeAnatomy(state: ServerState, given: JsonObject): JsonObject {
  const base = builtinAnatomy(state);
  const attributes = { ...defaultAttributes(state), ...objectOf(given['attributes']) };
  const templates = { ...objectOf(base['templates']), ...objectOf(given['templates']) };
  return {
    ...base,
    ...given,
    attributes,
    templates,
    folder_types: withDefaults(given['folder_types'] ?? base['folder_types'], {
      shortName: '',
      color: GREY,
      icon: 'folder',
    }),
    task_types: withDefaults(given['task_types'] ?? base['task_types'], {
      shortName: '',
      color: GREY,
      icon: 'task_alt',
    }),
    statuses: withDefaults(given['statuses'] ?? base['statuses'], {
      shortName: '',
      state: 'in_progress',
      icon: '',
      color: '#cacaca',
      scope: ALL_SCOPES,
    }),
    tags: withDefaults(given['tags'] ?? base['tags'], { color: '#cacaca' }),
  };
}

/** The parts of a project an anatomy makes. */
export function anatomyToProject(anatomy: JsonObject): JsonObject {
  return {
    folderTypes: listOf(anatomy['folder_types']).map(withoutOriginalName),
    taskTypes: listOf(anatomy['task_types']).map(withoutOriginalName),
    linkTypes: listOf(anatomy['link_types']).map((type) => {
      const { link_type: linkType, input_type: inputType, output_type: outputType, ...data } = type;
      return {
        name: `${textOf(linkType)}|${textOf(inputType)}|${textOf(outputType)}`,
        linkType,
        inputType,
        outputType,
        data,
      };
    }) as Json,
    statuses: listOf(anatomy['statuses']).map(withoutOriginalName),
    tags: listOf(anatomy['tags']).map(withoutOriginalName),
    config: {
      roots: byName(anatomy['roots']),
      templates: templatesToConfig(objectOf(anatomy['templates'])),
      entityNaming: {},
      productBaseTypes: sameJson(anatomy['product_base_types'], builtinProductBaseTypes())
        ? {}
        : (anatomy['product_base_types'] ?? {}),
    },
    attrib: dropNulls(objectOf(anatomy['attributes'])),
  };
}

/** The anatomy of a project, for `GET /api/projects/{p}/anatomy`. */
export function projectToAnatomy(state: ServerState, project: JsonObject): JsonObject {
  const config = objectOf(project['config']);
  const attributes: JsonObject = {};
  for (const name of state.attributes.namesOf('project'))
    attributes[name] = objectOf(project['attrib'])[name] ?? null;
  return {
    entity_naming: { capitalization: 'lower', separator: '_', ...objectOf(config['entityNaming']) },
    roots: toNamedList(config['roots']),
    templates: configToTemplates(objectOf(config['templates'])),
    attributes,
    folder_types: listOf(project['folderTypes']).map(withOriginalName),
    task_types: listOf(project['taskTypes']).map(withOriginalName),
    link_types: listOf(project['linkTypes']).map(({ linkType, inputType, outputType, data }) => ({
      link_type: linkType ?? null,
      input_type: inputType ?? null,
      output_type: outputType ?? null,
      ...objectOf(data),
    })),
    statuses: listOf(project['statuses']).map(withOriginalName),
    tags: listOf(project['tags']).map(withOriginalName),
    product_base_types: config['productBaseTypes'] ?? {},
  };
}

function builtinTemplates(): JsonObject {
  const product = '{project[code]}_{folder[name]}_{product[name]}';
  const publish: [string, string, string][] = [
    ['default', PUBLISHED, `${product}_{@version}<_{output}><.{@frame}><_{udim}>.{ext}`],
    ['render', PUBLISHED, `${product}_{@version}<_{output}><.{@frame}>.{ext}`],
    ['online', PUBLISHED, '{originalBasename}<.{@frame}><_{udim}>.{ext}'],
    ['source', '{root[work]}/{originalDirname}', '{originalBasename}.{ext}'],
    ['maya2unreal', TYPE_DIRECTORY, '{product[name]}_{@version}<_{output}><.{@frame}>.{ext}'],
    ['simpleUnrealTextureHero', `${TYPE_DIRECTORY}/hero`, '{originalBasename}.{ext}'],
    ['simpleUnrealTexture', `${TYPE_DIRECTORY}/{@version}`, '{originalBasename}_{@version}.{ext}'],
    ['unrealuasset', PUBLISHED, '{originalBasename}.{ext}'],
  ];
  return {
    version_padding: 3,
    version: 'v{version:0>{@version_padding}}',
    frame_padding: 4,
    frame: '{frame:0>{@frame_padding}}',
    work: [
      {
        name: 'default',
        directory: '{root[work]}/{project[name]}/{hierarchy}/{folder[name]}/work/{task[name]}',
        file: '{project[code]}_{folder[name]}_{task[name]}_{@version}<_{comment}>.{ext}',
      },
      {
        name: 'unreal',
        directory: '{root[work]}/{project[name]}/unreal/{task[name]}',
        file: '{project[code]}_{folder[name]}.{ext}',
      },
    ],
    publish: publish.map(([name, directory, file]) => ({ name, directory, file })),
    hero: [
      {
        name: 'default',
        directory: `${PRODUCT_DIRECTORY}/hero`,
        file: `${product}_hero<_{output}><.{@frame}><_{udim}>.{ext}`,
      },
    ],
    delivery: [],
    staging: [],
    others: [],
  };
}

/** The product base types of a project that has none of its own. */
export function builtinProductBaseTypes(): JsonObject {
  const definitions = PRODUCT_BASE_TYPES.map(([name, icon]) => ({ name, color: GREY, icon }));
  return { default: { color: GREY, icon: 'deployed_code' }, definitions };
}

const COMMON_TEMPLATES = ['version_padding', 'version', 'frame_padding', 'frame'];

function templatesToConfig(templates: JsonObject): JsonObject {
  const config: JsonObject = { common: {} };
  for (const [key, value] of Object.entries(templates)) {
    if (COMMON_TEMPLATES.includes(key)) objectOf(config['common'])[key] = value;
    else if (listOf(value).length > 0) config[key] = byName(value);
  }
  return config;
}

function configToTemplates(config: JsonObject): JsonObject {
  const templates: JsonObject = { ...objectOf(config['common']) };
  for (const group of ['work', 'publish', 'hero', 'delivery', 'staging', 'others']) {
    templates[group] = toNamedList(config[group]);
  }
  return templates;
}

function defaultAttributes(state: ServerState): JsonObject {
  const values: JsonObject = {};
  for (const [name, attribute] of state.attributes.ofScope('project')) values[name] = attribute.default;
  return values;
}

function withDefaults(list: Json | undefined, defaults: JsonObject): JsonObject[] {
  return listOf(list).map((item) => ({ ...defaults, ...dropNulls(item) }));
}

function named(name: string): { name: string; original_name: string } {
  return { name, original_name: name };
}

function withOriginalName(item: JsonObject): JsonObject {
  return { ...item, original_name: item['name'] ?? null };
}

function withoutOriginalName(item: JsonObject): JsonObject {
  return omit(item, 'original_name');
}

function byName(list: Json | undefined): JsonObject {
  return Object.fromEntries(listOf(list).map(({ name, ...item }) => [textOf(name), item]));
}

function toNamedList(group: Json | undefined): JsonObject[] {
  const entries = Object.entries(objectOf(group)).sort(([left], [right]) => (left < right ? -1 : 1));
  return entries.map(([name, item]) => ({ name, ...objectOf(item) }));
}

function listOf(value: Json | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isObject) : [];
}

function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

function dropNulls(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== null));
}
