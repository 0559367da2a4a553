import type { EntityType } from '../entities/facts.ts';
import type { EntityRow } from '../entities/table.ts';
import { withDescendants } from '../entities/tree.ts';
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

/** Fields of an index to start from: argument, field of the row. */
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

function candidateRows(project: Project, type: EntityType, args: EntityArguments): readonly EntityRow[] {
  const table = project.tables[type];
  const ids = strings(args['ids']);
  if (ids) return inOrder(ids.map((id) => table.get(id)).filter((row) => row !== undefined));
  for (const [argument, field] of INDEXED[type]) {
    const given = args[argument];
    const wanted = typeof given === 'string' ? [given] : strings(given);
    // Versions of no task are not asked for by an empty list of tasks: the server takes it as nothing said.
    if (!wanted || (type === 'version' && argument === 'taskIds' && wanted.length === 0)) continue;
    const isTree = args['includeFolderChildren'] === true && type !== 'version';
    const keys = isTree ? withDescendants(project, wanted) : new Set(wanted);
    const rows: EntityRow[] = [];
    for (const key of keys) {
      if (key === 'root' && type !== 'folder') continue;
      rows.push(...table.having(field, key === 'root' ? null : key));
    }
    return inOrder(rows);
  }
  return table.ordered();
}

function inOrder(rows: EntityRow[]): EntityRow[] {
  return [...new Set(rows)].sort((left, right) => left.order - right.order);
}

function strings(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.map(String) : undefined;
}
