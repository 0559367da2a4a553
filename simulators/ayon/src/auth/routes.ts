import { AyonError } from '../errors.ts';
import { ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import type { JsonObject } from '../json.ts';
import type { ServerState } from '../state.ts';
import { anyString } from '../validation/kinds.ts';
import type { Model } from '../validation/model.ts';
import { clientInfo } from './client-info.ts';
import type { Session } from './sessions.ts';
import { checkPassword, type User } from './users.ts';
import { userView } from './views.ts';

const loginModel: Model = {
  name: { kind: anyString, required: true },
  password: { kind: anyString, required: true },
};
const sessionModel: Model = {
  userName: { kind: anyString, nullable: true },
  message: { kind: anyString, nullable: true },
};

/** Login, logout and sessions made on behalf of users. */
export function addAuthRoutes(router: Router, state: ServerState): void {
  router.add('POST', '/api/auth/login', (call) => {
    const { body } = call.check({ body: loginModel });
    const user = state.users.get(String(body['name']));
    if (user?.data['isService'] === true) throw new AyonError(403, 'Service users cannot log in');
    if (user && typeof user.data['password'] !== 'string') {
      throw new AyonError(403, 'Password login is not enabled for this user');
    }
    if (!user?.active || !checkPassword(String(body['password']), user.data['password'])) {
      throw new AyonError(403, 'Invalid login/password combination');
    }
    const session = openSession(state, call, { user, description: 'User logged in' });
    return ok({
      detail: `Logged in as ${user.name}`,
      error: null,
      token: session.token,
      user: userView(state, user, { stored: true }),
      redirectUrl: null,
    });
  });

  router.add('POST', '/api/auth/logout', (call) => {
    const session = call.identityIfAny?.session;
    if (session) {
      state.sessions.close(session.token);
      if (!session.isApiKey) {
        const { token, userName } = session;
        state.events.dispatch({
          topic: 'auth.logout',
          user: userName,
          description: 'User logged out',
          summary: { token },
        });
      }
    }
    return ok({ detail: 'Logged out' });
  });

  router.add('POST', '/api/auth/sessions', (call) => {
    const { identity } = call;
    const { body } = call.check({ body: sessionModel });
    const name = typeof body['userName'] === 'string' ? body['userName'] : identity.user.name;
    const message = typeof body['message'] === 'string' ? body['message'] : undefined;
    if (name !== identity.user.name && !identity.isService) {
      throw new AyonError(403, 'Only services can create sessions for other users');
    }
    const user = state.users.get(name);
    if (!user) throw new AyonError(404, `User ${name} not found`);
    const text = message ?? `Session created for ${name}`;
    const description = name === identity.user.name ? text : `${text} by ${identity.user.name}`;
    const session = openSession(state, call, { user, description });
    return ok({
      user: userView(state, user, { stored: user !== identity.user }),
      token: session.token,
      created: session.created,
      lastUsed: session.lastUsed,
      isService: session.isService,
      isApiKey: session.isApiKey,
      clientInfo: session.clientInfo,
    });
  });

  router.add('GET', '/api/users/{user_name}/sessions', (call) => {
    const { identity } = call;
    const { path } = call.check({});
    const name = path['userName'] ?? '';
    if (name !== identity.user.name && !identity.isManager) throw new AyonError(403, 'Forbidden');
    const sessions = state.sessions.ofUser(name).map(sessionView);
    return ok({ sessions });
  });
}

function openSession(
  state: ServerState,
  call: Call,
  { user, description }: { user: User; description: string },
): Session {
  const info = clientInfo(call);
  const session = state.sessions.open(user, info);
  state.events.dispatch({
    topic: 'auth.login',
    user: user.name,
    description,
    summary: info,
    senderType: call.senderType,
  });
  return session;
}

function sessionView(session: Session): JsonObject {
  const { token, isService, lastUsed, clientInfo: info } = session;
  return { token, isService, lastUsed, clientInfo: info };
}
