import { identityOf } from '../auth/identity.ts';
import { accessGroupsIn } from '../auth/users.ts';
import type { EntityRow } from '../entities/table.ts';
import { thumbnailHash, thumbnailInfo } from '../entities/thumbnail.ts';
import { effectiveAttrib, parentOf, pathOf } from '../entities/tree.ts';
import { hasReviewables } from '../entities/version-facts.ts';
import { type Json, type JsonObject, textOf } from '../json.ts';
import type { Project } from '../projects/project.ts';
import type { Connection } from './connection.ts';
import type { QueryContext } from './context.ts';

/** Arguments of `kanban`. */
export interface KanbanArguments {
  last?: number | null;
  before?: string | null;
  projects?: string[] | null;
  assigneesAny?: string[] | null;
  taskIds?: string[] | null;
}

/**
 * Tasks of many projects for a board: what is due last comes first, then what was changed last. There is one page only:
 * the server takes no cursor, and gives one that says nothing.
 */
export function kanban(context: QueryContext, args: KanbanArguments): Connection<JsonObject> {
  const { projects, assigneesAny, taskIds, last } = args;
  const found = projectsOf(context, projects)
    .flatMap((project) => {
      const visible = visibleUsers(context, project);
      return project.tables.task
        .ordered()
        .filter(({ values }) => !visible || overlaps(values['assignees'], visible))
        .map((row): Placed => ({ project, row }));
    })
    .filter(({ row }) => !taskIds?.length || taskIds.includes(row.id))
    .filter(({ row }) => !assigneesAny?.length || overlaps(row.values['assignees'], assigneesAny))
    .sort(compareUrgency);
  const nodes = found.slice(0, last || undefined).map(({ project, row }) => card(context, project, row));
  const isFull = Boolean(last) && nodes.length >= Number(last);
  return {
    pageInfo: {
      hasNextPage: false,
      hasPreviousPage: isFull,
      startCursor: nodes.length > 0 && last ? NO_CURSOR : null,
      endCursor: nodes.length > 0 && last ? NO_CURSOR : null,
      columnMetadata: null,
    },
    edges: nodes.map((node) => ({ cursor: NO_CURSOR, node })),
    fieldStats: [],
  };
}

/** An empty list, in the form of cursors. */
const NO_CURSOR = 'W10=';

interface Placed {
  project: Project;
  row: EntityRow;
}

/** The projects asked for, else the active ones; never those without entities, and those the caller may read. */
function projectsOf(
  { state, identity }: QueryContext,
  names: readonly string[] | null | undefined,
): Project[] {
  return state.projects
    .list()
    .filter(
      ({ name, active, skeleton }) =>
        (names?.length ? names.includes(name) : active) &&
        !skeleton &&
        (identity.isManager || accessGroupsIn(identity.user, name) !== undefined),
    );
}

/** Whose tasks the caller sees in a project: those of people who are in it, and of managers; undefined for everybody's. */
function visibleUsers({ state, identity }: QueryContext, { name }: Project): string[] | undefined {
  if (identity.isManager) return undefined;
  return state.users
    .list()
    .filter((user) => identityOf(user).isManager || accessGroupsIn(user, name) !== undefined)
    .map((user) => user.name);
}

function compareUrgency(left: Placed, right: Placed): number {
  const [due, otherDue] = [left, right].map(({ row }) => textOf(row.attrib['endDate']));
  if (due !== otherDue) return compareTexts(otherDue ?? '', due ?? '');
  return compareTexts(right.row.updatedAt, left.row.updatedAt) || right.row.order - left.row.order;
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : Number(left > right);
}

function overlaps(value: Json | undefined, wanted: readonly string[]): boolean {
  return Array.isArray(value) && value.some((item) => typeof item === 'string' && wanted.includes(item));
}

function card({ state }: QueryContext, project: Project, row: EntityRow): JsonObject {
  const folder = parentOf(project, row);
  const attrib = effectiveAttrib(state.attributes, project, row);
  const { name, label, status, tags, taskType, assignees, folderId, thumbnailId } = row.values;
  return {
    projectName: project.name,
    projectCode: project.code,
    id: row.id,
    name: name ?? null,
    label: label ?? null,
    status: status ?? null,
    tags: tags ?? [],
    taskType: taskType ?? null,
    assignees: assignees ?? [],
    updatedAt: row.updatedAt,
    createdAt: row.createdAt,
    priority: attrib['priority'] ?? null,
    dueDate: row.attrib['endDate'] ?? null,
    folderId: folderId ?? null,
    folderName: folder?.values['name'] ?? null,
    folderLabel: folder?.values['label'] ?? null,
    folderPath: folder ? pathOf(project, folder).slice(1) : '',
    thumbnailId: thumbnailId ?? null,
    thumbnail: thumbnailInfo(row),
    thumbnailHash: thumbnailHash(row),
    hasReviewables: hasReviewables(project, row),
    // The server never fills these three.
    lastVersionWithThumbnailId: null,
    lastVersionWithReviewableVersionId: null,
    lastVersionWithReviewableProductId: null,
  };
}
