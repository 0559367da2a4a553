import type {
  AyonClient,
  Attribute,
  Connection,
  FolderType,
  Project,
  ProjectStatus,
  ProjectTag,
} from '@ynput/ayon-api';

const PAGE = 1_000;

export interface AyonSideEntity {
  readonly id: string;
  readonly isTask: boolean;
  readonly parentId: string | null;
  readonly name: string;
  readonly label: string | null;
  readonly type: string;
  readonly status: string;
  readonly active: boolean;
  readonly path: string;
  readonly assignees: readonly string[];
  readonly tags: readonly string[];
  /** Id of the thumbnail set on the entity itself. */
  readonly thumbnailId: string | null;
  /** What the entity shows: its own values and inherited ones. */
  readonly shown: Readonly<Record<string, unknown>>;
  /** Names of the attributes it has values of its own for. */
  readonly own: readonly string[];
}

/** An attribute that AYON keeps. */
export interface AyonSideAttribute {
  /** Kinds of entities it is kept on. */
  readonly scope: readonly string[];
  readonly isBuiltin: boolean;
  /** Its choices: value by lower-case value and label; empty where every value may be. */
  readonly choices: ReadonlyMap<string, unknown>;
}

/** All that AYON says of a project. */
export interface AyonSide {
  readonly name: string;
  readonly label: string | null;
  readonly code: string;
  readonly active: boolean;
  /** It was deactivated by sync and not by a person. */
  readonly isEnded: boolean;
  /** Some folder of it has a version. */
  readonly isPublished: boolean;
  readonly folderTypes: readonly Pick<FolderType, 'name'>[];
  readonly taskTypes: readonly Pick<FolderType, 'name'>[];
  readonly statuses: readonly Pick<ProjectStatus, 'name' | 'color' | 'state' | 'scope'>[];
  readonly tags: readonly Pick<ProjectTag, 'name'>[];
  /** Attributes that the project shows: its own, else their defaults. */
  readonly attrib: Readonly<Record<string, unknown>>;
  readonly entities: ReadonlyMap<string, AyonSideEntity>;
  /** User names by lower-case e-mail and by lower-case name. */
  readonly users: ReadonlyMap<string, string>;
  readonly attributes: ReadonlyMap<string, AyonSideAttribute>;
}

interface Node {
  readonly id: string;
  readonly name: string;
  readonly label: string | null;
  readonly folderType?: string;
  readonly taskType?: string;
  readonly parentId?: string | null;
  readonly folderId?: string;
  readonly hasVersions?: boolean;
  readonly status: string;
  readonly active: boolean;
  readonly path: string | null;
  readonly assignees?: readonly string[];
  readonly tags: readonly string[];
  readonly thumbnailId: string | null;
  readonly ownAttrib: readonly string[];
  readonly allAttrib: string;
}

/** Reads the AYON project that carries the id of a ftrack project. @throws AyonError; Error when there is none. */
export async function readAyonSide(client: AyonClient, ftrackProjectId: string): Promise<AyonSide> {
  const project = await findProject(client, ftrackProjectId);
  const { name, label, code, active, data, attrib } = project;
  const [folders, tasks, users, { attributes }] = await Promise.all([
    readNodes(
      client,
      name,
      'folders { id name label folderType parentId status active path tags thumbnailId hasVersions ownAttrib allAttrib }',
    ),
    readNodes(
      client,
      name,
      'tasks { id name label taskType folderId status active path tags thumbnailId assignees ownAttrib allAttrib }',
    ),
    client.getUsers(),
    client.getInfo(),
  ]);
  return {
    name,
    label,
    code,
    active,
    isEnded: data['ftrackEnded'] === true,
    folderTypes: project.folderTypes,
    taskTypes: project.taskTypes,
    statuses: project.statuses,
    tags: project.tags,
    attrib,
    isPublished: folders.some(({ hasVersions }) => hasVersions === true),
    entities: new Map([...folders, ...tasks].map((node) => [node.id, readNode(node)])),
    users: new Map(
      users.flatMap((user) => [
        ...(user.email ? [[user.email.toLowerCase(), user.name] as const] : []),
        [user.name.toLowerCase(), user.name] as const,
      ]),
    ),
    attributes: new Map(
      (attributes ?? []).map((attribute) => [attribute.name, readSideAttribute(attribute)]),
    ),
  };
}

export function readSideAttribute({ scope, builtin, data }: Attribute): AyonSideAttribute {
  const choices = data.enum ?? [];
  const words = [
    ...choices.map(({ label, value }) => [label.toLowerCase(), value] as const),
    ...choices.map(({ value }) => [String(value).toLowerCase(), value] as const),
  ];
  return { scope, isBuiltin: builtin, choices: new Map(words) };
}

async function findProject(client: AyonClient, ftrackProjectId: string): Promise<Project> {
  const projects = await client.listProjects();
  // Of two with the same id the active one counts.
  for (const { name } of projects.toSorted((left, right) => Number(right.active) - Number(left.active))) {
    const project = await client.getProject(name);
    if (project?.attrib?.['ftrackId'] === ftrackProjectId) return project;
  }
  throw new Error(`No AYON project carries the id of the ftrack project ${ftrackProjectId}. Sync it first.`);
}

/** @param selection the connection and its fields, such as `folders { id name }`. */
async function readNodes(client: AyonClient, name: string, selection: string): Promise<Node[]> {
  const [connection = '', fields = ''] = selection.split(/ (.*)/s);
  const pages = client.pages<{ project: Record<string, Connection<Node>> | null }, Node>(
    `query ($name: String!, $first: Int, $after: String) { project(name: $name) { ${connection}(first: $first, after: $after) {
      pageInfo { hasNextPage endCursor } edges { node ${fields} } } } }`,
    { variables: { name }, connection: (data) => data.project?.[connection], pageSize: PAGE },
  );
  const nodes: Node[] = [];
  for await (const page of pages) nodes.push(...page);
  return nodes;
}

function readNode(node: Node): AyonSideEntity {
  return {
    id: node.id,
    isTask: node.taskType !== undefined,
    parentId: node.parentId ?? node.folderId ?? null,
    name: node.name,
    label: node.label,
    type: node.taskType ?? node.folderType ?? '',
    status: node.status,
    active: node.active,
    path: `/${(node.path ?? '').replace(/^\//, '')}`,
    assignees: node.assignees ?? [],
    tags: node.tags,
    thumbnailId: node.thumbnailId,
    shown: JSON.parse(node.allAttrib || '{}') as Record<string, unknown>,
    own: node.ownAttrib,
  };
}
