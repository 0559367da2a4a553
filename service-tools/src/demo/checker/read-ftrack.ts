import type { FtrackAccess, FtrackEntity } from './types.ts';

type Row = Record<string, unknown>;
interface Page {
  readonly data: readonly Row[];
  readonly metadata?: { readonly next?: { readonly offset?: number | null } };
}

const PAGE = 1_000;

/** Reads all folders and tasks of a project, by id. */
export async function readFtrackProject(
  access: FtrackAccess,
  projectId: string,
): Promise<Map<string, FtrackEntity>> {
  const entities = new Map<string, FtrackEntity>();
  const assignees = await readAssignees(access, projectId);
  const fields = 'name, parent_id, type.name, status.name, object_type.name, object_type.is_statusable';
  const contexts = await query(
    access,
    `select ${fields} from TypedContext where project_id is "${projectId}"`,
  );
  for (const row of contexts) {
    const objectType = rowOf(row['object_type']);
    const id = String(row['id']);
    const isTask = objectType['name'] === 'Task';
    entities.set(id, {
      id,
      name: String(row['name']),
      parentId: String(row['parent_id']),
      type: String(isTask ? rowOf(row['type'])['name'] : objectType['name']),
      status: objectType['is_statusable'] === true ? String(rowOf(row['status'])['name']) : null,
      assignees: isTask ? (assignees.get(id) ?? []).sort() : [],
    });
  }
  return entities;
}

async function readAssignees(access: FtrackAccess, projectId: string): Promise<Map<string, string[]>> {
  const users = await query(access, 'select email from User');
  const emails = new Map(users.map((user) => [String(user['id']), String(user['email']).toLowerCase()]));
  const assignees = new Map<string, string[]>();
  const appointments = await query(
    access,
    `select context_id, resource_id from Appointment where type is "assignment" and context.project_id is "${projectId}"`,
  );
  for (const { context_id: contextId, resource_id: userId } of appointments) {
    const email = emails.get(String(userId));
    if (email === undefined) continue;
    const known = assignees.get(String(contextId)) ?? [];
    assignees.set(String(contextId), [...known, email]);
  }
  return assignees;
}

async function query(access: FtrackAccess, expression: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (let offset: number | null = 0; offset !== null; ) {
    const response: Response = await fetch(new URL('/api', access.url), {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'ftrack-user': access.user,
        'ftrack-api-key': access.apiKey,
      },
      body: JSON.stringify([{ action: 'query', expression: `${expression} limit ${PAGE} offset ${offset}` }]),
    });
    const answer = (await response.json()) as readonly Page[] | { content?: unknown };
    const page: Page | undefined = Array.isArray(answer) ? (answer as readonly Page[])[0] : undefined;
    if (page === undefined)
      throw new Error(`ftrack refused "${expression}": ${JSON.stringify(answer).slice(0, 300)}`);
    rows.push(...page.data);
    offset = page.data.length < PAGE ? null : (page.metadata?.next?.offset ?? null);
  }
  return rows;
}

function rowOf(value: unknown): Row {
  return typeof value === 'object' && value !== null ? (value as Row) : {};
}
