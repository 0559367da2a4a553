import type { FilterSource } from '../events/query-filter.ts';
import type { JsonObject } from '../json.ts';
import type { Project } from '../projects/project.ts';
import type { ServerState } from '../state.ts';
import { toCamelCase, toSnakeCase } from '../validation/model.ts';
import type { EntityType } from './facts.ts';
import type { EntityRow } from './table.ts';
import { effectiveAttrib, nameOf, ownAttrib, parentOf, pathOf } from './tree.ts';

/** The columns of an entity for filters; `attrib` is what holds for it, inherited or not. */
export function entityFilterSource(
  state: ServerState,
  project: Project,
  type: EntityType,
): FilterSource<EntityRow> {
  const { facts } = project.tables[type];
  const columns = new Set(['id', 'attrib', 'created_at', 'updated_at', 'created_by', 'updated_by', 'name']);
  for (const field of Object.keys(facts.fields)) columns.add(toSnakeCase(field));
  return {
    columns,
    read(row, column) {
      switch (column) {
        case 'id':
          return row.id;
        case 'attrib':
          return filterAttrib(state, project, row);
        case 'name':
          return nameOf(row);
        case 'created_at':
          return row.createdAt;
        case 'updated_at':
          return row.updatedAt;
        case 'created_by':
          return row.createdBy;
        case 'updated_by':
          return row.updatedBy;
        default:
          return row.values[toCamelCase(column)];
      }
    },
  };
}

/**
 * The values filters look at. The server keeps them with everything from above, so that here even attributes come down
 * that are not inherited.
 */
export function filterAttrib(state: ServerState, project: Project, row: EntityRow): JsonObject {
  const effective = effectiveAttrib(state.attributes, project, row);
  const missing: JsonObject = {};
  for (let above = parentOf(project, row); above; above = parentOf(project, above)) {
    for (const [name, value] of Object.entries(ownAttrib(state.attributes, above))) {
      if (effective[name] === undefined && missing[name] === undefined) missing[name] = value;
    }
  }
  return { ...missing, ...effective };
}

/** Whether every word of the text is in the path or the label of an entity. */
export function searchMatches(project: Project, row: EntityRow, text: string): boolean {
  const label = row.values['label'];
  const haystack = `${pathOf(project, row)} ${typeof label === 'string' ? label : ''}`.toLowerCase();
  return text
    .toLowerCase()
    .split(/\s+/)
    .every((term) => haystack.includes(term));
}
