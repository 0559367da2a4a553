import { recordActivities } from '../activities/automatic.ts';
import { requireProjectAccess } from '../auth/identity.ts';
import { AyonError, Crash, DatabaseRefusal, InvalidData } from '../errors.ts';
import { created, noContent, ok } from '../http/answer.ts';
import type { Call, Expectation } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import { isObject, type JsonObject, textOf } from '../json.ts';
import type { Project } from '../projects/project.ts';
import type { ServerState } from '../state.ts';
import { bool, pathId, strings } from '../validation/kinds.ts';
import type { Model } from '../validation/model.ts';
import { ENTITY_TYPES, type EntityType, FACTS, PATCH_MODELS, POST_MODELS } from './facts.ts';
import {
  type Change,
  type ChangeContext,
  createEntity,
  deleteEntity,
  findEntity,
  updateEntity,
} from './rules.ts';
import { Transaction } from './transaction.ts';
import { entityView } from './views.ts';

const assignModel: Model = {
  mode: { kind: { is: 'one-of', values: ['add', 'remove', 'set'] }, required: true },
  users: { kind: strings, required: true },
};

/** Making, reading, changing and deleting single entities. */
export function addEntityRoutes(router: Router, state: ServerState): void {
  for (const type of ENTITY_TYPES) addRoutesOf(router, state, type);

  router.add('POST', '/api/projects/{project_name}/tasks/{task_id}/assign', (call) => {
    const { identity } = call;
    const project = findProject(state, call);
    const { path, body } = call.check({ path: { task_id: { kind: pathId } }, body: assignModel });
    const row = findEntity(project, 'task', path['taskId'] ?? '');
    const users = body['users'] as string[];
    if (!identity.isManager && users.some((user) => user !== identity.user.name)) {
      throw new AyonError(403, 'You are not allowed to assign other users');
    }
    const oldValue = Array.isArray(row.values['assignees']) ? row.values['assignees'].map(String) : [];
    const newValue = assign(oldValue, users, String(body['mode']));
    const values = { ...row.values, assignees: newValue };
    // Who assigned is not noted, and who changed the task before is forgotten.
    const change = { values, updatedAt: state.now(), updatedBy: null };
    project.tables.task.update(row, change, new Transaction());
    state.events.dispatch({
      topic: 'entity.task.assignees_changed',
      description: `Changed task ${textOf(row.values['name'])} assignees`,
      summary: { entityId: row.id, parentId: row.values['folderId'] ?? null },
      payload: { newValue, oldValue },
      project: project.name,
      user: identity.user.name,
      sender: call.sender,
      senderType: call.senderType,
    });
    return noContent();
  });
}

function addRoutesOf(router: Router, state: ServerState, type: EntityType): void {
  const facts = FACTS[type];
  const base = `/api/projects/{project_name}/${facts.table}`;
  const idName = `${type}_id`;
  const byId: Expectation = { path: { [idName]: { kind: pathId } } };

  router.add('POST', base, (call) => {
    const project = findProject(state, call);
    call.check({ body: POST_MODELS[type] });
    project.isCached = true;
    const context = contextOf(state, call, project);
    const change = asRoute(() => createEntity(context, type, { data: objectBody(call) }));
    sendEvents(state, call, { project, change });
    if (change.id !== change.id.toLowerCase()) throw new Crash(crashOnUpperCase());
    return created({ id: change.id });
  });

  router.add('GET', `${base}/{${idName}}`, (call) => {
    const project = readableProject(state, call);
    const { path } = call.check(byId);
    return ok(entityView(state, project, findEntity(project, type, path[`${type}Id`] ?? '')));
  });

  router.add('PATCH', `${base}/{${idName}}`, (call) => {
    const project = findProject(state, call);
    const { path } = call.check({ ...byId, body: PATCH_MODELS[type] });
    const row = findEntity(project, type, path[`${type}Id`] ?? '');
    const context = contextOf(state, call, project);
    const change = asRoute(() => updateEntity(context, row, { data: objectBody(call) }));
    sendEvents(state, call, { project, change });
    return noContent();
  });

  router.add('DELETE', `${base}/{${idName}}`, (call) => {
    const project = findProject(state, call);
    const { path, query } = call.check({ ...byId, query: { force: { kind: bool } } });
    const row = findEntity(project, type, path[`${type}Id`] ?? '');
    const context = contextOf(state, call, project);
    const change = asRoute(() => deleteEntity(context, row, { force: query['force'] === true }));
    sendEvents(state, call, { project, change });
    return noContent();
  });
}

/** The project of the path for a caller who is logged in. */
export function findProject(state: ServerState, call: Call): Project {
  call.requireLogin();
  return state.projects.require(call);
}

/** The project of the path for a caller who may see it. */
export function readableProject(state: ServerState, call: Call): Project {
  const project = findProject(state, call);
  requireProjectAccess(call.identity, project.name);
  return project;
}

/** Sends what a change has to tell, with the sender of the request. */
export function sendEvents(
  state: ServerState,
  call: Call,
  { project, change, user }: { project: Project; change: Change; user?: string },
): void {
  const origin = { user: user ?? call.identity.user.name, sender: call.sender, senderType: call.senderType };
  for (const event of change.events) {
    state.events.dispatch({ ...event, project: project.name, ...origin });
    recordActivities(state, event, { project, origin });
  }
}

function contextOf(state: ServerState, call: Call, project: Project): ChangeContext {
  return { state, project, identity: call.identity, transaction: new Transaction() };
}

/** On these routes a refusal of the database is a 409, and complaints stand below `body`. */
function asRoute<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof DatabaseRefusal) throw conflictError(error.detail);
    if (error instanceof InvalidData) {
      throw new InvalidData(
        error.model,
        error.errors.map((item) => ({ ...item, loc: ['body', ...item.loc] })),
      );
    }
    if (error instanceof AyonError) throw new AyonError(error.status, error.detail);
    throw error;
  }
}

/** A 409; a text with `{word` in it crashes instead, for the server takes it for a template. */
function conflictError(detail: string): Error {
  const word = /\{(\w+)/.exec(detail)?.[1];
  return word === undefined ? new AyonError(409, detail) : new Crash(`KeyError: '${word}'`);
}

function objectBody(call: Call): JsonObject {
  const body = call.json();
  return isObject(body) ? body : {};
}

function assign(old: readonly string[], users: readonly string[], mode: string): string[] {
  if (mode === 'set') return [...users];
  if (mode === 'remove') return old.filter((user) => !users.includes(user));
  return [...old, ...users.filter((user) => !old.includes(user))];
}

function crashOnUpperCase(): string {
  const pattern = '^[0-9a-f]{{32}}$';
  return `pydantic.error_wrappers.ValidationError: 1 validation error for EntityIdResponse\nid\n  string does not match regex "${pattern}" (type=value_error.str.regex; pattern=${pattern})`;
}
