import type { EntityType } from '../entities/facts.ts';
import { entityFilterSource, filterAttrib, searchMatches } from '../entities/filter-source.ts';
import type { EntityRow } from '../entities/table.ts';
import { nameOf, parentOf, pathOf, withDescendants } from '../entities/tree.ts';
import { compileFilter, parseFilter } from '../events/query-filter.ts';
import { InvalidData } from '../errors.ts';
import { type Json, textOf } from '../json.ts';
import type { Project } from '../projects/project.ts';
import { comparePositions, type PageArguments, type Position } from './connection.ts';
import type { ProjectContext } from './context.ts';

/** Arguments of the fields that list entities; each type has its own part of them. */
export interface EntityArguments extends PageArguments {
  [name: string]: unknown;
}

/** Rows in the order asked for, and what their cursors are made of. */
export interface EntityList {
  rows: readonly EntityRow[];
  position: (row: EntityRow) => Position;
}

type Test = (row: EntityRow) => boolean;

/** Finds the entities a query asks for: from the smallest index that fits, then by its other arguments. */
export function findEntities(context: ProjectContext, type: EntityType, args: EntityArguments): EntityList {
  const tests = [...commonTests(context, type, args), ...typeTests(context, type, args)];
  const candidates = candidateRows(context.project, type, args);
  const rows = tests.length === 0 ? candidates : candidates.filter((row) => tests.every((test) => test(row)));
  const { sortBy } = args;
  if (typeof sortBy !== 'string' || sortBy === '') return { rows, position: (row) => [row.order] };
  const position = sortPosition(context, type, sortBy);
  return {
    rows: [...rows].sort((left, right) => comparePositions(position(left), position(right))),
    position,
  };
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
    if (!wanted) continue;
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

function commonTests(context: ProjectContext, type: EntityType, args: EntityArguments): Test[] {
  const { project } = context;
  const tests: Test[] = [];
  const addSet = (argument: string, read: (row: EntityRow) => Json | undefined): void => {
    const wanted = strings(args[argument]);
    if (!wanted) return;
    const set = new Set<unknown>(wanted);
    tests.push((row) => set.has(read(row)));
  };
  addSet('names', nameOf);
  addSet('statuses', ({ values }) => values['status']);
  const tags = strings(args['tags']);
  if (tags) tests.push(({ values }) => overlaps(values['tags'], tags));
  const tagsAny = strings(args['tagsAny']);
  if (tagsAny) tests.push(({ values }) => overlaps(values['tags'], tagsAny));
  if (typeof args['hasLinks'] === 'string') tests.push(linkTest(project, args['hasLinks']));
  if (typeof args['search'] === 'string' && args['search'] !== '') {
    const text = args['search'];
    tests.push((row) => searchMatches(project, row, text));
  }
  if (typeof args['filter'] === 'string' && args['filter'] !== '') {
    tests.push(filterTest(context, type, args['filter']));
  }
  const attributes = args['attributes'];
  if (Array.isArray(attributes)) {
    for (const { name, values } of attributes as { name: string; values: string[] }[]) {
      tests.push((row) => values.includes(filterAttrib(context.state, context.project, row)[name] as string));
    }
  }
  return tests;
}

function typeTests({ project }: ProjectContext, type: EntityType, args: EntityArguments): Test[] {
  const { tables } = project;
  const tests: Test[] = [];
  const addField = (argument: string, field: string): void => {
    const wanted = strings(args[argument]);
    if (wanted) tests.push(({ values }) => wanted.includes(textOf(values[field])));
  };
  const addFlag = (argument: string, test: Test): void => {
    const wanted = args[argument];
    if (typeof wanted === 'boolean') tests.push((row) => test(row) === wanted);
  };
  const addPattern = (argument: string, read: (row: EntityRow) => string): void => {
    if (typeof args[argument] !== 'string') return;
    const pattern = new RegExp(args[argument]);
    tests.push((row) => pattern.test(read(row)));
  };
  addPattern('nameEx', nameOf);
  addPattern('pathEx', (row) => pathOf(project, row));
  switch (type) {
    case 'folder': {
      addField('folderTypes', 'folderType');
      const paths = strings(args['paths'])?.map((path) => `/${path.replace(/^\/+|\/+$/g, '')}`);
      if (paths) tests.push((row) => paths.includes(pathOf(project, row)));
      if (typeof args['name'] === 'string') tests.push((row) => row.values['name'] === args['name']);
      addFlag('hasChildren', ({ id }) => tables.folder.having('parentId', id).size > 0);
      addFlag('hasTasks', ({ id }) => tables.task.having('folderId', id).size > 0);
      addFlag('hasProducts', (row) => tables.product.having('folderId', row.id).size > 0);
      const assignees = strings(args['assignees']);
      if (assignees) {
        tests.push(({ id }) =>
          [...tables.task.having('folderId', id)].some(({ values }) =>
            overlaps(values['assignees'], assignees),
          ),
        );
      }
      break;
    }
    case 'task': {
      addField('taskTypes', 'taskType');
      const all = strings(args['assignees']);
      if (all) tests.push(({ values }) => all.every((user) => overlaps(values['assignees'], [user])));
      const any = strings(args['assigneesAny']);
      if (any) tests.push(({ values }) => overlaps(values['assignees'], any));
      break;
    }
    case 'product': {
      addField('productTypes', 'productType');
      addField('productBaseTypes', 'productBaseType');
      const names = strings(args['namesCi'])?.map((name) => name.toLowerCase());
      if (names) tests.push((row) => names.includes(nameOf(row).toLowerCase()));
      break;
    }
    case 'version':
      tests.push(...versionTests(project, args));
      break;
    case 'workfile':
      addField('paths', 'path');
      break;
    case 'representation':
      break;
  }
  return tests;
}

function versionTests(project: Project, args: EntityArguments): Test[] {
  const { tables } = project;
  const tests: Test[] = [];
  if (typeof args['version'] === 'number') tests.push(({ values }) => values['version'] === args['version']);
  const versions = args['versions'];
  if (Array.isArray(versions)) tests.push(({ values }) => versions.includes(values['version']));
  const authors = strings(args['authors']);
  if (authors) tests.push(({ values }) => authors.includes(textOf(values['author'])));
  const taskIds = strings(args['taskIds']);
  if (taskIds) tests.push(({ values }) => taskIds.includes(textOf(values['taskId'])));
  const folderIds = strings(args['folderIds']);
  if (folderIds) {
    const wanted =
      args['includeFolderChildren'] === true ? withDescendants(project, folderIds) : new Set(folderIds);
    tests.push((row) => wanted.has(textOf(parentOf(project, row)?.values['folderId'])));
  }
  const isHero: Test = ({ values }) => Number(values['version']) < 0;
  const isLatest: Test = (row) =>
    ![...tables.version.having('productId', textOf(row.values['productId']))].some(
      ({ values }) => Number(values['version']) > Number(row.values['version']),
    );
  if (args['heroOnly'] === true) tests.push(isHero);
  if (args['latestOnly'] === true) tests.push((row) => !isHero(row) && isLatest(row));
  if (args['heroOrLatestOnly'] === true) {
    tests.push(
      (row) =>
        isHero(row) ||
        (isLatest(row) &&
          ![...tables.version.having('productId', textOf(row.values['productId']))].some(isHero)),
    );
  }
  return tests;
}

function linkTest(project: Project, wanted: string): Test {
  return ({ id }) => {
    const isInput = project.links.some(({ inputId }) => inputId === id);
    const isOutput = project.links.some(({ outputId }) => outputId === id);
    if (wanted === 'NONE') return !isInput && !isOutput;
    if (wanted === 'OUT') return isInput;
    if (wanted === 'IN') return isOutput;
    return wanted === 'BOTH' ? isInput && isOutput : isInput || isOutput;
  };
}

const JSON_ERROR = 'Expecting property name enclosed in double quotes: line 1 column 2 (char 1)';

function filterTest(context: ProjectContext, type: EntityType, text: string): Test {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    throw new Error(JSON_ERROR);
  }
  try {
    return compileFilter(parseFilter(given, []), entityFilterSource(context.state, context.project, type));
  } catch (error) {
    if (error instanceof InvalidData) throw new Error(error.message);
    throw error;
  }
}

