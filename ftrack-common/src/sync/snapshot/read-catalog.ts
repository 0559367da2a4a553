import type { FtrackAttribute } from '../../attributes/index.ts';
import type { FtrackEntity, FtrackSession } from '../../ftrack/index.ts';
import type {
  FtrackObjectType,
  FtrackSchema,
  FtrackStatus,
  FtrackType,
  FtrackUser,
} from './ftrack-snapshot.ts';
import { collectionOf, numberOf, optionalText, relationOf, textOf } from './rows.ts';

/** What rarely changes on the ftrack side of a project. */
export interface FtrackCatalog {
  readonly schema: FtrackSchema;
  readonly attributes: readonly (FtrackAttribute & { readonly group: string | null })[];
  readonly users: ReadonlyMap<string, FtrackUser>;
  readonly tagNames: ReadonlyMap<string, string>;
}

/** Reads types, statuses, priorities, custom attributes, users and tags, in a few queries next to each other. */
export async function readCatalog(
  session: FtrackSession,
  { projectId, schemaId }: { readonly projectId: string; readonly schemaId: string },
): Promise<FtrackCatalog> {
  const [schema, attributes, users, tags] = await Promise.all([
    readSchema(session, schemaId),
    readAttributes(session, projectId),
    readUsers(session),
    session.query('select id, name from Scope order by id'),
  ]);
  const tagNames = new Map(tags.map((row) => [textOf(row, 'id'), textOf(row, 'name')]));
  return { schema, attributes, users, tagNames };
}

async function readSchema(session: FtrackSession, schemaId: string): Promise<FtrackSchema> {
  const ofSchema = `where id is "${schemaId}"`;
  const [objectTypes, taskTypes, statuses, priorities, offered, types, tasks, versions, overrides, folders] =
    await Promise.all([
      session.query('select id, name, sort, is_statusable from ObjectType order by id'),
      session.query('select id, name, color, sort from Type order by id'),
      session.query('select id, name, color, sort, state.short from Status order by id'),
      session.query('select id, name from Priority order by id'),
      session.query(`select object_types.id from ProjectSchema ${ofSchema}`),
      session.query(`select _task_type_schema.types.id from ProjectSchema ${ofSchema}`),
      session.query(`select _task_workflow.statuses.id from ProjectSchema ${ofSchema}`),
      session.query(`select _version_workflow.statuses.id from ProjectSchema ${ofSchema}`),
      session.query(
        `select workflow_schema.statuses.id from ProjectSchemaOverride where project_schema_id is "${schemaId}"`,
      ),
      session.query(
        `select type_id, statuses.status_id from Schema where project_schema_id is "${schemaId}"`,
      ),
    ]);
  const under = (rows: readonly FtrackEntity[], relation: string, collection: string) =>
    rows.flatMap((row) =>
      collectionOf(relationOf(row, relation), collection).map((item) => textOf(item, 'id')),
    );
  const objectTypeIds = offered.flatMap((row) =>
    collectionOf(row, 'object_types').map((type) => textOf(type, 'id')),
  );
  return {
    objectTypes: new Map(objectTypes.map((row) => [textOf(row, 'id'), toObjectType(row)])),
    taskTypes: new Map(taskTypes.map((row) => [textOf(row, 'id'), toType(row)])),
    statuses: new Map(statuses.map((row) => [textOf(row, 'id'), toStatus(row)])),
    priorities: new Map(
      priorities.map((row) => [textOf(row, 'id'), { id: textOf(row, 'id'), name: textOf(row, 'name') }]),
    ),
    objectTypeIds,
    taskTypeIds: under(types, '_task_type_schema', 'types'),
    taskStatusIds: [
      ...new Set([
        ...under(tasks, '_task_workflow', 'statuses'),
        ...under(overrides, 'workflow_schema', 'statuses'),
      ]),
    ],
    versionStatusIds: under(versions, '_version_workflow', 'statuses'),
    folderStatusIds: [
      ...new Set(
        folders
          .filter((row) => objectTypeIds.includes(textOf(row, 'type_id')))
          .flatMap((row) => collectionOf(row, 'statuses').map((item) => textOf(item, 'status_id'))),
      ),
    ],
  };
}

function toObjectType(row: FtrackEntity): FtrackObjectType {
  return {
    id: textOf(row, 'id'),
    name: textOf(row, 'name'),
    sort: numberOf(row, 'sort'),
    isStatusable: row['is_statusable'] === true,
  };
}

function toType(row: FtrackEntity): FtrackType {
  return {
    id: textOf(row, 'id'),
    name: textOf(row, 'name'),
    color: optionalText(row, 'color'),
    sort: numberOf(row, 'sort'),
  };
}

function toStatus(row: FtrackEntity): FtrackStatus {
  const state = relationOf(row, 'state');
  return { ...toType(row), state: state === null ? null : optionalText(state, 'short') };
}

async function readAttributes(
  session: FtrackSession,
  projectId: string,
): Promise<FtrackCatalog['attributes']> {
  const rows = await session.query(
    'select id, key, entity_type, object_type_id, project_id, is_hierarchical, type.name, group.name from CustomAttributeConfiguration order by id',
  );
  return rows
    .map((row) => ({
      id: textOf(row, 'id'),
      key: textOf(row, 'key'),
      type: textOf(relationOf(row, 'type') ?? row, 'name'),
      entityType: textOf(row, 'entity_type'),
      objectTypeId: optionalText(row, 'object_type_id'),
      projectId: optionalText(row, 'project_id'),
      isHierarchical: row['is_hierarchical'] === true,
      group: optionalText(relationOf(row, 'group') ?? { __entity_type__: '' }, 'name'),
    }))
    .filter((attribute) => attribute.projectId === null || attribute.projectId === projectId);
}

async function readUsers(session: FtrackSession): Promise<Map<string, FtrackUser>> {
  const rows = await session.query('select id, username, email from User order by id');
  return new Map(
    rows.map((row) => [
      textOf(row, 'id'),
      { id: textOf(row, 'id'), username: textOf(row, 'username'), email: optionalText(row, 'email') },
    ]),
  );
}
