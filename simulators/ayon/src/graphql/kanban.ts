import { accessGroupsIn } from '../auth/users.ts';
import type { EntityRow } from '../entities/table.ts';
import { effectiveAttrib, parentOf, pathOf } from '../entities/tree.ts';
import type { JsonObject } from '../json.ts';
import type { Project } from '../projects/project.ts';
import { type Connection, paginate } from './connection.ts';
import type { QueryContext } from './context.ts';

export interface KanbanArguments {
  last?: number | null;
  before?: string | null;
  projects?: string[] | null;
  assigneesAny?: string[] | null;
  taskIds?: string[] | null;
}

/** Tasks of many projects for a board, newest first. */
export function kanban(context: QueryContext, args: KanbanArguments): Connection<JsonObject> {
  const { state, identity } = context;
  const { projects, assigneesAny, taskIds } = args;
  const found = state.projects
    .list()
    .filter(({ name }) => identity.isManager || accessGroupsIn(identity.user, name) !== undefined)
    .filter(({ name }) => !projects || projects.includes(name))
    .flatMap((project) => project.tables.task.ordered().map((row) => ({ project, row })))
    .filter(({ row }) => !taskIds || taskIds.includes(row.id))
    .filter(
      ({ row }) =>
        !assigneesAny || assigneesAny.some((user) => (row.values['assignees'] as string[]).includes(user)),
    );
  return paginate(found, args, {
    position: ({ row }) => [row.order],
    node: ({ project, row }) => card(context, project, row),
  });
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
    dueDate: attrib['endDate'] ?? null,
    folderId: folderId ?? null,
    folderName: folder?.values['name'] ?? null,
    folderLabel: folder?.values['label'] ?? null,
    folderPath: folder ? pathOf(project, folder).slice(1) : '',
    thumbnailId: thumbnailId ?? null,
    thumbnail: null,
    thumbnailHash: row.id.slice(0, 8),
    hasReviewables: false,
    lastVersionWithThumbnailId: null,
    lastVersionWithReviewableVersionId: null,
    lastVersionWithReviewableProductId: null,
  };
}
