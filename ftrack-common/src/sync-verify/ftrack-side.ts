import { cleanText } from '@ynput/ayon-api';
import type { FtrackEntity, FtrackSession } from '../ftrack/index.ts';
import { type FtrackOffer, readOffer } from './ftrack-offer.ts';

const PAGE = 1_000;
const IDS = 500;

export interface FtrackSideEntity {
  readonly id: string;
  readonly parentId: string;
  readonly name: string;
  readonly isTask: boolean;
  /** Object type of what is no task, type of a task; null for a task without one. */
  readonly type: string | null;
  /** Null where none is to be compared. */
  readonly status: string | null;
  readonly startDate: unknown;
  readonly endDate: unknown;
  readonly description: string;
  /** Null for what has none. */
  readonly priority: string | null;
  /** Names of its scopes. */
  readonly tags: readonly string[];
  /** Id of the component that is its thumbnail. */
  readonly thumbnailId: string | null;
  readonly objectTypeId: string;
}

/** A custom attribute of projects, typed contexts or both. */
export interface FtrackSideAttribute {
  readonly id: string;
  readonly key: string;
  /** The one object type it is for; null for one of projects or of everything. */
  readonly objectTypeId: string | null;
  /** It is for projects and everything in them. */
  readonly isHierarchical: boolean;
  /** It is for this project alone. */
  readonly isOfProject: boolean;
  /** Name of its group. */
  readonly group: string | null;
}

/** All that ftrack says of a project. */
export interface FtrackSide {
  readonly projectId: string;
  /** Full name. */
  readonly name: string;
  /** Short name. */
  readonly code: string;
  readonly isArchived: boolean;
  readonly startDate: unknown;
  readonly endDate: unknown;
  readonly offer: FtrackOffer;
  /** Names of all scopes of the studio, lower case. */
  readonly tags: ReadonlySet<string>;
  readonly entities: ReadonlyMap<string, FtrackSideEntity>;
  readonly attributes: readonly FtrackSideAttribute[];
  /** Stored values as `configuration id|entity id`. */
  readonly values: ReadonlyMap<string, unknown>;
  /** User names and e-mails, lower case, of those assigned to a task. */
  readonly assignees: ReadonlyMap<string, readonly { readonly names: readonly string[] }[]>;
}

/** Reads a project of ftrack. @throws FtrackError; Error when the project is not there. */
export async function readFtrackSide(session: FtrackSession, projectId: string): Promise<FtrackSide> {
  const [projects, rows, configurations, scopes] = await Promise.all([
    session.query(
      `select full_name, name, status, start_date, end_date, project_schema_id from Project where id is "${projectId}"`,
    ),
    session.query(
      `select name, parent_id, object_type_id, object_type.name, object_type.is_statusable, type.name, status.name, priority.name, scopes.name, start_date, end_date, description, thumbnail_id from TypedContext where project_id is "${projectId}" order by id`,
      { pageSize: PAGE },
    ),
    session.query(
      'select key, entity_type, object_type_id, project_id, is_hierarchical, group.name from CustomAttributeConfiguration order by id',
    ),
    session.query('select name from Scope order by id'),
  ]);
  const [project] = projects;
  if (project === undefined) {
    throw new Error(
      `ftrack at ${session.serverUrl} has no project ${projectId} that the API key may see. Give the key a role with access to it.`,
    );
  }
  const entities = new Map(rows.map((row) => [String(row['id']), readEntity(row)]));
  const attributes = configurations.filter((row) => isOfProject(row, projectId)).map(readAttribute);
  const [values, assignees, offer] = await Promise.all([
    readValues(session, [projectId, ...entities.keys()], attributes),
    readAssignees(session, projectId),
    readOffer(session, text(project['project_schema_id'])),
  ]);
  const name = String(project['full_name'] || project['name']);
  const code = text(project['name']);
  const isArchived = project['status'] !== 'active';
  const tags = new Set(scopes.map((scope) => text(scope['name']).trim().toLowerCase()));
  const { start_date: startDate = null, end_date: endDate = null } = project;
  const dates = { startDate, endDate };
  return {
    projectId,
    name,
    code,
    isArchived,
    ...dates,
    offer,
    tags,
    entities,
    attributes,
    values,
    assignees,
  };
}

