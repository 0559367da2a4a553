import type { EntityType } from '../entities/facts.ts';
import { filterAttrib } from '../entities/filter-source.ts';
import type { EntityRow } from '../entities/table.ts';
import { nameOf, parentOf, pathOf } from '../entities/tree.ts';
import { AyonError } from '../errors.ts';
import { isObject, type Json, textOf } from '../json.ts';
import type { Position } from './connection.ts';
import type { ProjectContext } from './context.ts';

type Part = string | number | null;
type ReadKey = (context: ProjectContext, row: EntityRow) => Part;

const ofRow: Readonly<Record<string, ReadKey>> = {
  // Finer than its time, as the microseconds of the database are.
  createdAt: (_, row) => row.order,
  updatedAt: (_, row) => row.updatedAt,
};
const byPerson: Readonly<Record<string, ReadKey>> = {
  createdBy: (_, row) => row.createdBy,
  updatedBy: (_, row) => row.updatedBy,
};
const name: ReadKey = (_, row) => nameOf(row);
const value =
  (field: string): ReadKey =>
  (_, row) =>
    partOf(row.values[field]);
const list =
  (field: string): ReadKey =>
  (_, row) => {
    const items = row.values[field];
    return Array.isArray(items) ? items.map(textOf).join('') : '';
  };
const status: ReadKey = ({ project }, row) => positionIn(project.statuses, row.values['status']);

/** The row `levels` above. */
function above({ project }: ProjectContext, row: EntityRow, levels: number): EntityRow | undefined {
  let found: EntityRow | undefined = row;
  for (let level = 0; level < levels; level += 1) found = found && parentOf(project, found);
  return found;
}

function ofParent(levels: number, field: string): ReadKey {
  return (context, row) => partOf(above(context, row, levels)?.values[field]);
}

function taskOf({ project }: ProjectContext, { values }: EntityRow): EntityRow | undefined {
  return project.tables.task.get(textOf(values['taskId']));
}

/** What each type can be sorted by, beside `path` and `attrib.<name>`. */
const KEYS: Readonly<Record<EntityType, Readonly<Record<string, ReadKey>>>> = {
  folder: {
    ...ofRow,
    ...byPerson,
    name,
    status,
    folderType: ({ project }, row) => positionIn(project.folderTypes, row.values['folderType']),
  },
  task: {
    ...ofRow,
    ...byPerson,
    name,
    status,
    taskType: ({ project }, row) => positionIn(project.taskTypes, row.values['taskType']),
    assignees: list('assignees'),
  },
  product: {
    ...ofRow,
    ...byPerson,
    name,
    status,
    productType: value('productType'),
    productBaseType: value('productBaseType'),
    tags: list('tags'),
    folderName: ofParent(1, 'name'),
    version: ({ project }, row) =>
      Math.max(...[...project.tables.version.having('productId', row.id)].map(versionOf), 0) || null,
  },
  version: {
    ...ofRow,
    ...byPerson,
    status,
    tags: list('tags'),
    version: (_, row) => versionOf(row),
    author: value('author'),
    productName: ofParent(1, 'name'),
    productType: ofParent(1, 'productType'),
    productBaseType: ofParent(1, 'productBaseType'),
    folderName: ofParent(2, 'name'),
    taskName: (context, row) => partOf(taskOf(context, row)?.values['name']),
    taskType: (context, row) => partOf(taskOf(context, row)?.values['taskType']),
  },
  representation: {},
  workfile: { ...ofRow, status: value('status') },
};

/** Rows with the same key follow in this order; it is also the order by `path`, where the type has one. */
const TIES: Readonly<Record<EntityType, (context: ProjectContext, row: EntityRow) => Position>> = {
  folder: ({ project }, row) => [pathOf(project, row).slice(1)],
  task: (context, row) => placed(context, row),
  product: (_, row) => [row.order],
  version: (_, row) => [row.order],
  representation: (_, row) => [row.order],
  workfile: (_, row) => [row.order],
};

const BY_PATH: Partial<typeof TIES> = {
  task: (context, row) => placed(context, row),
  product: (context, row) => placed(context, row),
  version: (context, row) => {
    const product = above(context, row, 1);
    return product ? [...placed(context, product), versionOf(row)] : [row.order];
  },
};

/** Where a row stands when a list is sorted by a key; throws when the type cannot be sorted by it. */
export function sortPosition(
  context: ProjectContext,
  type: EntityType,
  sortBy: string,
): (row: EntityRow) => Position {
  const byPath = sortBy === 'path' ? BY_PATH[type] : undefined;
  if (byPath) return (row) => byPath(context, row);
  const read = sortBy.startsWith('attrib.')
    ? attribKey(context, sortBy.slice('attrib.'.length))
    : Object.hasOwn(KEYS[type], sortBy)
      ? KEYS[type][sortBy]
      : undefined;
  if (!read) {
    const message = `Invalid sort_by value: ${sortBy}`;
    throw type === 'task' ? new AyonError(400, message) : new Error(message);
  }
  const tie = TIES[type];
  return (row) => [read(context, row), ...tie(context, row)];
}

/** Values of attributes are sorted as texts, those with a list of choices by their place in it. */
function attribKey({ state }: ProjectContext, attribute: string): ReadKey {
  const definition = state.attributes.get(attribute);
  const choices = definition?.data['enum'];
  const order = Array.isArray(choices)
    ? choices.map((choice) => (isObject(choice) ? choice['value'] : undefined))
    : undefined;
  return (context, row) => {
    const isRoot = row.type === 'folder' && row.values['parentId'] === null;
    const given = (isRoot ? row.attrib : filterAttrib(state, context.project, row))[attribute];
    if (given === undefined || given === null) return null;
    if (!order || order.length === 0) return storedText(given, definition?.data['type']);
    const index = order.indexOf(given);
    return index < 0 ? null : index;
  };
}

/** A value as the database writes it: numbers of attributes of type float keep their `.0`. */
export function storedText(given: Json, type: Json | undefined): string {
  if (type === 'float' && Number.isInteger(given)) return `${textOf(given)}.0`;
  return typeof given === 'object' ? JSON.stringify(given) : textOf(given);
}

function placed(context: ProjectContext, row: EntityRow): string[] {
  const folder = above(context, row, 1);
  return [folder ? pathOf(context.project, folder).slice(1) : '', nameOf(row)];
}

function versionOf({ values }: EntityRow): number {
  return Number(values['version']);
}

function positionIn(items: readonly { name: string }[], wanted: Json | undefined): number {
  return items.findIndex((item) => item.name === wanted);
}

function partOf(given: Json | undefined): Part {
  if (typeof given === 'number' || typeof given === 'string') return given;
  return given === undefined || given === null ? null : JSON.stringify(given);
}
