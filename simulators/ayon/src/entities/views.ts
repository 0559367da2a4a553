import { compareStoredKeys, isObject, type Json, type JsonObject, withoutNulls } from '../json.ts';
import type { Project } from '../projects/project.ts';
import type { ServerState } from '../state.ts';
import { FACTS } from './facts.ts';
import type { EntityRow } from './table.ts';
import { effectiveAttrib, hasVersions, ownAttrib, pathOf } from './tree.ts';

/** An entity as its route answers: with inherited values, without nulls. */
export function entityView(state: ServerState, project: Project, row: EntityRow): JsonObject {
  return {
    ...commonView(project, row),
    attrib: effectiveAttrib(state.attributes, project, row),
    ownAttrib: ownAttribNames(state, row),
  };
}

/** An entity as the database holds it: with its own values only. */
export function storedView(state: ServerState, project: Project, row: EntityRow): JsonObject {
  return { ...commonView(project, row), attrib: ownAttrib(state.attributes, row) };
}

/** Names of the attributes with a value of the entity's own, in the order of the database. */
export function ownAttribNames(state: ServerState, row: EntityRow): string[] {
  if (Object.keys(row.attrib).length === 0) return [];
  return Object.keys(ownAttrib(state.attributes, row)).sort(compareStoredKeys);
}

/** Without the nulls of objects at any depth: answers of single entities have none. */
function withoutNested(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutNested);
  if (!isObject(value)) return value;
  const kept = Object.entries(withoutNulls(value)).map(([key, item]) => [key, withoutNested(item)] as const);
  return Object.fromEntries(kept);
}

function commonView(project: Project, row: EntityRow): JsonObject {
  const view: JsonObject = { id: row.id };
  for (const field of Object.keys(FACTS[row.type].fields)) {
    const value = row.values[field];
    if (value !== undefined && value !== null) view[field] = field === 'data' ? withoutNested(value) : value;
  }
  view['path'] = pathOf(project, row);
  if (row.type === 'folder') view['hasVersions'] = hasVersions(project, row);
  if (row.createdBy !== null) view['createdBy'] = row.createdBy;
  if (row.updatedBy !== null) view['updatedBy'] = row.updatedBy;
  view['createdAt'] = row.createdAt;
  view['updatedAt'] = row.updatedAt;
  return view;
}
