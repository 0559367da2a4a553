import { TASK_OBJECT_TYPE_ID } from '../schema/index.ts';
import { type Entity, textOf } from './entity.ts';
import type { Store } from './store.ts';

/** The status a new typed context or version starts with, by the schema of its project; null without one. */
export function firstStatusId(store: Store, projectId: string | null, of: WorkflowSubject): string | null {
  const statuses = statusIds(store, projectId, of).flatMap((id) => store.get('Status', id) ?? []);
  const notStarted = statuses.filter((status) => stateOf(store, status) === 'NOT_STARTED');
  const bySort = (a: Entity, b: Entity): number => Number(b.row['sort'] ?? 0) - Number(a.row['sort'] ?? 0);
  return notStarted.toSorted(bySort)[0]?.key[0] ?? statuses[0]?.key[0] ?? null;
}

/** What a status list is asked for: an object type with the type of the task, or versions. */
export type WorkflowSubject =
  | { readonly objectTypeId: string; readonly typeId: string | null }
  | 'AssetVersion';

/** The type a new typed context gets when none is given; null when the project schema names none. */
export function firstTypeId(store: Store, projectId: string | null, objectTypeId: string): string | null {
  const projectSchema = projectSchemaOf(store, projectId);
  if (projectSchema === undefined) return null;
  if (objectTypeId !== TASK_OBJECT_TYPE_ID) {
    const schema = schemaOfObjectType(store, projectSchema, objectTypeId);
    const [first] = schema ? linked(store, ['SchemaType', 'schema_id', 'type_id'], schema.key[0]) : [];
    if (first !== undefined) return first;
  }
  const typeSchemaId = textOf(projectSchema, 'task_type_schema_id');
  return linked(store, ['TaskTypeSchemaType', 'task_type_schema_id', 'type_id'], typeSchemaId)[0] ?? null;
}

function statusIds(store: Store, projectId: string | null, of: WorkflowSubject): string[] {
  const projectSchema = projectSchemaOf(store, projectId);
  if (projectSchema === undefined) return [];
  const statusesOf = (workflowId: string | null): string[] =>
    linked(store, ['WorkflowSchemaStatus', 'workflow_schema_id', 'status_id'], workflowId);
  if (of === 'AssetVersion') return statusesOf(textOf(projectSchema, 'asset_version_workflow_schema_id'));
  if (of.objectTypeId !== TASK_OBJECT_TYPE_ID) {
    const schema = schemaOfObjectType(store, projectSchema, of.objectTypeId);
    const own = schema ? linked(store, ['SchemaStatus', 'schema_id', 'status_id'], schema.key[0]) : [];
    if (own.length > 0) return own;
  }
  for (const override of store.find(
    'ProjectSchemaOverride',
    'project_schema_id',
    projectSchema.key[0] ?? '',
  )) {
    const workflow = textOf(override, 'workflow_schema_id');
    if (of.typeId !== null && textOf(override, 'type_id') === of.typeId) return statusesOf(workflow);
  }
  return statusesOf(textOf(projectSchema, 'task_workflow_schema_id'));
}

function projectSchemaOf(store: Store, projectId: string | null): Entity | undefined {
  const project = projectId === null ? undefined : store.get('Project', projectId);
  const id = project && textOf(project, 'project_schema_id');
  return id ? store.get('ProjectSchema', id) : undefined;
}

function schemaOfObjectType(store: Store, projectSchema: Entity, objectTypeId: string): Entity | undefined {
  return store
    .list('Schema', 'project_schema_id', projectSchema.key[0] ?? '')
    .find((schema) => textOf(schema, 'object_type_id') === objectTypeId);
}

function stateOf(store: Store, status: Entity): string | null {
  const state = store.get('State', textOf(status, 'state_id') ?? '');
  return state ? textOf(state, 'short') : null;
}

/** The other ids of the link rows that hold this id, in the order of their `sort` where they have one. */
function linked(
  store: Store,
  [type, mine, other]: readonly [string, string, string],
  id: string | null | undefined,
): string[] {
  const links = store.list(type, mine, id ?? '');
  return links
    .toSorted((a, b) => Number(a.row['sort'] ?? 0) - Number(b.row['sort'] ?? 0))
    .flatMap((link) => textOf(link, other) ?? []);
}
