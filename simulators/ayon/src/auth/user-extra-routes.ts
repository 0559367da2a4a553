import { AyonError, DatabaseRefusal } from '../errors.ts';
import { noContent } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import { isObject, type JsonObject, omit } from '../json.ts';
import type { ServerState } from '../state.ts';
import * as kinds from '../validation/kinds.ts';
import { requireManager } from './identity.ts';
import { renameUser, tidyAccessGroups, type User } from './users.ts';

const groupModel = {
  project: { kind: kinds.anyString, required: true },
  accessGroups: { kind: kinds.strings, required: true },
} as const;

/** Names, access groups, preferences and pictures of users. */
export function addUserExtraRoutes(router: Router, state: ServerState): void {
  for (const [method, field] of [
    ['POST', 'name'],
    ['PATCH', 'newName'],
  ] as const) {
    router.add(method, '/api/users/{user_name}/rename', (call) => {
      const { body } = call.check({ body: { [field]: { kind: kinds.name, required: true } } });
      requireManager(call.identity);
      rename(state, call, { user: userOf(state, call), name: String(body[field]) });
      return noContent();
    });
  }

  router.add('PATCH', '/api/users/{user_name}/accessGroups', (call) => {
    const { body } = call.check({
      body: {
        accessGroups: { kind: { is: 'list', of: { is: 'model', model: groupModel } }, required: true },
      },
    });
    requireManager(call.identity);
    const user = userOf(state, call);
    let groups: JsonObject = isObject(user.data['accessGroups']) ? user.data['accessGroups'] : {};
    for (const { project, accessGroups } of body['accessGroups'] as {
      project: string;
      accessGroups: string[];
    }[]) {
      groups = accessGroups.length > 0 ? { ...groups, [project]: accessGroups } : omit(groups, project);
    }
    user.data['accessGroups'] = groups;
    tidyAccessGroups(user, (project) => state.projects.get(project) !== undefined);
    return noContent();
  });

  router.add('PATCH', '/api/users/{user_name}/frontendPreferences', (call) => {
    const user = userOf(state, call);
    if (user !== call.identity.user) requireManager(call.identity);
    const known = isObject(user.data['frontendPreferences']) ? user.data['frontendPreferences'] : {};
    const body = call.json();
    user.data['frontendPreferences'] = { ...known, ...(isObject(body) ? body : {}) };
    return noContent();
  });

  router.add('GET', '/api/users/{user_name}/avatar', (call) => {
    call.requireLogin();
    const initial = userOf(state, call).name.charAt(0).toUpperCase();
    const picture = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><text y="9">${initial}</text></svg>`;
    const headers = { 'content-type': 'image/svg+xml', 'cache-control': 'max-age=3600' };
    return { status: 200, bytes: Buffer.from(picture), headers };
  });
}

function userOf(state: ServerState, call: Call): User {
  call.requireLogin();
  const name = call.params['user_name'] ?? '';
  const user = state.users.get(name);
  if (!user) throw new AyonError(404, `User ${name} not found`);
  return user;
}

function rename(state: ServerState, call: Call, { user, name }: { user: User; name: string }): void {
  const old = user.name;
  if (state.users.get(name))
    throw new DatabaseRefusal('unique-violation', `User with name '${name}' already exists.`);
  state.users.delete(old);
  state.users.add(renameUser(user, name));
  state.events.dispatch({
    topic: 'entity.user.renamed',
    description: `Renamed user ${old} to ${name}`,
    summary: { entityName: old },
    payload: { oldValue: old, newValue: name },
    user: call.identity.user.name,
    sender: call.sender,
    senderType: call.senderType,
  });
}
