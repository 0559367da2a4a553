import type { JsonObject } from '../json.ts';
import { type AttributeDefinition, defineAttribute, type Scope } from './definition.ts';

const MEDIA: Scope[] = ['project', 'folder', 'version', 'representation', 'task'];
const WORK: Scope[] = ['project', 'folder', 'task'];
const DESCRIBED: Scope[] = ['project', 'folder', 'task', 'product', 'version', 'representation', 'workfile'];
const DAY_EXAMPLE = '2021-01-01T00:00:00+00:00';

const PRIORITIES = [
  { value: 'urgent', label: 'Urgent', icon: 'keyboard_double_arrow_up', color: '#FF8585' },
  { value: 'high', label: 'High', icon: 'keyboard_arrow_up', color: '#FFAD66' },
  { value: 'normal', label: 'Normal', icon: 'check_indeterminate_small', color: '#9AC0E7' },
  { value: 'low', label: 'Low', icon: 'keyboard_arrow_down', color: '#9FA7B1' },
];

const TABLE: readonly [name: string, scope: Scope[], data: JsonObject][] = [
  ['priority', WORK, { type: 'string', title: 'Priority', default: 'normal', enum: PRIORITIES }],
  [
    'fps',
    MEDIA,
    { type: 'float', title: 'FPS', description: 'Frames per second', example: 25, default: 25, gt: 0 },
  ],
  ['resolutionWidth', MEDIA, resolution('Width', 1920)],
  ['resolutionHeight', MEDIA, resolution('Height', 1080)],
  ['pixelAspect', MEDIA, { type: 'float', title: 'Pixel aspect', example: 1, default: 1, gt: 0 }],
  ['clipIn', MEDIA, { type: 'integer', title: 'Clip In', example: 1, default: 1 }],
  ['clipOut', MEDIA, { type: 'integer', title: 'Clip Out', example: 1, default: 1 }],
  ['frameStart', MEDIA, { type: 'integer', title: 'Start frame', example: 1001, default: 1001 }],
  ['frameEnd', MEDIA, { type: 'integer', title: 'End frame', default: 1001 }],
  ['handleStart', MEDIA, { type: 'integer', title: 'Handle start', default: 0 }],
  ['handleEnd', MEDIA, { type: 'integer', title: 'Handle end', default: 0 }],
  ['fullName', ['user'], { type: 'string', title: 'Full name', example: 'Jane Doe' }],
  ['email', ['user'], { type: 'string', title: 'E-Mail', example: 'jane.doe@ayon.cloud' }],
  ['avatarUrl', ['user'], { type: 'string', title: 'Avatar URL' }],
  ['developerMode', ['user'], { type: 'boolean', title: 'Developer mode', example: true }],
  ['productGroup', ['product'], { type: 'string', title: 'Product group' }],
  ['intent', ['version'], { type: 'string', title: 'Intent' }],
  ['machine', ['version'], { type: 'string', title: 'Machine' }],
  ['source', ['version'], { type: 'string', title: 'Source' }],
  ['comment', ['version'], { type: 'string', title: 'Comment' }],
  ['site', ['version'], { type: 'string', title: 'Site', example: 'workstation42' }],
  ['families', ['version'], { type: 'list_of_strings', title: 'Families' }],
  ['colorSpace', ['version'], { type: 'string', title: 'Color space', example: 'rec709' }],
  ['path', ['representation'], { type: 'string', title: 'Path' }],
  ['template', ['representation'], { type: 'string', title: 'Template' }],
  ['extension', ['representation', 'workfile'], { type: 'string', title: 'File extension' }],
  [
    'startDate',
    WORK,
    { type: 'datetime', title: 'Start date', description: 'First day of work', example: DAY_EXAMPLE },
  ],
  [
    'endDate',
    WORK,
    { type: 'datetime', title: 'End date', description: 'Last day of work', example: DAY_EXAMPLE },
  ],
  [
    'description',
    DESCRIBED,
    {
      type: 'string',
      title: 'Description',
      description: 'Text about the entity',
      example: 'A very nice entity',
      inherit: false,
      widget: 'markdown',
    },
  ],
  [
    'entityListCategory',
    ['list'],
    {
      type: 'string',
      title: 'List category',
      description: 'Category of the list',
      example: 'To-do',
      inherit: false,
    },
  ],
];

/** The attributes every server has from its set-up, in their order. */
export function builtinAttributes(): AttributeDefinition[] {
  return TABLE.map(([name, scope, data], position) =>
    defineAttribute({ name, scope, data, position, builtin: true }),
  );
}

function resolution(title: string, pixels: number): JsonObject {
  const description = `${title} in pixels`;
  return { type: 'integer', title, description, example: pixels, default: pixels, gt: 0, lt: 50000 };
}
