import { OBJECT_TYPES } from '../schema/index.ts';
import { CUSTOM_ATTRIBUTE_TYPES, type Row, type Store, type StoreWriter } from '../store/index.ts';
import {
  ASSET_TYPES,
  LIST_CATEGORIES,
  LOCATIONS,
  NOT_BILLABLE_TYPES,
  NUMBER_ATTRIBUTES,
  PRIORITIES,
  PROJECT_SCHEMA,
  SECURITY_ROLES,
  STATES,
  STATUSES,
  TYPES,
  USER_TYPE_ID,
} from './studio-facts.ts';

/** A person who can log in. */
export interface SeedUser {
  readonly id: string;
  readonly username: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly email: string;
}

export interface SeedContext {
  readonly store: Store;
  readonly writer: StoreWriter;
  readonly newId: () => string;
  readonly now: Date;
}

/** What the other profiles go on from. */
export interface Studio {
  readonly projectSchemaId: string;
  readonly statusIds: ReadonlyMap<string, string>;
  readonly typeIds: ReadonlyMap<string, string>;
  readonly objectTypeIds: ReadonlyMap<string, string>;
  readonly assetTypeIds: ReadonlyMap<string, string>;
  readonly userIds: readonly string[];
  /** Custom attribute configurations by `key.entity type or object type`, e.g. `fstart.Shot`. */
  readonly configurationIds: ReadonlyMap<string, string>;
}

/** Writes what every new server holds: types, statuses, one project schema, roles, locations, and its users as administrators. */
export function seedEmptyServer(context: SeedContext, users: readonly SeedUser[]): Studio {
  const { writer, newId } = context;
  const objectTypeIds = new Map(OBJECT_TYPES.map(({ name, id }) => [name, id]));
  for (const objectType of OBJECT_TYPES) {
    writer.insert('ObjectType', { ...objectType, icon: 'default', is_prioritizable: true });
  }
  for (const state of STATES) writer.insert('State', { ...state });
  const stateIds = new Map<string, string>(STATES.map(({ short, id }) => [short, id]));
  for (const [sort, [id, name, color, state]] of STATUSES.entries()) {
    writer.insert('Status', { id, name, color, sort, is_active: true, state_id: stateIds.get(state) });
  }
  for (const [sort, [id, name, color]] of PRIORITIES.entries()) {
    writer.insert('Priority', { id, name, color, sort, value: 0 });
  }
  for (const [sort, [id, name, color]] of TYPES.entries()) {
    writer.insert('Type', { id, name, color, sort, is_billable: !NOT_BILLABLE_TYPES.has(name) });
  }
  for (const [name, id] of Object.entries(LOCATIONS)) writer.insert('Location', { id, name, label: name });
  for (const [name, id] of Object.entries(LIST_CATEGORIES)) writer.insert('ListCategory', { id, name });
  const assetTypeIds = new Map<string, string>();
  for (const [name, short] of ASSET_TYPES) {
    const id = newId();
    writer.insert('AssetType', { id, name, short, component: 'main' });
    assetTypeIds.set(name, id);
  }
  for (const name of ['Internal', 'Client feedback']) {
    writer.insert('NoteLabel', { id: newId(), name, color: '#3498DB', sort: 0 });
  }
  for (const name of ['Coordinator', 'Supervisor']) writer.insert('ManagerType', { id: newId(), name });
  writer.insert('Disk', { id: newId(), name: 'Storage', unix: '/mnt/storage', windows: 'P:\\' });
  seedUsers(context, users);
  const configurationIds = seedCustomAttributes(context, objectTypeIds);
  const statusIds = new Map<string, string>(STATUSES.map(([id, name]) => [name, id]));
  const typeIds = new Map<string, string>(TYPES.map(([id, name]) => [name, id]));
  const ids = { statusIds, typeIds, objectTypeIds };
  seedProjectSchema(context, PROJECT_SCHEMA, ids);
  const userIds = users.map(({ id }) => id);
  return { projectSchemaId: PROJECT_SCHEMA.id, ...ids, assetTypeIds, userIds, configurationIds };
}

export interface ProjectSchemaSeed {
  readonly id: string;
  readonly name: string;
  readonly taskStatuses: readonly string[];
  readonly versionStatuses: readonly string[];
  readonly taskTypes: readonly string[];
  readonly objectTypes: Readonly<
    Record<string, { readonly statuses: readonly string[]; readonly types: readonly string[] }>
  >;
}

