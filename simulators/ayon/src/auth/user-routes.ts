import { AyonError, Crash, DatabaseRefusal, FailedAssertion } from '../errors.ts';
import { noContent, ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import { isObject, type JsonObject, omit } from '../json.ts';
import type { ServerState } from '../state.ts';
import { toNaiveTime } from '../time.ts';
import * as kinds from '../validation/kinds.ts';
import type { Model } from '../validation/model.ts';
import { identityOf, requireAdmin, requireManager } from './identity.ts';
import { apiKeyData, hashPassword, makeUser, tidyAccessGroups, type User } from './users.ts';
import { exposureLevel, userDetailView } from './views.ts';

const byName = {
  path: { user_name: { kind: kinds.userName } },
} as const;
const userFields: Model = {
  attrib: { kind: kinds.dict, nullable: true },
  data: { kind: kinds.dict, nullable: true },
  active: { kind: kinds.bool, nullable: true },
};
const createModel: Model = {
  ...userFields,
  password: { kind: kinds.anyString, nullable: true },
  apiKey: { kind: kinds.anyString, nullable: true },
};
/** Keys of a user's data that only managers may change. */
const OPEN_DATA = ['frontendPreferences', 'frontendFlags'];

/** Reading and keeping users. */
export function addUserRoutes(router: Router, state: ServerState): void {
  router.add('GET', '/api/users/me', (call) => {
    const { identity } = call;
    return ok(userDetailView(state, identity, exposureLevel(identity)));
  });

  // The server reads the keys of a user as a list even when there is none, so the first key cannot be made either.
  for (const method of ['GET', 'POST']) {
    router.add(method, '/api/users/{user_name}/apikeys', (call) => {
      const { path } = call.check(byName);
      if (path['userName'] !== call.identity.user.name) requireManager(call.identity);
      find(state, path['userName'] ?? '');
      throw new Crash("TypeError: 'NoneType' object is not iterable");
    });
  }

  router.add('GET', '/api/users/{user_name}', (call) => {
    const { identity } = call;
    const { path } = call.check(byName);
    const user = find(state, path['userName'] ?? '');
    if (identity.isManager || user === identity.user)
      return ok(userDetailView(state, identityOf(user), null));
    return ok(strangerView(user));
  });

  router.add('PUT', '/api/users/{user_name}', (call) => {
    const { identity } = call;
    const { path, body } = call.check({ ...byName, body: createModel });
    requireManager(identity);
    const name = path['userName'] ?? '';
    if (state.users.get(name)) throw new AyonError(409, 'User already exists');
    if (state.users.list().some((other) => other.name.toLowerCase() === name.toLowerCase())) {
      throw new DatabaseRefusal(
        'unique-violation',
        `User with lower(name::text) '${name.toLowerCase()}' already exists.`,
      );
    }
    if (typeof body['apiKey'] === 'string' && !/^[a-zA-Z0-9]{32}$/.test(body['apiKey']))
      throw new FailedAssertion('');
    const user = makeUser({ name }, state.now());
    user.data = { ...(isObject(body['data']) ? body['data'] : {}), createdBy: identity.user.name };
    setCredentials(user, body);
    applyFields(state, user, body);
    state.users.add(user);
    tell(state, call, {
      topic: 'entity.user.created',
      description: `User ${name} created`,
      entityName: identity.user.name,
    });
    return noContent();
  });

  router.add('PATCH', '/api/users/{user_name}', (call) => {
    const { identity } = call;
    const { path, body } = call.check({ ...byName, body: userFields });
    const user = find(state, path['userName'] ?? '');
    if (!identity.isManager && user !== identity.user) {
      throw new AyonError(403, 'Only managers can modify other users');
    }
    if (isObject(body['data'])) {
      const given = Object.entries(body['data']).filter(
        ([key]) => identity.isManager || OPEN_DATA.includes(key),
      );
      const merged = { ...user.data, ...Object.fromEntries(given) };
      user.data = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== null));
      if (identity.isManager) user.data['updatedBy'] = identity.user.name;
      if (given.some(([key, value]) => key === 'isService' && value === true)) becomeService(user);
    }
    applyFields(state, user, body);
    tidyAccessGroups(user, (project) => state.projects.get(project) !== undefined);
    user.updatedAt = state.now();
    return noContent();
  });

  router.add('PATCH', '/api/users/{user_name}/password', (call) => {
    const { identity } = call;
    const { path, body } = call.check({
      ...byName,
      body: {
        password: { kind: kinds.anyString, nullable: true },
        apiKey: { kind: { is: 'string', regex: '^[0-9a-f]{32}$' }, nullable: true },
      },
    });
    const user = find(state, path['userName'] ?? '');
    if (user !== identity.user) requireAdmin(identity);
    setCredentials(user, body);
    if (typeof body['apiKey'] === 'string') state.sessions.closeKeysOf(user.name);
    return noContent();
  });

  router.add('DELETE', '/api/users/{user_name}', (call) => {
    const { identity } = call;
    const { path } = call.check(byName);
    requireManager(identity);
    const name = path['userName'] ?? '';
    const user = find(state, name);
    state.users.delete(name);
    tell(state, call, {
      topic: 'entity.user.deleted',
      description: `User ${name} deleted`,
      entityName: name,
      payload: { entityData: { ...user } },
    });
    return noContent();
  });

  router.add('POST', '/api/users/{user_name}/checkPassword', (call) => {
    call.requireLogin();
    const { body } = call.check({ ...byName, body: { password: { kind: kinds.anyString, required: true } } });
    if (String(body['password']).length < SHORTEST_PASSWORD)
      throw new AyonError(400, `Password must be at least ${SHORTEST_PASSWORD} characters.`);
    if (/^[a-zA-Z0-9]*$/.test(String(body['password']))) {
      throw new AyonError(400, 'Password must contain special characters.');
    }
    return noContent();
  });
}

