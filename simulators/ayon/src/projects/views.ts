import { compareStoredKeys, isObject, type JsonObject } from '../json.ts';
import type { ServerState } from '../state.ts';
import { builtinProductBaseTypes } from './anatomy.ts';
import type { Project } from './project.ts';

/** The project's config with the product base types the server fills in. */
export function configView(project: Project): JsonObject {
  const given = project.config['productBaseTypes'];
  const baseTypes = isObject(given) && Object.keys(given).length > 0 ? given : builtinProductBaseTypes();
  return { ...project.config, productBaseTypes: baseTypes };
}

/** The attribute values of a project in the order of the attributes. */
export function projectAttrib(state: ServerState, project: Project): JsonObject {
  const attrib: JsonObject = {};
  for (const name of state.attributes.namesOf('project')) {
    const value = project.attrib[name];
    if (value !== undefined) attrib[name] = value;
  }
  return attrib;
}

/**
 * A project as its route answers. The first read after a change comes from the database, the next from a cache: they
 * differ in the order of `ownAttrib`.
 */
export function projectView(state: ServerState, project: Project): JsonObject {
  const attrib = projectAttrib(state, project);
  const ownAttrib = Object.keys(attrib).sort(project.isCached ? undefined : compareStoredKeys);
  project.isCached = true;
  return {
    name: project.name,
    code: project.code,
    ...(project.label === null ? {} : { label: project.label }),
    library: project.library,
    ...(project.skeleton ? { skeleton: true } : {}),
    folderTypes: project.folderTypes,
    taskTypes: project.taskTypes,
    linkTypes: project.linkTypes,
    statuses: project.statuses,
    tags: project.tags,
    config: configView(project),
    attrib,
    data: project.data,
    active: project.active,
    ownAttrib,
    createdAt: project.createdAt,
    updatedAt: project.updatedAt,
  };
}

/** A project in a list. */
export function projectListItem(project: Project): JsonObject {
  return {
    name: project.name,
    code: project.code,
    label: project.label,
    color: project.data['color'] ?? null,
    active: project.active,
    library: project.library,
    skeleton: project.skeleton,
    pinned: false,
    projectFolder: project.data['projectFolder'] ?? null,
    createdAt: project.createdAt,
    updatedAt: project.updatedAt,
  };
}