/** What one of our attributes, such as `ayon_id`, holds on an entity; undefined when nothing was ever stored. */
export function readStored({ attributes, values }: FtrackSide, key: string, entityId: string): unknown {
  const attribute = attributes.find((item) => item.isHierarchical && item.key === key);
  return attribute && values.get(`${attribute.id}|${entityId}`);
}

function readEntity(row: FtrackEntity): FtrackSideEntity {
  const objectType = row['object_type'] as FtrackEntity | null;
  const isTask = objectType?.['name'] === 'Task';
  const named = (key: string) => {
    const name = (row[key] as FtrackEntity | null)?.['name'];
    return typeof name === 'string' ? cleanText(name) : null;
  };
  return {
    id: String(row['id']),
    parentId: String(row['parent_id']),
    name: text(row['name']),
    isTask,
    type: isTask ? named('type') : named('object_type'),
    status: isTask || objectType?.['is_statusable'] === true ? named('status') : null,
    startDate: row['start_date'] ?? null,
    endDate: row['end_date'] ?? null,
    description: text(row['description']),
    priority: named('priority'),
    tags: ((row['scopes'] ?? []) as FtrackEntity[]).map((scope) => text(scope['name']).trim()),
    thumbnailId: text(row['thumbnail_id']) || null,
    objectTypeId: String(row['object_type_id']),
  };
}

/** As AYON can store it. */
function text(value: unknown): string {
  return typeof value === 'string' ? cleanText(value) : '';
}

function cleanValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(cleanValue);
  return typeof value === 'string' ? cleanText(value) : value;
}

function isOfProject(row: FtrackEntity, projectId: string): boolean {
  const project = row['project_id'] ?? null;
  const isRead = row['is_hierarchical'] === true || ['task', 'show'].includes(text(row['entity_type']));
  return isRead && (project === null || project === projectId);
}

function readAttribute(row: FtrackEntity): FtrackSideAttribute {
  return {
    id: String(row['id']),
    key: String(row['key']),
    objectTypeId: row['is_hierarchical'] === true ? null : text(row['object_type_id']) || null,
    isHierarchical: row['is_hierarchical'] === true,
    isOfProject: (row['project_id'] ?? null) !== null,
    group: text((row['group'] as FtrackEntity | null)?.['name']) || null,
  };
}

async function readValues(
  session: FtrackSession,
  ids: readonly string[],
  attributes: readonly FtrackSideAttribute[],
): Promise<Map<string, unknown>> {
  const values = new Map<string, unknown>();
  const wanted = new Set(attributes.map(({ id }) => id));
  for (let start = 0; start < ids.length; start += IDS) {
    const some = ids
      .slice(start, start + IDS)
      .map((id) => `"${id}"`)
      .join(', ');
    const rows = await session.query(
      `select value, entity_id, configuration_id from ContextCustomAttributeValue where entity_id in (${some}) order by entity_id, configuration_id`,
      { pageSize: 5 * PAGE },
    );
    for (const row of rows) {
      const configuration = String(row['configuration_id']);
      if (wanted.has(configuration))
        values.set(`${configuration}|${String(row['entity_id'])}`, cleanValue(row['value']));
    }
  }
  return values;
}

async function readAssignees(session: FtrackSession, projectId: string): Promise<FtrackSide['assignees']> {
  const [users, rows] = await Promise.all([
    session.query('select username, email from User order by id'),
    session.query(
      `select context_id, resource_id from Appointment where type is "assignment" and context.project_id is "${projectId}" order by id`,
      { pageSize: PAGE },
    ),
  ]);
  const names = new Map(
    users.map((user) => {
      const username = text(user['username']).toLowerCase();
      const email = text(user['email']).toLowerCase();
      return [String(user['id']), [email, username.split('@')[0] ?? ''].filter((name) => name !== '')];
    }),
  );
  const assignees = new Map<string, { names: readonly string[] }[]>();
  for (const row of rows) {
    const taskId = String(row['context_id']);
    const known = names.get(String(row['resource_id']));
    if (known === undefined) continue;
    const list = assignees.get(taskId) ?? [];
    list.push({ names: known });
    assignees.set(taskId, list);
  }
  return assignees;
}