function find(state: ServerState, name: string): User {
  const user = state.users.get(name);
  if (!user) throw new AyonError(404, `User ${name} not found`);
  return user;
}

/** What a user sees of others. */
function strangerView(user: User): JsonObject {
  const { name, active, attrib } = user;
  const createdAt = toNaiveTime(user.createdAt);
  return {
    name,
    attrib: { fullName: attrib['fullName'] ?? null },
    data: {},
    active,
    createdAt,
    updatedAt: createdAt,
  };
}

function setCredentials(user: User, body: Record<string, unknown>): void {
  const isService = user.data['isService'] === true;
  if (typeof body['password'] === 'string') {
    if (isService) throw new AyonError(400, 'Service users cannot have passwords');
    user.data['password'] = hashPassword(body['password'], user.name);
  }
  if (typeof body['apiKey'] === 'string') {
    if (!isService) throw new AyonError(400, 'Only service users can have API keys');
    Object.assign(user.data, apiKeyData(body['apiKey']));
  }
}

function applyFields(state: ServerState, user: User, body: Record<string, unknown>): void {
  if (typeof body['active'] === 'boolean') user.active = body['active'];
  if (!isObject(body['attrib'])) return;
  const { value } = state.attributes.check('user', body['attrib'], ['body', 'attrib']);
  const merged = { ...user.attrib, ...value };
  user.attrib = Object.fromEntries(Object.entries(merged).filter(([, item]) => item !== null));
}

function tell(
  state: ServerState,
  call: Call,
  event: { topic: string; description: string; entityName: string; payload?: JsonObject },
): void {
  const { topic, description, entityName, payload = {} } = event;
  state.events.dispatch({
    topic,
    description,
    summary: { entityName },
    payload,
    user: call.identity.user.name,
    sender: call.sender,
    senderType: call.senderType,
  });
}

const SHORTEST_PASSWORD = 8;

/** A service has no password and no address. */
function becomeService(user: User): void {
  user.data = omit(user.data, 'password');
  user.attrib = omit(user.attrib, 'email');
}
