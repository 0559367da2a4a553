import { CUSTOM_ATTRIBUTE_TYPES, type Entity, EntityWriter, type Row } from '../store/index.ts';
import { type SeedContext, seedConfiguration, seedProjectSchema, type Studio } from './empty.ts';

/** Ids the official clients' own tests know. */
const PROJECT_ID = '5671dcb0-66de-11e1-8e6e-f23c91df25eb';
const TASK_ID = 'adb4ad6c-7679-11e2-8df2-f23c91df25eb';
const JENKINS_ID = 'd07ae5d0-66e1-11e1-b5e9-f23c91df25eb';
const ON_SHOTS = { statuses: ['Normal', 'Omitted', 'On Hold'] };

const REFERENCE_SCHEMA = {
  id: '69cb7f92-4dbf-11e1-9902-f23c91df25eb',
  name: 'Reference',
  taskStatuses: ['Not started', 'In progress', 'Awaiting approval', 'Approved'],
  versionStatuses: ['Approved', 'Pending'],
  taskTypes: [
    'Generic',
    'Animation',
    'Modeling',
    'Previz',
    'Lookdev',
    'Hair',
    'Cloth',
    'FX',
    'Lighting',
    'Compositing',
    'Tracking',
    'Rigging',
    'test 1',
    'test type 2',
  ],
  objectTypes: {
    Shot: { ...ON_SHOTS, types: [] },
    'Asset Build': { ...ON_SHOTS, types: ['Character', 'Prop', 'Environment', 'Matte Painting'] },
  },
};

/** Key, entity type, object type, type, default. */
const ATTRIBUTES = [
  ['customNumber', 'task', 'Task', 'number', 0],
  ['versiontest', 'assetversion', null, 'number', 0],
  ['NumberField', 'assetversion', null, 'number', 0],
  ['listbool', 'list', null, 'boolean', false],
  ['teststring', 'user', null, 'text', ''],
] as const;

/** Writes the studio the test suites of the official clients expect, besides what the empty server has. */
export function seedReference(context: SeedContext, studio: Studio): void {
  const ids = {
    statusIds: new Map(studio.statusIds),
    typeIds: new Map(studio.typeIds),
    objectTypeIds: studio.objectTypeIds,
  };
  addNamed(context, { type: 'Status', ids: ids.statusIds }, REFERENCE_SCHEMA.taskStatuses);
  addNamed(context, { type: 'Status', ids: ids.statusIds }, [...REFERENCE_SCHEMA.versionStatuses, 'Normal']);
  addNamed(context, { type: 'Type', ids: ids.typeIds }, REFERENCE_SCHEMA.taskTypes);
  seedProjectSchema(context, REFERENCE_SCHEMA, ids);
  const attributes = seedAttributes(context, studio);

  const { store, writer, now, newId } = context;
  const entities = new EntityWriter({ store, writer, now, newId, userId: studio.userIds[0] ?? null });
  const create = (type: string, values: Row): Entity =>
    entities.create(type, { values, collections: new Map() });
  const setValue = (configuration: string, entity: Entity, value: unknown): void => {
    const configuration_id = attributes.get(configuration) ?? studio.configurationIds.get(configuration);
    create('CustomAttributeValue', { configuration_id, entity_id: entity.key[0], value });
  };

  create('User', {
    id: JENKINS_ID,
    username: 'jenkins',
    first_name: 'Jenkins',
    email: 'jenkins@example.com',
  });
  for (let number = 1; number <= 9; number += 1) create('User', { username: `artist${number}` });
  create('Project', { id: PROJECT_ID, name: 'client_tests', project_schema_id: REFERENCE_SCHEMA.id });
  const sequence = create('Sequence', { name: 'sq010', parent_id: PROJECT_ID });
  const shot = create('Shot', { name: 'sh010', parent_id: sequence.key[0] });
  setValue('fstart.Shot', shot, 1001);
  const task = create('Task', { id: TASK_ID, name: 'animation', parent_id: shot.key[0] });
  setValue('customNumber', task, 42);
  for (let number = 1; number <= 10; number += 1)
    create('Task', { name: `task${number}`, parent_id: shot.key[0] });
  create('Timelog', { user_id: JENKINS_ID, context_id: TASK_ID, duration: 3600, comment: '' });
  const type_id = studio.assetTypeIds.get('Upload');
  const asset = create('Asset', { name: 'render', context_id: shot.key[0], type_id });
  const version = create('AssetVersion', { asset_id: asset.key[0], task_id: TASK_ID });
  setValue('NumberField', version, 7);
  entities.finish();
}

/** Writes the rows of a type that are not there yet, and notes their ids by name. */
function addNamed(
  { writer, newId }: SeedContext,
  { type, ids }: { readonly type: 'Status' | 'Type'; readonly ids: Map<string, string> },
  names: readonly string[],
): void {
  for (const name of names) {
    if (ids.has(name)) continue;
    const id = newId();
    const facts = type === 'Status' ? { is_active: true } : { is_billable: true };
    writer.insert(type, { id, name, color: '#CACACA', sort: 20, ...facts });
    ids.set(name, id);
  }
}

function seedAttributes(context: SeedContext, studio: Studio): ReadonlyMap<string, string> {
  const ids = new Map<string, string>();
  for (const [key, entity_type, objectType, type, fallback] of ATTRIBUTES) {
    const object_type_id = objectType === null ? null : studio.objectTypeIds.get(objectType);
    const type_id = CUSTOM_ATTRIBUTE_TYPES[type];
    ids.set(
      key,
      seedConfiguration(context, { key, entity_type, object_type_id, type_id, default: fallback }),
    );
  }
  const hierarchical = { key: 'htest', entity_type: 'show', is_hierarchical: true, default: '' };
  ids.set('htest', seedConfiguration(context, { ...hierarchical, type_id: CUSTOM_ATTRIBUTE_TYPES.text }));
  return ids;
}
