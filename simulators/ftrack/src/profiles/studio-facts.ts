/** What a new ftrack server holds before anybody works with it, with the ids real servers have. */

export const STATES = [
  { id: 'cea0ba04-acb5-11e1-8668-f23c91df1211', name: 'Not started', short: 'NOT_STARTED' },
  { id: 'cea0efc4-acb5-11e1-8668-f23c91df1211', name: 'In progress', short: 'IN_PROGRESS' },
  { id: 'cea116d4-acb5-11e1-8668-f23c91df1211', name: 'Done', short: 'DONE' },
  { id: '5709c04e-2f4b-11e2-b663-0019bb4983d8', name: 'Blocked', short: 'BLOCKED' },
] as const;

/** Id, name, colour, `short` of the state; in the order of `sort`. */
export const STATUSES = [
  ['9bb65936-88e7-11e3-9264-04011030cf01', 'Completed', '#1CBC90', 'DONE'],
  ['a0bc3f24-15e2-11e1-b21a-0019bb4983d8', 'Omitted', '#E74C3C', 'BLOCKED'],
  ['a0bc2444-15e2-11e1-b21a-0019bb4983d8', 'On Hold', '#E74C3C', 'BLOCKED'],
  ['2286947e-a2d4-11e9-825d-d27cf242b68b', 'Revise', '#FF6600', 'IN_PROGRESS'],
  ['d5d6d8ca-ebb2-11e2-aef9-f23c91dfaa16', 'Client approved', '#1CBC90', 'DONE'],
  ['44de097a-4164-11df-9218-0019bb4983d8', 'Approved', '#1CBC90', 'DONE'],
  ['44dded64-4164-11df-9218-0019bb4983d8', 'Pending Review', '#F1C40F', 'IN_PROGRESS'],
  ['44ddd0fe-4164-11df-9218-0019bb4983d8', 'In progress', '#3498DB', 'IN_PROGRESS'],
  ['cadb9a06-acb5-11e1-8668-f23c91df1211', 'WIP', '#CC99FF', 'NOT_STARTED'],
  ['9078de1a-40ce-11ed-a028-8e70b81a65da', 'Ready to start', '#00FFFF', 'NOT_STARTED'],
  ['44dd9fb2-4164-11df-9218-0019bb4983d8', 'Not started', '#CACACA', 'NOT_STARTED'],
] as const;

export const PRIORITIES = [
  ['847fb90e-ead3-11e2-846c-f23c91dfaa16', 'Urgent', '#E74C3C'],
  ['847f9cda-ead3-11e2-846c-f23c91dfaa16', 'High', '#E67E22'],
  ['847f8146-ead3-11e2-846c-f23c91dfaa16', 'Medium', '#F1C40F'],
  ['847f663e-ead3-11e2-846c-f23c91dfaa16', 'Low', '#1CBC90'],
  ['9661b320-3a0c-11e2-81c1-0800200c9a66', 'None', '#CACACA'],
] as const;

/** Id, name, colour; in the order of `sort`. */
export const TYPES = [
  ['56807358-a0f4-11e9-9843-d27cf242b68b', 'Concept Art', '#33CCCC'],
  ['44dc53c8-4164-11df-9218-0019bb4983d8', 'Modeling', '#935BA2'],
  ['44dd5868-4164-11df-9218-0019bb4983d8', 'Rigging', '#58592D'],
  ['a750a84f-b253-11eb-ad41-1e003a0c2434', 'Texture', '#F1C40F'],
  ['44dc8cd0-4164-11df-9218-0019bb4983d8', 'Lookdev', '#A3635D'],
  ['66d145f0-13c6-11e3-abf2-f23c91dfaa16', 'Character', '#3A2D5A'],
  ['66d1aedc-13c6-11e3-abf2-f23c91dfaa16', 'Prop', '#F39C12'],
  ['0e996e82-6662-11ed-a73a-92ba0fc0dc3d', 'Furniture', '#008000'],
  ['8c39f908-8b4c-11eb-9cdb-c2ffbce28b68', 'Vehicle', '#ABABAB'],
  ['66d1daba-13c6-11e3-abf2-f23c91dfaa16', 'Environment', '#5DA35E'],
  ['66d2038c-13c6-11e3-abf2-f23c91dfaa16', 'Matte Painting', '#5DA35E'],
  ['b628a004-ad7d-11e1-896c-f23c91df1211', 'Production', '#BDC3C7'],
  ['cc46c4c6-13d2-11e3-8915-f23c91dfaa16', 'Editing', '#F1C40F'],
  ['a3ead45c-ae42-11e9-9454-d27cf242b68b', 'Conform', '#ABABAB'],
  ['44dd3ed2-4164-11df-9218-0019bb4983d8', 'Tracking', '#27AE60'],
  ['c3bcfdb4-ad7d-11e1-a444-f23c91df1211', 'Rotoscoping', '#3498DB'],
  ['44dc6ffc-4164-11df-9218-0019bb4983d8', 'Previz', '#27AE60'],
  ['ffaebf7a-9dca-11e9-8346-d27cf242b68b', 'Layout', '#3A2D5A'],
  ['44dc3636-4164-11df-9218-0019bb4983d8', 'Animation', '#35592D'],
  ['44dcea86-4164-11df-9218-0019bb4983d8', 'FX', '#9B59B6'],
  ['44dd08fe-4164-11df-9218-0019bb4983d8', 'Lighting', '#5B5BA3'],
  ['262225e8-9dcb-11e9-82b8-d27cf242b68b', 'Rendering', '#5BA3A3'],
  ['44dd23b6-4164-11df-9218-0019bb4983d8', 'Compositing', '#2D5959'],
  ['ae1e2480-f24e-11e2-bd1f-f23c91dfaa16', 'Deliverable', '#2980B9'],
] as const;

