import type { EntityType } from '../entities/facts.ts';
import { entityFilterSource, filterAttrib, searchMatches } from '../entities/filter-source.ts';
import type { EntityRow } from '../entities/table.ts';
import { nameOf, parentOf, pathOf, withDescendants } from '../entities/tree.ts';
import { AyonError } from '../errors.ts';
import { likePattern } from '../events/query-filter.ts';
import { type Json, listOfTexts, textOf } from '../json.ts';
import type { Project } from '../projects/project.ts';
import { ID_PATTERN, NAME_PATTERN, TYPE_NAME_PATTERN, USER_NAME_PATTERN } from '../validation/kinds.ts';
import type { ProjectContext } from './context.ts';
import { storedText } from './entity-sort.ts';
import { compileJsonFilter } from './json-filter.ts';
import { versionTests } from './version-tests.ts';

/** Whether a row is one of those asked for. */
export type Test = (row: EntityRow) => boolean;

type Arguments = Readonly<Record<string, unknown>>;

/** The tests that the arguments of a list stand for; throws for arguments the server refuses. */
export function entityTests(context: ProjectContext, type: EntityType, args: Arguments): Test[] {
  refuseMalformed(type, args);
  return [...commonTests(context, type, args), ...typeTests(context, type, args)];
}

/** Arguments whose items must have the form of names, of names of types, or of names of users. */
const FORMS: readonly [argument: string, pattern: string][] = [
  ['name', NAME_PATTERN],
  ['names', NAME_PATTERN],
  ['namesCi', NAME_PATTERN],
  ['tags', NAME_PATTERN],
  ['statuses', TYPE_NAME_PATTERN],
  ['folderTypes', TYPE_NAME_PATTERN],
  ['taskTypes', TYPE_NAME_PATTERN],
  ['productTypes', TYPE_NAME_PATTERN],
  ['productBaseTypes', NAME_PATTERN],
  ['assignees', USER_NAME_PATTERN],
  ['assigneesAny', USER_NAME_PATTERN],
  ['authors', USER_NAME_PATTERN],
];

function refuseMalformed(type: EntityType, args: Arguments): void {
  for (const id of listOfTexts(args['ids']) ?? []) {
    if (!new RegExp(ID_PATTERN).test(id)) throw new Error(`Invalid entity ID ${id}`);
  }
  for (const [argument, form] of FORMS) {
    // Tags of tasks may be any texts, and users of folders are checked as names of anything.
    if (type === 'task' && argument === 'tags') continue;
    const pattern = type === 'folder' && argument === 'assignees' ? NAME_PATTERN : form;
    const given = args[argument];
    const items = typeof given === 'string' ? [given] : listOfTexts(given);
    const bad = items?.find((item) => !new RegExp(pattern).test(item));
    const what = pattern === USER_NAME_PATTERN ? 'User name' : 'Name';
    if (bad !== undefined) throw new AyonError(400, `${what} '${bad}' does not match regex '${pattern}'`);
  }
  if (args['hasLinks'] === 'NONE') throw new Error('Wrong has_links value');
}

function commonTests(context: ProjectContext, type: EntityType, args: Arguments): Test[] {
  const { project } = context;
  const tests: Test[] = [];
  const addSet = (argument: string, read: (row: EntityRow) => Json | undefined): void => {
    const wanted = listOfTexts(args[argument]);
    if (!wanted) return;
    const set = new Set<unknown>(wanted);
    tests.push((row) => set.has(read(row)));
  };
  addSet('names', nameOf);
  addSet('statuses', ({ values }) => values['status']);
  tests.push(...tagTests(type, args));
  if (typeof args['hasLinks'] === 'string') tests.push(linkTest(project, args['hasLinks']));
  if (typeof args['search'] === 'string' && args['search'] !== '') {
    // Folders and tasks are searched for one of some texts.
    const texts = type === 'folder' || type === 'task' ? args['search'].split(',') : [args['search']];
    tests.push((row) => texts.some((text) => searchMatches(project, row, text.trim())));
  }
  const filter = filterOf(context, type, args['filter']);
  if (filter) tests.push(filter);
  if (Array.isArray(args['attributes']))
    tests.push(...attributeTests(context, type, args['attributes'] as AttributeFilter[]));
  return tests;
}

/** An empty list of tags asks for all folders, for tasks without a tag, and for nothing of other types. */
function tagTests(type: EntityType, args: Arguments): Test[] {
  const tests: Test[] = [];
  const all = listOfTexts(args['tags']);
  if (all?.length === 0 && type !== 'folder')
    tests.push(({ values }) => type === 'task' && !isFilled(values['tags']));
  else if (all) tests.push(({ values }) => all.every((tag) => overlaps(values['tags'], [tag])));
  const any = listOfTexts(args['tagsAny']);
  if (any?.length === 0) tests.push(({ values }) => isFilled(values['tags']));
  else if (any) tests.push(({ values }) => overlaps(values['tags'], any));
  return tests;
}

interface AttributeFilter {
  name: string;
  values: string[];
}

/** Values are compared as the database writes them; what is no attribute of the type is not looked at. */
function attributeTests(
  { state, project }: ProjectContext,
  type: EntityType,
  filters: readonly AttributeFilter[],
): Test[] {
  return filters.flatMap(({ name, values }) => {
    const attribute = state.attributes.ofScope(type).get(name);
    if (!attribute) return [];
    if (values.length === 0) throw new Error('syntax error at or near ")"');
    return (row: EntityRow) => {
      const value = filterAttrib(state, project, row)[name];
      return value !== undefined && value !== null && values.includes(storedText(value, attribute.type));
    };
  });
}

