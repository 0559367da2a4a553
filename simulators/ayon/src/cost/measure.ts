import type { Call } from '../http/call.ts';
import type { Reply } from '../http/router.ts';
import { isObject, textOf } from '../json.ts';
import type { ServerState } from '../state.ts';
import type { RequestWork } from './formula.ts';

/** One change of an entity that a request asks for. */
interface Change {
  type: string;
  entityType: string;
  data: unknown;
}

const PROJECT_PATH = /^\/api\/projects\/([^/]+)\/(operations|[a-z]+s)(?:\/[^/]+)?$/;
const SINGULAR: Readonly<Record<string, string>> = {
  folders: 'folder',
  tasks: 'task',
  products: 'product',
  versions: 'version',
  representations: 'representation',
  workfiles: 'workfile',
};
const CHANGE_OF_METHOD: Readonly<Record<string, string>> = {
  POST: 'create',
  PATCH: 'update',
  DELETE: 'delete',
};

/** The entities a request would change, with the folders the project has now; undefined for requests that change none. */
export function measureChanges(
  state: ServerState,
  call: Call,
): (RequestWork & { is: 'entities' }) | undefined {
  const [, project = '', kind = ''] = PROJECT_PATH.exec(call.path) ?? [];
  const found = state.projects.get(project);
  const changes = found && changesOf(call, kind);
  if (!changes) return undefined;
  const count = (fits: (change: Change) => boolean) => changes.filter(fits).length;
  const creates = count(({ type }) => type === 'create');
  const folderCreates = count(({ type, entityType }) => type === 'create' && entityType === 'folder');
  return {
    is: 'entities',
    folders: found.tables.folder.size,
    folderCreates,
    otherCreates: creates - folderCreates,
    updates: changes.length - creates,
    rebuilds: rebuildsOf(changes),
  };
}

/** What any other request did. */
export function measureReading(call: Call, reply: Reply): RequestWork {
  if (call.path === '/graphql') return { is: 'graphql', rows: countRows(reply.body) };
  if (call.method === 'GET' && /^\/api\/projects\/[^/]+\/folders$/.test(call.path)) {
    const list = isObject(reply.body) ? reply.body['folders'] : undefined;
    return { is: 'folder-list', rows: Array.isArray(list) ? list.length : 0 };
  }
  return { is: 'other' };
}

function changesOf(call: Call, kind: string): Change[] | undefined {
  const body = parse(call.body);
  if (kind === 'operations') {
    const given =
      call.method === 'POST' && Array.isArray(body['operations']) ? body['operations'] : undefined;
    return given?.filter(isObject).map((operation) => ({
      type: textOf(operation['type']),
      entityType: textOf(operation['entityType'] ?? operation['entity_type']),
      data: operation['data'],
    }));
  }
  const entityType = SINGULAR[kind];
  const type = CHANGE_OF_METHOD[call.method];
  // What is posted below the entities of a type, such as a search, makes none.
  if (type === 'create' && !call.path.endsWith(`/${kind}`)) return undefined;
  return entityType === undefined || type === undefined ? undefined : [{ type, entityType, data: body }];
}

function rebuildsOf(changes: readonly Change[]): 'folders' | 'tasks' | 'folder-values' | 'nothing' {
  const ofFolders = changes.filter(({ entityType }) => entityType === 'folder');
  if (ofFolders.some(isStructural)) return 'folders';
  if (changes.some((change) => change.entityType === 'task' && isStructural(change))) return 'tasks';
  return ofFolders.length > 0 ? 'folder-values' : 'nothing';
}

/** Whether a change makes, moves or removes an entity. */
function isStructural({ type, data }: Change): boolean {
  if (type !== 'update') return true;
  return isObject(data) && ['parentId', 'parent_id', 'folderId', 'folder_id'].some((key) => key in data);
}

function countRows(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + countRows(item), 0);
  if (!isObject(value)) return 0;
  return Object.entries(value).reduce(
    (sum, [key, item]) => sum + countRows(item) + (key === 'edges' && Array.isArray(item) ? item.length : 0),
    0,
  );
}

function parse(body: Buffer): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return isObject(value) ? value : {};
  } catch {
    return {};
  }
}
