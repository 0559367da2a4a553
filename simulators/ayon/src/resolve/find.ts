import { pathOf } from '../entities/tree.ts';
import type { EntityRow } from '../entities/table.ts';
import type { JsonObject } from '../json.ts';
import { textOf } from '../json.ts';
import type { Project } from '../projects/project.ts';
import type { EntityUri } from './uri.ts';

/** What a URI stands for: the ids from the folder down. */
export interface Resolved {
  ids: JsonObject;
  target: string;
  /** The deepest entity. */
  row: EntityRow;
}

/** What a URI names, at most 1,000 entities. Whether entities are active does not matter. */
export function findEntities(project: Project, uri: EntityUri): Resolved[] {
  if (uri.path === undefined) return [];
  const folder = project.tables.folder
    .ordered()
    .find((row) => pathOf(project, row).replace(/^\//, '') === uri.path);
  if (!folder) return [];
  const ids = { projectName: project.name, folderId: folder.id };
  const found =
    uri.task !== undefined || uri.workfile !== undefined
      ? findTasks(project, uri, { ids, row: folder, target: 'folder' })
      : findVersions(project, uri, { ids, row: folder, target: 'folder' });
  return found.slice(0, 1000);
}

function findTasks(project: Project, { task, workfile }: EntityUri, folder: Resolved): Resolved[] {
  const tasks = below(project, 'task', { field: 'folderId', id: folder.row.id })
    .filter(({ values }) => task === undefined || values['name'] === task)
    .map((row): Resolved => ({ ids: { ...folder.ids, taskId: row.id }, target: 'task', row }));
  if (workfile === undefined) return tasks;
  return tasks.flatMap((found) =>
    below(project, 'workfile', { field: 'taskId', id: found.row.id })
      .filter(({ values }) => textOf(values['path']).endsWith(`/${workfile}`))
      .map((row): Resolved => ({ ids: { ...found.ids, workfileId: row.id }, target: 'workfile', row })),
  );
}

function findVersions(project: Project, uri: EntityUri, folder: Resolved): Resolved[] {
  const { product, version, representation } = uri;
  if (product === undefined && version === undefined && representation === undefined) return [folder];
  const products = below(project, 'product', { field: 'folderId', id: folder.row.id })
    .filter(({ values }) => isAny(product) || values['name'] === product)
    .map((row): Resolved => ({ ids: { ...folder.ids, productId: row.id }, target: 'product', row }));
  if (version === undefined && representation === undefined) return products;
  const versions = products.flatMap((found) =>
    chooseVersions(project, below(project, 'version', { field: 'productId', id: found.row.id }), version).map(
      (row): Resolved => ({ ids: { ...found.ids, versionId: row.id }, target: 'version', row }),
    ),
  );
  if (representation === undefined) return versions;
  return versions.flatMap((found) =>
    below(project, 'representation', { field: 'versionId', id: found.row.id })
      .filter(({ values }) => isAny(representation) || values['name'] === representation)
      .map(
        (row): Resolved => ({
          ids: { ...found.ids, representationId: row.id },
          target: 'representation',
          row,
        }),
      ),
  );
}

function chooseVersions(project: Project, rows: EntityRow[], wanted: string | undefined): EntityRow[] {
  const number = ({ values }: EntityRow) => Number(values['version']);
  if (isAny(wanted)) return rows;
  if (wanted === 'hero') return rows.filter((row) => number(row) < 0);
  if (wanted !== 'latest' && wanted !== 'latestDone') {
    const asked = Number(wanted?.replace(/^v/, ''));
    return rows.filter((row) => number(row) === asked);
  }
  const done = new Set(
    project.statuses.filter((status) => status['state'] === 'done').map(({ name }) => name),
  );
  const candidates = rows.filter(
    (row) => number(row) >= 0 && (wanted === 'latest' || done.has(textOf(row.values['status']))),
  );
  const [latest] = candidates.sort((left, right) => number(right) - number(left));
  return latest ? [latest] : [];
}

function isAny(part: string | undefined): boolean {
  return part === undefined || part === '*';
}

function below(
  project: Project,
  type: 'task' | 'product' | 'version' | 'representation' | 'workfile',
  { field, id }: { field: string; id: string },
): EntityRow[] {
  return project.tables[type].ordered().filter(({ values }) => values[field] === id);
}