const SORT_FIELDS = ['name', 'status', 'createdAt', 'updatedAt', 'tags', 'createdBy', 'updatedBy'];

function sortPosition(
  context: ProjectContext,
  type: EntityType,
  sortBy: string,
): (row: EntityRow) => Position {
  const { project } = context;
  const names = { folderType: project.folderTypes, taskType: project.taskTypes, status: project.statuses };
  if (sortBy.startsWith('attrib.')) {
    const name = sortBy.slice('attrib.'.length);
    return (row) => {
      const isRoot = row.type === 'folder' && row.values['parentId'] === null;
      const attrib = isRoot ? row.attrib : filterAttrib(context.state, project, row);
      return [sortable(attrib[name]), nameOf(row), row.order];
    };
  }
  const { fields } = project.tables[type].facts;
  if (sortBy === 'path' || !(SORT_FIELDS.includes(sortBy) || sortBy in fields)) {
    throw new Error(`Invalid sort_by value: ${sortBy}`);
  }
  if (sortBy === 'createdAt') return (row) => [row.order];
  if (sortBy === 'updatedAt') return (row) => [row.updatedAt, row.order];
  if (sortBy === 'name') return (row) => [nameOf(row), row.order];
  const list = names[sortBy as keyof typeof names];
  if (list)
    return (row) => [list.findIndex(({ name }) => name === row.values[sortBy]), nameOf(row), row.order];
  return (row) => [sortable(row.values[sortBy]), row.order];
}

function sortable(value: Json | undefined): string | number | null {
  if (typeof value === 'number' || typeof value === 'string') return value;
  return value === undefined || value === null ? null : JSON.stringify(value);
}

function overlaps(value: Json | undefined, wanted: readonly string[]): boolean {
  return Array.isArray(value) && value.some((item) => typeof item === 'string' && wanted.includes(item));
}

function strings(value: unknown): string[] | undefined {
  return Array.isArray(value) ? value.map(String) : undefined;
}
