import type { AyonAccess, AyonEntity } from './types.ts';

interface Node {
  readonly id: string;
  readonly name: string;
  readonly label: string | null;
  readonly path: string | null;
  readonly status: string;
  readonly active: boolean;
  readonly ownAttrib: readonly string[];
  readonly allAttrib: string;
  readonly folderType?: string;
  readonly taskType?: string;
  readonly parentId?: string | null;
  readonly folderId?: string;
  readonly assignees?: readonly string[];
}

interface Connection {
  readonly edges: readonly { readonly node: Node }[];
  readonly pageInfo?: { readonly endCursor: string | null; readonly hasNextPage: boolean };
}

const PAGE = 500;
/** `ownAttrib` stands first: asked after the values, the server names inherited attributes too. */
const COMMON = 'id name label path status active ownAttrib allAttrib';
const FIELDS = {
  folder: `${COMMON} folderType parentId`,
  task: `${COMMON} taskType folderId assignees`,
} as const;

/** Reads all folders and tasks of a project. */
export async function readAyonProject(access: AyonAccess, project: string): Promise<AyonEntity[]> {
  const entities: AyonEntity[] = [];
  for (const kind of ['folder', 'task'] as const) {
    for (let after: string | null = ''; after !== null; ) {
      const text = `query ($project: String!, $after: String) { project(name: $project) {
        list: ${kind}s(first: ${PAGE}, after: $after) { edges { node { ${FIELDS[kind]} } } pageInfo { endCursor hasNextPage } } } }`;
      const data: { project: { list: Connection } } = await graphql(access, text, {
        project,
        after: after === '' ? null : after,
      });
      const { edges, pageInfo } = data.project.list;
      entities.push(...edges.map(({ node }) => toEntity(kind, node)));
      after = pageInfo?.hasNextPage === true ? pageInfo.endCursor : null;
    }
  }
  return entities;
}

/** Reads entities by their AYON ids, whatever they are. */
export async function readAyonEntities(
  access: AyonAccess,
  project: string,
  ids: readonly string[],
): Promise<AyonEntity[]> {
  if (ids.length === 0) return [];
  const list = (kind: 'folder' | 'task') =>
    `${kind}s(ids: $ids, first: ${ids.length}) { edges { node { ${FIELDS[kind]} } } }`;
  const data = await graphql<{ project: { folders: Connection; tasks: Connection } }>(
    access,
    `query ($project: String!, $ids: [String!]) { project(name: $project) { ${list('folder')} ${list('task')} } }`,
    { project, ids },
  );
  const { folders, tasks } = data.project;
  return [
    ...folders.edges.map(({ node }) => toEntity('folder', node)),
    ...tasks.edges.map(({ node }) => toEntity('task', node)),
  ];
}

/** E-mail addresses in lower case, by user name. */
export async function readAyonEmails(access: AyonAccess): Promise<Map<string, string>> {
  interface Data {
    users: { edges: { node: { name: string; attrib: { email: string | null } } }[] };
  }
  const { users } = await graphql<Data>(
    access,
    'query { users(first: 1000) { edges { node { name attrib { email } } } } }',
  );
  return new Map(
    users.edges.flatMap(({ node }) =>
      node.attrib.email ? [[node.name, node.attrib.email.toLowerCase()]] : [],
    ),
  );
}

/** The ftrack id an AYON project carries; null when it carries none. */
export async function readPairedProject(access: AyonAccess, project: string): Promise<string | null> {
  const response = await fetch(new URL(`/api/projects/${encodeURIComponent(project)}`, access.url), {
    headers: { 'x-api-key': access.apiKey },
  });
  if (!response.ok) throw new Error(`AYON has no project "${project}" (HTTP ${response.status})`);
  const { attrib } = (await response.json()) as { attrib?: Record<string, unknown> };
  const id = attrib?.['ftrackId'];
  return typeof id === 'string' ? id : null;
}

async function graphql<Data>(
  access: AyonAccess,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<Data> {
  const response = await fetch(new URL('/graphql', access.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': access.apiKey },
    body: JSON.stringify({ query, variables }),
  });
  const answer = (await response.json()) as { data?: Data; errors?: readonly { message: string }[] };
  if (answer.data === undefined || answer.data === null || (answer.errors?.length ?? 0) > 0)
    throw new Error(`AYON refused a query: ${JSON.stringify(answer.errors ?? answer).slice(0, 300)}`);
  return answer.data;
}

function toEntity(kind: AyonEntity['kind'], node: Node): AyonEntity {
  const values = JSON.parse(node.allAttrib) as Record<string, unknown>;
  const own = Object.fromEntries(node.ownAttrib.map((name) => [name, values[name] ?? null]));
  const ftrackId = own['ftrackId'];
  return {
    id: node.id,
    kind,
    ftrackId: typeof ftrackId === 'string' && ftrackId !== '' ? ftrackId : null,
    name: node.name,
    label: node.label,
    path: node.path ?? '',
    parentId: (kind === 'folder' ? node.parentId : node.folderId) ?? null,
    type: (kind === 'folder' ? node.folderType : node.taskType) ?? '',
    status: node.status,
    active: node.active,
    assignees: node.assignees ?? [],
    own,
  };
}
