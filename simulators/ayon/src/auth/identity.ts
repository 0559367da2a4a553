import { AyonError, PlainCrash } from '../errors.ts';
import type { Call } from '../http/call.ts';
import type { ServerState } from '../state.ts';
import type { Session } from './sessions.ts';
import { accessGroupsIn, type User } from './users.ts';

/** The user a request runs as, with the rights this gives. A service counts as admin, an admin as manager. */
export interface Identity {
  user: User;
  isService: boolean;
  isAdmin: boolean;
  isManager: boolean;
  isGuest: boolean;
  /** The session used; absent when a service runs the request as somebody else. */
  session?: Session;
}

/**
 * Finds who calls. Order: X-Api-Key, `Authorization: ApiKey`, cookie `accessToken`, `Authorization: Bearer` (64
 * characters), query `token`. A bad API key is not followed by another try. Throws 401 when nobody is found.
 */
export function identify(state: ServerState, call: Call): Identity {
  const session = findSession(state, call);
  const user = state.users.get(session.userName);
  if (!user) throw new AyonError(401, 'Invalid session');
  const asUser = call.header('x-as-user');
  if (asUser !== undefined && user.data['isService'] === true) {
    const other = state.users.get(asUser);
    if (!other) throw new PlainCrash(`X-as-user names an unknown user: ${asUser}`);
    return identityOf(other);
  }
  return { ...identityOf(user), session };
}

/** The rights of a user. */
export function identityOf(user: User): Identity {
  const isService = user.data['isService'] === true;
  const isAdmin = isService || user.data['isAdmin'] === true;
  return {
    user,
    isService,
    isAdmin,
    isManager: isAdmin || user.data['isManager'] === true,
    isGuest: user.data['isGuest'] === true,
  };
}

/** Throws 403 unless the caller is an admin. */
export function requireAdmin(identity: Identity, detail = 'Forbidden'): void {
  if (!identity.isAdmin) throw new AyonError(403, detail);
}

/** Throws 403 unless the caller is a manager. */
export function requireManager(identity: Identity, detail = 'Forbidden'): void {
  if (!identity.isManager) throw new AyonError(403, detail);
}

/** Throws 403 unless the caller may see the project: managers always, others with an access group in it. */
export function requireProjectAccess(identity: Identity, project: string): void {
  if (!identity.isManager && !accessGroupsIn(identity.user, project)) {
    throw new AyonError(403, 'No access group assigned on this project');
  }
}

/** Throws 403 unless the caller's access groups let him change entities of the project. */
export function requireEntityRight(
  { state, identity }: { state: ServerState; identity: Identity },
  right: 'Create' | 'Update' | 'Delete',
  project: string,
): void {
  const asked = { Create: 'create', Update: 'update', Delete: 'delete' } as const;
  if (state.accessGroups.allows(identity, asked[right], project)) return;
  throw new AyonError(403, `${right} access denied for ${identity.user.name} in project ${project}`);
}

function findSession(state: ServerState, call: Call): Session {
  const authorization = call.header('authorization') ?? '';
  const [scheme = '', credential = ''] = authorization.split(' ', 2);
  const apiKey = call.header('x-api-key') || (scheme.toLowerCase() === 'apikey' ? credential : '');
  if (apiKey) {
    const session = state.sessions.forApiKey(apiKey, state.users);
    if (!session) throw new AyonError(401, 'Invalid API key');
    return session;
  }
  const bearer = scheme.toLowerCase() === 'bearer' && credential.length === 64 ? credential : undefined;
  const token = cookieToken(call.header('cookie')) ?? bearer ?? call.query.get('token');
  if (!token) throw new AyonError(401, 'Access token is missing');
  const session = state.sessions.get(token);
  if (session) return session;
  throw new AyonError(401, state.sessions.wasLoggedOut(token) ? 'User logged out' : 'Invalid session');
}

function cookieToken(cookie: string | undefined): string | undefined {
  return /(?:^|;\s*)accessToken=([^;]+)/.exec(cookie ?? '')?.[1];
}