function typeTests(context: ProjectContext, type: EntityType, args: Arguments): Test[] {
  const { project } = context;
  const { tables } = project;
  const tests: Test[] = [];
  const addField = (argument: string, field: string): void => {
    const wanted = listOfTexts(args[argument]);
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
  /** Keeps rows with at least one relative that a filter for its type takes. */
  const addRelated = (argument: string, of: EntityType, relatives: (row: EntityRow) => EntityRow[]): void => {
    const filter = filterOf(context, of, args[argument]);
    if (filter) tests.push((row) => relatives(row).some(filter));
  };
  addPattern('nameEx', nameOf);
  addPattern('pathEx', (row) => pathOf(project, row));
  switch (type) {
    case 'folder': {
      addField('folderTypes', 'folderType');
      const paths = listOfTexts(args['paths'])?.map((path) => `/${path.replace(/^\/+|\/+$/g, '')}`);
      if (paths) tests.push((row) => paths.includes(pathOf(project, row)));
      if (typeof args['name'] === 'string') {
        const name = likePattern(args['name'], { ignoreCase: true });
        tests.push((row) => name.test(nameOf(row)));
      }
      addFlag('hasChildren', ({ id }) => tables.folder.having('parentId', id).size > 0);
      addFlag('hasTasks', ({ id }) => tables.task.having('folderId', id).size > 0);
      addFlag('hasProducts', (row) => tables.product.having('folderId', row.id).size > 0);
      const tasksOf = ({ id }: EntityRow): EntityRow[] => [...tables.task.having('folderId', id)];
      const assignees = listOfTexts(args['assignees']);
      if (assignees) {
        const isAllOf = ({ values }: EntityRow): boolean =>
          assignees.every((user) => overlaps(values['assignees'], [user]));
        tests.push((row) => tasksOf(row).some(isAllOf));
      }
      addRelated('taskFilter', 'task', tasksOf);
      break;
    }
    case 'task': {
      addField('taskTypes', 'taskType');
      tests.push(...assigneeTests(args));
      addRelated('folderFilter', 'folder', (row) => present(parentOf(project, row)));
      break;
    }
    case 'product': {
      addField('productTypes', 'productType');
      addField('productBaseTypes', 'productBaseType');
      const names = listOfTexts(args['namesCi'])?.map((name) => name.toLowerCase());
      if (names) tests.push((row) => names.includes(nameOf(row).toLowerCase()));
      const versionsOf = ({ id }: EntityRow): EntityRow[] => [...tables.version.having('productId', id)];
      addRelated('versionFilter', 'version', versionsOf);
      addRelated('taskFilter', 'task', (row) =>
        versionsOf(row).flatMap((version) => taskOf(project, version)),
      );
      break;
    }
    case 'version': {
      tests.push(...versionTests(project, args));
      const folderIds = listOfTexts(args['folderIds']);
      if (folderIds) {
        const isTree = args['includeFolderChildren'] === true;
        const wanted = isTree ? withDescendants(project, folderIds) : new Set(folderIds);
        tests.push((row) => wanted.has(textOf(parentOf(project, row)?.values['folderId'])));
      }
      addRelated('productFilter', 'product', (row) => present(parentOf(project, row)));
      addRelated('taskFilter', 'task', (row) => taskOf(project, row));
      break;
    }
    case 'workfile':
      addField('paths', 'path');
      break;
    case 'representation':
      break;
  }
  return tests;
}

/** No assignees at all asks for tasks of nobody; any of none asks for tasks of somebody. */
function assigneeTests(args: Arguments): Test[] {
  const tests: Test[] = [];
  const all = listOfTexts(args['assignees']);
  if (all?.length === 0) tests.push(({ values }) => !isFilled(values['assignees']));
  else if (all) tests.push(({ values }) => all.every((user) => overlaps(values['assignees'], [user])));
  const any = listOfTexts(args['assigneesAny']);
  if (any?.length === 0) tests.push(({ values }) => isFilled(values['assignees']));
  else if (any) tests.push(({ values }) => overlaps(values['assignees'], any));
  return tests;
}

function linkTest(project: Project, wanted: string): Test {
  return ({ id }) => {
    const isInput = project.links.some(({ inputId }) => inputId === id);
    const isOutput = project.links.some(({ outputId }) => outputId === id);
    if (wanted === 'OUT') return isInput;
    if (wanted === 'IN') return isOutput;
    return wanted === 'BOTH' ? isInput && isOutput : isInput || isOutput;
  };
}

function filterOf(context: ProjectContext, type: EntityType, text: unknown): Test | undefined {
  const source = entityFilterSource(context.state, context.project, type);
  return compileJsonFilter(typeof text === 'string' ? text : undefined, source);
}

function taskOf({ tables }: Project, { values }: EntityRow): EntityRow[] {
  return present(tables.task.get(textOf(values['taskId'])));
}

function present(row: EntityRow | undefined): EntityRow[] {
  return row ? [row] : [];
}

function isFilled(value: Json | undefined): boolean {
  return Array.isArray(value) && value.length > 0;
}

function overlaps(value: Json | undefined, wanted: readonly string[]): boolean {
  return Array.isArray(value) && value.some((item) => typeof item === 'string' && wanted.includes(item));
}
