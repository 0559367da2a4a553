import { requireManager, requireProjectAccess } from '../auth/identity.ts';
import { accessGroupsIn } from '../auth/users.ts';
import { findProject, readableProject } from '../entities/routes.ts';
import { AyonError, Crash, FailedAssertion, InvalidData } from '../errors.ts';
import { created, noContent, noContentJson, ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { ServerState } from '../state.ts';
import * as kinds from '../validation/kinds.ts';
import { checkModel, type Field, type Kind, type Model } from '../validation/model.ts';
import {
  ALL_SCOPES,
  anatomyToProject,
  builtinAnatomy,
  completeAnatomy,
  projectToAnatomy,
} from './anatomy.ts';
import { changeProject } from './changes.ts';
import { ABORTED_TRANSACTION } from './registry.ts';
import type { Project } from './project.ts';
import { siteRoots } from './site-roots.ts';
import { configView, projectListItem, projectView } from './views.ts';

const PLATFORMS = ['windows', 'linux', 'darwin'];
const optionalText: Field = { kind: kinds.anyString, nullable: true };
const itemFields: Model = {
  name: { kind: { is: 'string', min: 1, max: 100 }, required: true },
  originalName: optionalText,
  shortName: optionalText,
  icon: optionalText,
  color: optionalText,
};
const statusFields: Model = {
  ...itemFields,
  state: {
    kind: { is: 'one-of', values: ['not_started', 'in_progress', 'done', 'blocked'] },
    nullable: true,
  },
  scope: { kind: kinds.strings, nullable: true },
};
const linkTypeFields: Model = {
  name: { kind: kinds.anyString, required: true },
  linkType: { kind: kinds.anyString, required: true },
  inputType: { kind: kinds.anyString, required: true },
  outputType: { kind: kinds.anyString, required: true },
  data: { kind: kinds.dict },
};
const patchModel: Model = {
  code: { kind: kinds.anyString, nullable: true },
  label: { kind: kinds.label, nullable: true },
  library: { kind: kinds.bool, nullable: true },
  folderTypes: listOfModel(itemFields),
  taskTypes: listOfModel(itemFields),
  linkTypes: listOfModel(linkTypeFields),
  statuses: listOfModel(statusFields),
  tags: listOfModel(itemFields),
  config: { kind: kinds.dict, nullable: true },
  attrib: { kind: kinds.dict, nullable: true },
  data: { kind: kinds.dict, nullable: true },
  active: { kind: kinds.bool, nullable: true },
};
const createModel: Model = {
  name: { kind: kinds.anyString, required: true },
  code: { kind: kinds.anyString, required: true },
  label: optionalText,
  color: optionalText,
  library: { kind: kinds.bool },
  anatomy: { kind: kinds.dict, nullable: true },
  anatomyPreset: optionalText,
  assignUsers: { kind: kinds.bool },
  skeleton: { kind: kinds.bool },
};
const nameKind: Kind = { is: 'string', regex: kinds.NAME_PATTERN };

/** Projects: making, reading, changing, listing, roots and anatomy. */
export function addProjectRoutes(router: Router, state: ServerState): void {
  router.add('GET', '/api/anatomy/presets', (call) => {
    call.requireLogin();
    return ok({ version: '1.0.0', presets: [] });
  });

  router.add('GET', '/api/anatomy/presets/{preset_name}', (call) => {
    call.requireLogin();
    const name = call.params['preset_name'] ?? '';
    if (!['_', '__primary__', '__builtin__'].includes(name)) {
      throw new AyonError(404, `Anatomy preset ${name} not found.`);
    }
    return ok(builtinAnatomy(state));
  });

  router.add('GET', '/api/projects', (call) => listProjects(state, call));

  router.add('POST', '/api/projects', (call) => {
    const { identity } = call;
    const { body } = call.check({ body: createModel });
    if (!identity.isManager) throw new AyonError(403, 'You are not allowed to access create_projects');
    if (typeof body['anatomyPreset'] === 'string') {
      throw new AyonError(404, `Anatomy preset ${body['anatomyPreset']} not found`);
    }
    const { errors } = checkModel({ label: { kind: kinds.label, nullable: true } }, body);
    if (errors.length > 0) {
      const { message } = new InvalidData('ProjectModel', errors);
      throw new Crash(`pydantic.error_wrappers.ValidationError: ${message}`);
    }
    const anatomy = isObject(body['anatomy'])
      ? completeAnatomy(state, body['anatomy'])
      : builtinAnatomy(state);
    const { project, promoted } = state.projects.create({
      name: String(body['name']),
      code: String(body['code']),
      label: textOf(body['label']),
      color: textOf(body['color']),
      library: body['library'] === true,
      skeleton: body['skeleton'] === true,
      assignUsers: body['assignUsers'] !== false,
      anatomy,
    });
    const description = promoted
      ? `Project ${project.name} promoted from skeleton`
      : `Created project ${project.name}`;
    tell(state, call, { project, topic: `${topicPrefix(project)}.created`, description });
    return created(null);
  });

  router.add('GET', '/api/projects/{project_name}', (call) =>
    ok(projectView(state, readableProject(state, call))),
  );

  router.add('PUT', '/api/projects/{project_name}', (call) => {
    requireManager(call.identity, 'You need to be a manager in order to create projects');
    throw new FailedAssertion('Project must have at least one folder type');
  });

  router.add('PATCH', '/api/projects/{project_name}', (call) => {
    const { identity } = call;
    const project = findProject(state, call);
    const { body } = call.check({ body: patchModel });
    if (!identity.isManager) {
      project.isCached = true;
      throw new AyonError(403, 'You need to be a manager in order to update a project');
    }
    const patch = toPatch(body as JsonObject);
    if (isObject(patch['attrib'])) {
      const { value, errors } = state.attributes.check('project', patch['attrib'], ['body', 'attrib']);
      if (errors.length > 0) throw new InvalidData('ProjectPatchModel', errors);
      patch['attrib'] = value;
    }
    applyPatch(state, call, { project, patch });
    return noContentJson();
  });

  router.add('DELETE', '/api/projects/{project_name}', (call) => {
    const { identity } = call;
    const project = state.projects.get(call.params['project_name'] ?? '');
    if (!project) requireProjectAccess(identity, call.params['project_name'] ?? '');
    const found = project ?? state.projects.require(call);
    if (!identity.isManager) throw new AyonError(403, 'You need to be a manager in order to delete projects');
    state.projects.delete(found);
    const { name } = found;
    tell(state, call, {
      project: found,
      topic: `${topicPrefix(found)}.deleted`,
      description: `Deleted project ${name}`,
    });
    return noContent();
  });

  router.add('POST', '/api/projects/{project_name}/rename', (call) => {
    const { identity } = call;
    const project = findProject(state, call);
    const { body } = call.check({ body: { name: { kind: kinds.projectName, required: true } } });
    requireManager(identity, 'You need to be a manager in order to rename projects');
    const oldName = project.name;
    const newName = String(body['name']);
    if (state.projects.get(newName) && newName.toLowerCase() !== oldName.toLowerCase()) {
      throw new AyonError(409, `Project ${newName} already exists`);
    }
    state.projects.rename(project, newName);
    tell(state, call, {
      project,
      topic: `${topicPrefix(project)}.renamed`,
      description: `Renamed project ${oldName} to ${newName}`,
      summary: { entityName: oldName },
      isStudioWide: true,
      payload: { newValue: newName, oldValue: oldName },
    });
    return noContentJson();
  });

  router.add('GET', '/api/projects/{project_name}/anatomy', (call) => {
    const project = readableProject(state, call);
    return ok(projectToAnatomy(state, { ...projectView(state, project), config: configView(project) }));
  });

  router.add('POST', '/api/projects/{project_name}/anatomy', (call) => {
    const { identity } = call;
    const project = findProject(state, call);
    requireManager(identity);
    const body = call.json();
    const patch = anatomyToProject(completeAnatomy(state, isObject(body) ? body : {}));
    applyPatch(state, call, { project, patch });
    return noContentJson();
  });

  addSmallRoutes(router, state);
}

function addSmallRoutes(router: Router, state: ServerState): void {
  const roots = (project: Project, user: string): JsonObject => project.siteRoots.get(user) ?? {};

  router.add('GET', '/api/projects/{project_name}/roots', (call) => {
    const project = readableProject(state, call);
    return ok(roots(project, call.identity.user.name));
  });

  router.add('PUT', '/api/projects/{project_name}/roots/{site_id}', (call) => {
    const project = readableProject(state, call);
    const user = call.identity.user.name;
    const body = call.json();
    project.siteRoots.set(user, { ...roots(project, user), [call.params['site_id'] ?? '']: body as Json });
    return noContent();
  });

  router.add('GET', '/api/projects/{project_name}/siteRoots', (call) => {
    const project = readableProject(state, call);
    const siteId = call.header('x-ayon-site-id') ?? call.query.get('site_id');
    const { query } = call.check({
      query: { platform: { kind: { is: 'one-of', values: PLATFORMS }, nullable: true } },
    });
    const wanted = typeof query['platform'] === 'string' ? query['platform'] : null;
    if (!siteId && !wanted) throw new AyonError(400, 'Either site_id or platform must be provided');
    const platform = wanted ?? state.sites.get(siteId ?? '')?.platform;
    if (!platform) throw new AyonError(400, 'Site not found and platform not provided');
    const found = siteRoots(project, { user: call.identity.user.name, site: siteId, platform });
    return ok(found);
  });

  router.add('GET', '/api/projects/{project_name}/stats', (call) => {
    const { tables } = readableProject(state, call);
    return ok({
      counts: {
        folders: tables.folder.size,
        products: tables.product.size,
        versions: tables.version.size,
        representations: tables.representation.size,
        tasks: tables.task.size,
      },
    });
  });

  router.add('GET', '/api/projects/{project_name}/tags', (call) => {
    const { tables } = readableProject(state, call);
    const used = Object.values(tables).map((table): [string, string[]] => {
      const tags = table
        .ordered()
        .flatMap(({ values }) => (Array.isArray(values['tags']) ? values['tags'].map(String) : []));
      return [table.facts.table, [...new Set(tags)].sort()];
    });
    return ok(Object.fromEntries(used));
  });

  router.add('GET', '/api/projects/{project_name}/productTypes', (call) => {
    const types = configView(readableProject(state, call))['productBaseTypes'];
    const { definitions, default: fallback } = isObject(types) ? types : {};
    const productTypes = (Array.isArray(definitions) ? definitions : [])
      .filter(isObject)
      .map(({ name, ...type }) => ({ name, baseType: name, ...type }));
    return ok({ productTypes, default: fallback ?? null });
  });

  router.add('GET', '/api/projectFolders', (call) => {
    call.requireLogin();
    return ok({ folders: [] });
  });
}

function listProjects(state: ServerState, call: Call): ReturnType<typeof ok> {
  const { identity } = call;
  const { query } = call.check({
    query: {
      page: { kind: { is: 'integer', ge: 1 } },
      length: { kind: { is: 'integer', ge: 1 } },
      library: { kind: kinds.bool },
      active: { kind: kinds.bool },
      skeleton: { kind: kinds.bool },
      order: { kind: { is: 'one-of', values: ['name', 'createdAt', 'updatedAt'] } },
      desc: { kind: kinds.bool },
      name: { kind: nameKind },
    },
  });
  const name = textOf(query['name']);
  const found = state.projects
    .list()
    .filter(
      (project) =>
        (identity.isManager || accessGroupsIn(identity.user, project.name) !== undefined) &&
        (name === null || project.name.toLowerCase() === name.toLowerCase()) &&
        (query['library'] === undefined || project.library === query['library']) &&
        (query['active'] === undefined || project.active === query['active']) &&
        (query['skeleton'] === undefined || project.skeleton === query['skeleton']),
    );
  const order = (textOf(query['order']) ?? 'name') as 'name' | 'createdAt' | 'updatedAt';
  found.sort((left, right) => (left[order] < right[order] ? -1 : left[order] > right[order] ? 1 : 0));
  if (query['desc'] === true) found.reverse();
  const length = typeof query['length'] === 'number' ? query['length'] : found.length;
  const start = (Number(query['page'] ?? 1) - 1) * length;
  const page = found.slice(start, start + length);
  const detail = found.length === 0 ? 'No projects' : `Showing ${page.length} of ${found.length} projects`;
  return ok({ detail, count: found.length, projects: page.map(projectListItem) });
}

function applyPatch(
  state: ServerState,
  call: Call,
  { project, patch }: { project: Project; patch: JsonObject },
): void {
  refuseUsedCode(state, project, patch['code']);
  const events = changeProject(project, patch, state.attributes);
  project.updatedAt = state.now();
  project.isCached = false;
  for (const event of events) tell(state, call, { project, ...event });
  tell(state, call, {
    project,
    topic: 'entity.project.changed',
    description: `Updated project ${project.name}`,
  });
}

interface ProjectNotice {
  project: Project;
  topic: string;
  description: string;
  summary?: JsonObject;
  payload?: JsonObject;
  /** The event does not carry the project. */
  isStudioWide?: boolean;
}

function tell(
  state: ServerState,
  call: Call,
  { project, isStudioWide = false, ...event }: ProjectNotice,
): void {
  state.events.dispatch({
    ...event,
    project: isStudioWide ? null : project.name,
    user: call.identity.user.name,
    sender: call.sender,
    senderType: call.senderType,
  });
}

function topicPrefix(project: Project): string {
  return project.skeleton ? 'entity.project_skeleton' : 'entity.project';
}

/** The change as given, with `original_name` as the rules expect it and items without nulls; a scope of null is for all. */
function toPatch(body: JsonObject): JsonObject {
  const patch: JsonObject = {};
  for (const [key, value] of Object.entries(body)) {
    if (value === null && key !== 'label') continue;
    patch[key] = Array.isArray(value) ? value.map((item) => (isObject(item) ? toItem(item) : item)) : value;
  }
  return patch;
}

function toItem({ originalName, ...item }: JsonObject): JsonObject {
  const kept = Object.fromEntries(Object.entries(item).filter(([, value]) => value !== null));
  if (item['scope'] === null) kept['scope'] = [...ALL_SCOPES];
  return typeof originalName === 'string' ? { ...kept, original_name: originalName } : kept;
}

function listOfModel(model: Model): Field {
  return { kind: { is: 'list', of: { is: 'model', model } }, nullable: true };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** Codes are unique; the server finds out in the middle of its transaction. */
function refuseUsedCode(state: ServerState, project: Project, code: Json | undefined): void {
  if (typeof code !== 'string') return;
  const others = state.projects.list().filter((other) => other !== project);
  if (others.some((other) => other.code.toLowerCase() === code.toLowerCase()))
    throw new Crash(ABORTED_TRANSACTION);
}
