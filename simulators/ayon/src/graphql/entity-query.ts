import type { EntityType } from '../entities/facts.ts';
import type { EntityRow, EntityTable } from '../entities/table.ts';
import { withDescendants } from '../entities/tree.ts';
import { listOfTexts, textOf } from '../json.ts';
import type { Project } from '../projects/project.ts';
import { comparePositions, cursorPosition, type PageArguments, type Position } from './connection.ts';
import { notSimulated, type ProjectContext } from './context.ts';
import { sortPosition } from './entity-sort.ts';
import { entityTests } from './entity-tests.ts';

/** Arguments of the fields that list entities; each type has its own part of them. */
export interface EntityArguments extends PageArguments {
  [name: string]: unknown;
}

/** Rows in the order asked for, and what their cursors are made of. */
export interface EntityList {
  rows: readonly EntityRow[];
  position: (row: EntityRow) => Position;
}

/** Finds the entities a query asks for: from the smallest index that fits, then by its other arguments. */
export function findEntities(context: ProjectContext, type: EntityType, args: EntityArguments): EntityList {
  if (args['calculateStatistics'] === true || args['calculateSpecificStatistics'])
    notSimulated('statistics of columns');
  const tests = entityTests(context, type, args);
  const candidates = candidateRows(context.project, type, args);
  const rows = tests.length === 0 ? candidates : candidates.filter((row) => tests.every((test) => test(row)));
  const { sortBy } = args;
  if (typeof sortBy !== 'string' || sortBy === '') return { rows, position: (row) => [row.order] };
  const position = sortPosition(context, type, sortBy);
  const placed = rows.map((row) => ({ row, at: position(row) }));
  placed.sort((left, right) => comparePositions(left.at, right.at));
  // The database compares nothing with a cursor: rows without a value are on the first page or on none.
  const from = cursorPosition(args.after) ?? cursorPosition(args.before);
  const comparable = from ? placed.filter(({ at }) => at[0] !== null && from[0] !== null) : placed;
  return { rows: comparable.map(({ row }) => row), position };
}

/** Fields of an index: argument, field of the row. */
const INDEXED: Readonly<Record<EntityType, readonly [string, string][]>> = {
  folder: [
    ['parentIds', 'parentId'],
    ['parentId', 'parentId'],
  ],
  task: [['folderIds', 'folderId']],
  product: [['folderIds', 'folderId']],
  version: [
    ['productIds', 'productId'],
    ['taskIds', 'taskId'],
  ],
  representation: [['versionIds', 'versionId']],
  workfile: [['taskIds', 'taskId']],
};

/** Rows by the ids that are asked for, their own and those of what they belong to; each argument narrows them down. */
function candidateRows(project: Project, type: EntityType, args: EntityArguments): readonly EntityRow[] {
  const table = project.tables[type];
  const isTree = args['includeFolderChildren'] === true;
  const ids = listOfTexts(args['ids']);
  let rows: EntityRow[] | undefined;
  if (ids) {
    const wanted = type === 'folder' && isTree ? withDescendants(project, ids) : new Set(ids);
    rows = [...wanted].map((id) => table.get(id)).filter((row) => row !== undefined);
  }
  for (const [argument, field] of INDEXED[type]) {
    const given = args[argument];
    const wanted = typeof given === 'string' ? [given] : listOfTexts(given);
    // Versions of no task are not asked for by an empty list of tasks: the server takes it as nothing said.
    if (!wanted || (type === 'version' && argument === 'taskIds' && wanted.length === 0)) continue;
    const isOfTree = isTree && (argument === 'folderIds' || argument === 'parentIds');
    const keys = isOfTree ? withDescendants(project, wanted) : new Set(wanted);
    if (rows) rows = rows.filter(({ values }) => keys.has(textOf(values[field] ?? 'root')));
    else rows = [...keys].flatMap((key) => belonging(table, field, key));
  }
  return rows ? inOrder(rows) : table.ordered();
}

/** The rows that belong to an entity; those of folders that belong to none, for `root`. */
function belonging(table: EntityTable, field: string, key: string): EntityRow[] {
  if (key !== 'root') return [...table.having(field, key)];
  return table.facts.type === 'folder' ? [...table.having(field, null)] : [];
}

function inOrder(rows: EntityRow[]): EntityRow[] {
  return [...new Set(rows)].sort((left, right) => left.order - right.order);
}