/** Writes a project schema; statuses, types and object types are named. */
export function seedProjectSchema(
  { writer, newId }: SeedContext,
  seed: ProjectSchemaSeed,
  ids: Pick<Studio, 'statusIds' | 'typeIds' | 'objectTypeIds'>,
): void {
  const workflow = (name: string, statuses: readonly string[]): string => {
    const id = newId();
    writer.insert('WorkflowSchema', { id, name });
    for (const status of statuses) {
      writer.insert('WorkflowSchemaStatus', { workflow_schema_id: id, status_id: ids.statusIds.get(status) });
    }
    return id;
  };
  const taskTypeSchemaId = newId();
  writer.insert('TaskTypeSchema', { id: taskTypeSchemaId, name: seed.name });
  for (const type of seed.taskTypes) {
    writer.insert('TaskTypeSchemaType', {
      task_type_schema_id: taskTypeSchemaId,
      type_id: ids.typeIds.get(type),
    });
  }
  writer.insert('ProjectSchema', {
    id: seed.id,
    name: seed.name,
    task_workflow_schema_id: workflow(`${seed.name} tasks`, seed.taskStatuses),
    asset_version_workflow_schema_id: workflow(`${seed.name} versions`, seed.versionStatuses),
    task_type_schema_id: taskTypeSchemaId,
  });
  for (const objectTypeId of ids.objectTypeIds.values()) {
    writer.insert('ProjectSchemaObjectType', { object_type_id: objectTypeId, project_schema_id: seed.id });
  }
  for (const [objectType, { statuses, types }] of Object.entries(seed.objectTypes)) {
    const id = newId();
    const object_type_id = ids.objectTypeIds.get(objectType);
    writer.insert('Schema', { id, project_schema_id: seed.id, object_type_id });
    for (const [sort, status] of statuses.entries()) {
      writer.insert('SchemaStatus', { schema_id: id, status_id: ids.statusIds.get(status), sort });
    }
    for (const [sort, type] of types.entries()) {
      writer.insert('SchemaType', { schema_id: id, type_id: ids.typeIds.get(type), sort });
    }
  }
}

function seedUsers({ writer, newId }: SeedContext, users: readonly SeedUser[]): void {
  writer.insert('UserType', { id: USER_TYPE_ID, name: 'User' });
  const roleIds = SECURITY_ROLES.map((role) => {
    const id = newId();
    writer.insert('SecurityRole', { id, ...role });
    return id;
  });
  for (const user of users) {
    writer.insert('User', {
      id: user.id,
      username: user.username,
      first_name: user.firstName,
      last_name: user.lastName,
      email: user.email,
      is_active: true,
      resource_type: 'user',
      user_type_id: USER_TYPE_ID,
    });
    writer.insert('UserSecurityRole', {
      id: newId(),
      user_id: user.id,
      security_role_id: roleIds[0],
      is_all_projects: true,
    });
  }
}

function seedCustomAttributes(
  context: SeedContext,
  objectTypeIds: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const { writer } = context;
  for (const [name, id] of Object.entries(CUSTOM_ATTRIBUTE_TYPES)) {
    writer.insert('CustomAttributeType', { id, name, core: true });
  }
  const ids = new Map<string, string>();
  for (const [key, entity_type, objectType, fallback] of NUMBER_ATTRIBUTES) {
    const id = seedConfiguration(context, {
      key,
      entity_type,
      object_type_id: objectType === null ? null : objectTypeIds.get(objectType),
      type_id: CUSTOM_ATTRIBUTE_TYPES.number,
      default: fallback,
      config: '{"isdecimal":false}',
    });
    ids.set(`${key}.${objectType ?? entity_type}`, id);
  }
  return ids;
}

/** Writes a custom attribute configuration, open to all security roles, and answers its id. */
export function seedConfiguration({ store, writer, newId }: SeedContext, values: Row): string {
  const id = newId();
  const base = { id, label: values['key'], core: false, sort: 0, is_hierarchical: false, config: '{}' };
  writer.insert('CustomAttributeConfiguration', { ...base, ...values });
  for (const role of store.rows('SecurityRole')) {
    const link = { configuration_id: id, security_role_id: role.key[0] };
    writer.insert('ConfigurationReadRole', link);
    writer.insert('ConfigurationWriteRole', link);
  }
  return id;
}