export const NOT_BILLABLE_TYPES: ReadonlySet<string> = new Set(['Furniture', 'Production']);

/** Locations whose ids are written into the official clients. */
export const LOCATIONS = {
  'ftrack.origin': 'ce9b348f-8809-11e3-821c-20c9d081909b',
  'ftrack.unmanaged': 'cb268ecc-8809-11e3-a7e2-20c9d081909b',
  'ftrack.review': 'cd41be70-8809-11e3-b98a-20c9d081909b',
  'ftrack.connect': '07b82a97-8cf9-11e3-9383-20c9d081909b',
  'ftrack.server': '3a372bde-05bc-11e4-8908-20c9d081909b',
} as const;

/** The project schema a new server starts with, and what it allows by object type. */
export const PROJECT_SCHEMA = {
  id: 'caddd816-acb5-11e1-8668-f23c91df1211',
  name: 'VFX',
  taskStatuses: [
    'Not started',
    'Ready to start',
    'In progress',
    'Pending Review',
    'Revise',
    'On Hold',
    'Omitted',
    'Approved',
    'Completed',
  ],
  versionStatuses: ['Pending Review', 'Revise', 'Approved', 'Client approved'],
  taskTypes: [
    'Animation',
    'Compositing',
    'Concept Art',
    'Editing',
    'FX',
    'Layout',
    'Lighting',
    'Lookdev',
    'Modeling',
    'Previz',
    'Rendering',
    'Rigging',
    'Rotoscoping',
    'Texture',
    'Tracking',
    'Production',
  ],
  objectTypes: {
    Shot: { statuses: ['Not started', 'In progress', 'On Hold', 'Omitted', 'Completed'], types: [] },
    'Asset Build': {
      statuses: ['Not started', 'In progress', 'On Hold', 'Omitted', 'Completed'],
      types: ['Character', 'Prop', 'Environment', 'Matte Painting', 'Vehicle'],
    },
    Milestone: { statuses: ['Not started', 'Completed'], types: ['Deliverable'] },
  },
} as const;

export const LIST_CATEGORIES = {
  Dailies: '77b9ab82-07c2-11e4-ba66-04011030cf01',
  Delivery: '712f0fee-ead3-11e2-846c-f23c91dfaa16',
} as const;

export const USER_TYPE_ID = 'ac9fa5aa-4361-11e0-b7cc-0019bb4983d8';

export const ASSET_TYPES = [
  ['Animation', 'anim'],
  ['Audio', 'audio'],
  ['Camera', 'cam'],
  ['Composite', 'comp'],
  ['Geometry', 'geo'],
  ['Image Sequence', 'img'],
  ['Rig', 'rig'],
  ['Scene', 'scene'],
  ['Upload', 'upload'],
] as const;

export const SECURITY_ROLES = [
  { name: 'Administrator', type: 'PROJECT' },
  { name: 'Project Manager', type: 'PROJECT' },
  { name: 'API', type: 'PROJECT' },
  { name: 'User', type: 'ASSIGNED' },
] as const;

/** Key, entity type, object type, default: the number attributes of a new server. */
export const NUMBER_ATTRIBUTES = [
  ['fps', 'show', null, 24],
  ['fps', 'task', 'Shot', 25],
  ['fstart', 'task', 'Shot', 1],
  ['fend', 'task', 'Shot', 1],
  ['handles', 'task', 'Shot', 0],
] as const;
