import { AyonError } from '../errors.ts';
import { compileFilter, parseFilter, UnknownFilterKey } from '../events/query-filter.ts';
import { ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import { isObject, type JsonObject, textOf } from '../json.ts';
import type { Project } from '../projects/project.ts';
import type { ServerState } from '../state.ts';
import * as kinds from '../validation/kinds.ts';
import { entityFilterSource, searchMatches } from './filter-source.ts';
import type { EntityType } from './facts.ts';
import { readableProject } from './routes.ts';
import type { EntityRow } from './table.ts';
import { thumbnailHash } from './thumbnail.ts';
import { effectiveAttrib, hasVersions, nameOf, parentNames, pathOf } from './tree.ts';
import { hasReviewables } from './version-facts.ts';
import { ownAttribNames } from './views.ts';

/** Listings of the folders of a project: flat, as a tree, searched. */
export function addHierarchyRoutes(router: Router, state: ServerState): void {
  router.add('GET', '/api/projects/{project_name}/folders', (call) => {
    const project = readableProject(state, call);
    const { query } = call.check({ query: { attrib: { kind: kinds.bool } } });
    const withAttrib = query['attrib'] === true;
    const rows = project.tables.folder.ordered();
    return ok({ folders: rows.map((row) => folderItem(state, project, { row, withAttrib })) });
  });

  router.add('GET', '/api/projects/{project_name}/hierarchy', (call) => {
    const startedAt = performance.now();
    const project = readableProject(state, call);
    const types = call.query.get('types')?.split(',').filter(Boolean);
    const hierarchy =
      types && types.length > 0
        ? byName(project.tables.folder.ordered())
            .filter(({ values }) => types.includes(textOf(values['folderType'])))
            .map((row) => ({ ...treeItem(project, row), children: [] }))
        : treeBelow(project, null);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(3);
    return ok({ detail: `Hierarchy loaded in ${seconds}s`, projectName: project.name, hierarchy });
  });

  for (const [path, type, idField] of [
    ['folders/search', 'folder', undefined],
    ['tasksFolders', 'task', 'folderId'],
  ] as const) {
    router.add('POST', `/api/projects/{project_name}/${path}`, (call) => {
      const project = readableProject(state, call);
      const found = searchRows(state, call, { project, type });
      const ids = found.map((row) => (idField === undefined ? row.id : textOf(row.values[idField])));
      return ok({ folderIds: [...new Set(ids)] });
    });
  }

  router.add('GET', '/api/projects/{project_name}/dashboard/health', (call) => {
    const project = readableProject(state, call);
    return ok(health(project, state.now()));
  });
}

function folderItem(
  state: ServerState,
  project: Project,
  { row, withAttrib }: { row: EntityRow; withAttrib: boolean },
): JsonObject {
  const taskNames = namesOfTasks(project, row);
  const { name, label, parentId, folderType, status, tags } = row.values;
  return {
    id: row.id,
    path: pathOf(project, row).slice(1),
    parentId: parentId ?? null,
    parents: parentNames(project, row),
    name: name ?? null,
    label: label ?? null,
    folderType: folderType ?? null,
    hasTasks: taskNames.length > 0,
    hasChildren: project.tables.folder.having('parentId', row.id).size > 0,
    hasVersions: hasVersions(project, row),
    hasReviewables: hasReviewables(project, row),
    taskNames,
    status: status ?? null,
    tags: tags ?? [],
    thumbnailHash: thumbnailHash(row),
    ...(withAttrib
      ? { attrib: effectiveAttrib(state.attributes, project, row), ownAttrib: ownAttribNames(state, row) }
      : {}),
    createdAt: row.createdAt,
    updatedAt: row.updatedAt,
  };
}

function treeBelow(project: Project, parentId: string | null): JsonObject[] {
  return byPath(project, [...project.tables.folder.having('parentId', parentId)]).map((row) => ({
    ...treeItem(project, row),
    children: treeBelow(project, row.id),
  }));
}

function treeItem(project: Project, row: EntityRow): JsonObject {
  const taskNames = namesOfTasks(project, row);
  const { name, label, status, folderType, parentId } = row.values;
  return {
    id: row.id,
    name: name ?? null,
    label: label ?? name ?? null,
    status: status ?? null,
    folderType: folderType ?? null,
    hasTasks: taskNames.length > 0,
    taskNames,
    parents: parentNames(project, row),
    parentId: parentId ?? null,
  };
}

function byPath(project: Project, rows: readonly EntityRow[]): EntityRow[] {
  return [...rows].sort((left, right) => comparePaths(pathOf(project, left), pathOf(project, right)));
}

function byName(rows: readonly EntityRow[]): EntityRow[] {
  return [...rows].sort((left, right) => comparePaths(nameOf(left), nameOf(right)));
}

function namesOfTasks(project: Project, row: EntityRow): string[] {
  return [...project.tables.task.having('folderId', row.id)]
    .map(({ values }) => textOf(values['name']))
    .sort();
}

/** As on the server, a filter for folders is ignored; without filter and search there are folders, but no tasks. */
function searchRows(
  state: ServerState,
  call: Call,
  { project, type }: { project: Project; type: EntityType },
): EntityRow[] {
  const body = call.json();
  const { filter = null, search = null } = isObject(body) ? body : {};
  if (type !== 'folder' && filter === null && !search)
    throw new AyonError(400, 'No filter or search term provided');
  let rows = [...project.tables[type].ordered()];
  if (type !== 'folder' && filter !== null) {
    try {
      rows = rows.filter(
        compileFilter(parseFilter(filter, ['body', 'filter']), entityFilterSource(state, project, type)),
      );
    } catch (error) {
      throw error instanceof UnknownFilterKey ? new AyonError(400, error.message) : error;
    }
  }
  if (typeof search === 'string' && search !== '')
    rows = rows.filter((row) => searchMatches(project, row, search));
  return rows;
}

/** How far the tasks of a project are. Storage figures are the made-up ones of the server. */
function health(project: Project, now: string): JsonObject {
  const tasks = project.tables.task.ordered();
  const done = new Set(project.statuses.filter(({ state }) => state === 'done').map(({ name }) => name));
  const isDone = ({ values }: EntityRow): boolean => done.has(textOf(values['status']));
  const completed = tasks.filter(isDone).length;
  const overdue = tasks.filter((row) => !isDone(row) && textOf(row.attrib['endDate'] ?? '9999') < now).length;
  const statuses: Record<string, number> = {};
  for (const { values } of tasks) {
    const status = textOf(values['status']);
    statuses[status] = (statuses[status] ?? 0) + 1;
  }
  const percentage = tasks.length === 0 ? 0 : Math.floor((100 * completed) / tasks.length);
  return {
    completion: { percentage, behind: 0, ahead: 0 },
    storageUsage: { quota: 21_474_836_480, used: 11_811_160_064 },
    tasks: { total: tasks.length, completed, overdue },
    statuses,
  };
}

function comparePaths(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
