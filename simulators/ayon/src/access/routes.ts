import { identityOf, requireManager } from '../auth/identity.ts';
import { accessGroupsIn } from '../auth/users.ts';
import { readableProject } from '../entities/routes.ts';
import { AyonError, Crash, InvalidData } from '../errors.ts';
import { noContent, ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import { isObject, type JsonObject, omit } from '../json.ts';
import type { ServerState } from '../state.ts';
import { permissionSchema } from './permissions.ts';
import * as kinds from '../validation/kinds.ts';
import { checkKind } from '../validation/model.ts';

const STUDIO = '_';

/** Access groups, the groups of users in a project, and what a user may do. */
export function addAccessRoutes(router: Router, state: ServerState): void {
  const { accessGroups } = state;
  const own = '/api/accessGroups/{access_group_name}/{project_name}';

  router.add('GET', '/api/accessGroups/_schema', () => {
    return ok(permissionSchema());
  });

  router.add('GET', '/api/accessGroups/{project_name}', (call) => {
    call.requireLogin();
    return ok(accessGroups.list(call.params['project_name'] ?? STUDIO));
  });

  router.add('GET', own, (call) => {
    const { name, project } = groupOf(state, call);
    const found = accessGroups.get(name, project);
    if (!found) throw new AyonError(404, `Access group ${name} not found`);
    return ok(found);
  });

  router.add('PUT', own, (call) => {
    const { name, project } = groupOf(state, call);
    const body = call.json();
    accessGroups.put(name, project, isObject(body) ? body : {});
    tell(state, call, { what: 'updated', name, project });
    return noContent();
  });

  router.add('DELETE', own, (call) => {
    const { name, project } = groupOf(state, call);
    accessGroups.delete(name, project);
    tell(state, call, { what: 'deleted', name, project });
    return noContent();
  });

  router.add('GET', '/api/projects/{project_name}/users', (call) => {
    const project = readableProject(state, call).name;
    requireManager(call.identity);
    return ok(groupsByUser(state, project));
  });

  router.add('PATCH', '/api/projects/{project_name}/users/{user_name}', (call) => {
    const project = readableProject(state, call).name;
    const checked = checkKind(kinds.strings, call.json(), ['body']);
    if ('errors' in checked) throw new InvalidData('Request', checked.errors);
    requireManager(call.identity);
    const user = state.users.get(call.params['user_name'] ?? '');
    if (!user) throw new AyonError(404, 'User not found');
    const groups = isObject(user.data['accessGroups']) ? user.data['accessGroups'] : {};
    const given = checked.value as string[];
    user.data['accessGroups'] = given.length > 0 ? { ...groups, [project]: given } : omit(groups, project);
    return ok(groupsByUser(state, project));
  });

  router.add('GET', '/api/users/me/permissions', (call) => {
    const { identity } = call;
    if (identity.isManager) {
      return ok({ user_level: identity.isAdmin ? 'admin' : 'manager', studio: null, projects: null });
    }
    const projects = state.projects.list().filter(({ name }) => accessGroupsIn(identity.user, name));
    return ok({
      user_level: 'user',
      studio: accessGroups.permissionsOf(identity, STUDIO)['studio'],
      projects: Object.fromEntries(
        projects.map(({ name }) => [name, accessGroups.permissionsOf(identity, name)['project']]),
      ),
    });
  });

  router.add('GET', '/api/users/me/permissions/{project_name}', (call) => {
    const project = readableProject(state, call).name;
    return ok(accessGroups.permissionsOf(call.identity, project));
  });

  for (const suffix of ['', '/{project_name}']) {
    router.add('GET', `/api/users/{user_name}/permissions${suffix}`, (call) => {
      const { identity } = call;
      const { user_name: name = '', project_name: project } = call.params;
      if (!identity.isManager && identity.user.name !== name)
        throw new AyonError(403, "You do not have permission to view this user's permissions");
      const user = state.users.get(name);
      if (!user) throw new AyonError(404, 'User not found');
      const place = project === undefined ? STUDIO : state.projects.require(call).name;
      return ok(accessGroups.permissionsOf(identityOf(user), place));
    });
  }

  router.add('POST', '/api/access', (call) => {
    call.requireLogin();
    return noContent();
  });

  router.add('GET', '/api/share', (call) => {
    call.requireLogin();
    throw new Crash('NotImplementedError: Sharing module is not installed.');
  });
}

/** The access groups in a project of those who have any, by user. */
function groupsByUser(state: ServerState, project: string): JsonObject {
  const groups = state.users.list().flatMap((user): [string, string[]][] => {
    const found = accessGroupsIn(user, project);
    return found && found.length > 0 ? [[user.name, found]] : [];
  });
  return Object.fromEntries(groups);
}

function groupOf(state: ServerState, call: Call): { name: string; project: string } {
  const { access_group_name: name = '', project_name: project = STUDIO } = call.params;
  requireManager(call.identity, 'Only managers can access the studio level settings');
  return { name, project: project === STUDIO ? STUDIO : state.projects.require(call).name };
}

function tell(
  state: ServerState,
  call: Call,
  { what, name, project }: { what: 'updated' | 'deleted'; name: string; project: string },
): void {
  const summary: JsonObject = { name };
  state.events.dispatch({
    topic: `access_group.${what}`,
    description: `Access group ${name} ${what}`,
    summary,
    project: project === STUDIO ? null : project,
    user: call.identity.user.name,
    sender: call.sender,
    senderType: call.senderType,
  });
}
