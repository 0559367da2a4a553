import {
  create,
  type FtrackClient,
  type FtrackOperation,
  idOf,
  type Names,
  update,
} from './ftrack-client.ts';
import { PEOPLE, type Person } from './people.ts';
import type { PlannedContext, PlannedProject } from './studio.ts';

export interface BuildOptions {
  readonly client: FtrackClient;
  readonly names: Names;
  readonly project: PlannedProject;
  readonly onProgress: (done: number, total: number) => void;
}

/** ftrack ids of the people, by their ftrack names. */
export type UserIds = ReadonlyMap<string, string>;

/** Folders and tasks in one request. */
const BATCH = 250;

/** Makes users and project in ftrack, in batches. Custom attributes of ours are not made: that is the sync's part. */
export async function buildProject({ client, names, project, onProgress }: BuildOptions): Promise<UserIds> {
  await client.send(PEOPLE.map((person) => createUser(person)));
  const users = await client.query('select id, username from User');
  const userIds = new Map(users.map((user) => [String(user['username']), String(user['id'])]));
  await client.send([
    create('Project', {
      id: project.id,
      name: project.name,
      full_name: project.fullName,
      project_schema_id: names.projectSchemaId,
    }),
  ]);
  for (let done = 0; done < project.contexts.length; done += BATCH) {
    onProgress(done, project.contexts.length);
    const batch = project.contexts.slice(done, done + BATCH);
    await client.send(batch.flatMap((context) => createContext(context, { project, names, userIds })));
  }
  onProgress(project.contexts.length, project.contexts.length);
  return userIds;
}

export interface ContextFacts {
  readonly project: PlannedProject;
  readonly names: Names;
  readonly userIds: UserIds;
}

/** What makes one folder or task, with its custom attributes and assignees. */
export function createContext(
  context: PlannedContext,
  { project, names, userIds }: ContextFacts,
): FtrackOperation[] {
  const data: Record<string, unknown> = {
    id: context.id,
    name: context.name,
    parent_id: context.parentId,
    project_id: project.id,
  };
  if (context.type !== undefined) data['type_id'] = idOf(names.types, context.type);
  if (context.status !== undefined) data['status_id'] = idOf(names.statuses, context.status);
  if (context.description !== undefined) data['description'] = context.description;
  if (context.dates !== undefined) {
    const [start, end] = context.dates;
    data['start_date'] = new Date(start);
    data['end_date'] = new Date(end);
  }
  return [
    create(context.entityType, data),
    ...Object.entries(context.values ?? {}).map(([key, value]) =>
      update('ContextCustomAttributeValue', [idOf(names.shotAttributes, key), context.id], { value }),
    ),
    ...(context.assignees ?? []).map((name) => assign(context.id, idOf(userIds, name))),
  ];
}

/** Assigns a user to a task. */
export function assign(taskId: string, userId: string, id?: string): FtrackOperation {
  return create('Appointment', {
    ...(id === undefined ? {} : { id }),
    type: 'assignment',
    context_id: taskId,
    resource_id: userId,
  });
}

function createUser({ ftrackName, firstName, lastName, email }: Person): FtrackOperation {
  return create('User', {
    username: ftrackName,
    first_name: firstName,
    last_name: lastName,
    email,
    is_active: true,
  });
}
