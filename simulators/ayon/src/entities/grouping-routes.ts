import { AyonError, Crash } from '../errors.ts';
import { ok } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import { isObject, type Json, type JsonObject, textOf } from '../json.ts';
import type { Project } from '../projects/project.ts';
import { configView } from '../projects/views.ts';
import type { ServerState } from '../state.ts';
import { bool } from '../validation/kinds.ts';
import { toSnakeCase } from '../validation/model.ts';
import { type EntityType, isEntityType } from './facts.ts';
import { readableProject } from './routes.ts';
import type { EntityRow } from './table.ts';
import { effectiveAttrib } from './tree.ts';

/** What entities are counted by: the values of one, and how a value is shown. */
interface Grouping {
  valuesOf: (row: EntityRow) => Json[];
  styleOf: (value: Json) => JsonObject;
  /** The values that are there even when nothing has them. */
  known: readonly Json[];
  rows: readonly EntityRow[];
}

/** How many entities of a type there are by status, type, tag, assignee or attribute. */
export function addGroupingRoutes(router: Router, state: ServerState): void {
  router.add('GET', '/api/projects/{project_name}/grouping/{entity_type}/{key}', (call) => {
    const project = readableProject(state, call);
    const { entity_type: type = '', key = '' } = call.params;
    const { query } = call.check({ query: { empty: { kind: bool } } });
    if (!isEntityType(type)) throw new AyonError(400, `Invalid entity type: ${type}`);
    const grouping = groupingBy(state, project, { type, key });
    const groups = countGroups(grouping, query['empty'] === true);
    return ok({ groups, key, entityType: type });
  });
}

function groupingBy(
  state: ServerState,
  project: Project,
  { type, key }: { type: EntityType; key: string },
): Grouping {
  const rows = project.tables[type].ordered();
  const named = (items: readonly (JsonObject & { name: string })[]): Pick<Grouping, 'styleOf' | 'known'> => ({
    styleOf: (value) => {
      const style = items.find(({ name }) => name === value);
      return { label: value, ...(style && { icon: style['icon'] ?? null, color: style['color'] ?? null }) };
    },
    known: items.map(({ name }) => name),
  });
  const field = ({ values }: EntityRow): Json[] => [values[key] ?? null];
  switch (key) {
    case 'status': {
      // A status that is not meant for the type is not counted, although entities may have it.
      const usable = new Set<Json>(
        project.statuses.filter(({ scope }) => listOf(scope).includes(type)).map(({ name }) => name),
      );
      return {
        rows,
        valuesOf: (row) => field(row).filter((status) => usable.has(status)),
        ...named(project.statuses),
      };
    }
    case 'folderType':
    case 'taskType':
      if (key !== `${type}Type`)
        throw new Crash(`ValueError: key '${toSnakeCase(key)}' can only be used with ${key.slice(0, -4)}s.`);
      return { rows, valuesOf: field, ...named(type === 'folder' ? project.folderTypes : project.taskTypes) };
    case 'tags': {
      const known = new Set<Json>(project.tags.map(({ name }) => name));
      const valuesOf = ({ values }: EntityRow): Json[] =>
        listOf(values['tags']).filter((tag) => known.has(tag));
      return { rows, valuesOf, ...named(project.tags) };
    }
    case 'assignees': {
      if (type !== 'task') throw new AyonError(400, 'Grouping by assignees is only supported for tasks.');
      const styleOf = (value: Json): JsonObject => ({
        label: state.users.get(textOf(value))?.attrib['fullName'] ?? value,
      });
      return { rows, valuesOf: ({ values }) => listOf(values['assignees']), styleOf, known: [] };
    }
    case 'productType':
      // Products are counted, whatever is asked for.
      return {
        rows: project.tables.product.ordered(),
        valuesOf: field,
        styleOf: (value) => ({ label: value, ...productStyle(project, value) }),
        known: [],
      };
    default:
      return byAttribute(state, project, { type, key });
  }
}

function byAttribute(
  state: ServerState,
  project: Project,
  { type, key }: { type: EntityType; key: string },
): Grouping {
  if (!key.startsWith('attrib.')) throw new AyonError(400, `Invalid grouping key: ${key}`);
  const name = key.slice('attrib.'.length);
  if (!state.attributes.ofScope(type).has(name))
    throw new AyonError(400, `Invalid ${type} attribute ${name}`);
  const choices = listOf(state.attributes.get(name)?.data['enum']).filter(isObject);
  return {
    rows: project.tables[type].ordered(),
    valuesOf: (row) => {
      const value = effectiveAttrib(state.attributes, project, row)[name];
      return value === undefined || value === null ? [] : [value];
    },
    styleOf: (value) => {
      const choice = choices.find((known) => known['value'] === value);
      if (!choice) return {};
      const { label = null, icon, color } = choice;
      return { label, ...(icon ? { icon } : {}), ...(color ? { color } : {}) };
    },
    known: choices.map((choice) => choice['value'] ?? null),
  };
}

function countGroups({ rows, valuesOf, styleOf, known }: Grouping, withEmpty: boolean): JsonObject[] {
  const counts = new Map<Json, number>(withEmpty ? known.map((value) => [value, 0]) : []);
  for (const row of rows) for (const value of valuesOf(row)) counts.set(value, (counts.get(value) ?? 0) + 1);
  return [...counts].map(([value, count]) => ({ value, ...styleOf(value), count }));
}

/** How a type of product looks by the anatomy of the project. */
function productStyle(project: Project, type: Json): JsonObject {
  const types = configView(project)['productBaseTypes'];
  const { definitions, default: fallback } = isObject(types) ? types : {};
  const found = listOf(definitions).find((item) => isObject(item) && item['name'] === type) ?? fallback;
  const { icon = 'deployed_code', color = '#cccccc' } = isObject(found) ? found : {};
  return { icon, color };
}

function listOf(value: Json | undefined): Json[] {
  return Array.isArray(value) ? value : [];
}
