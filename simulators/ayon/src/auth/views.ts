import type { ServerState } from '../state.ts';
import { withoutNulls, type JsonObject } from '../json.ts';
import type { Identity } from './identity.ts';
import { storedAttributeNames, type User } from './users.ts';

/** How much of the web interface a user sees, by role. */
export function exposureLevel(identity: Identity): number {
  if (identity.isAdmin) return 900;
  return identity.isManager ? 700 : 500;
}

/**
 * A user as the server's session keeps it: `ownAttrib` names every user attribute.
 * Read from the database (`stored`) it names those that have a value.
 */
export function userView(state: ServerState, user: User, options: { stored?: boolean } = {}): JsonObject {
  const known = state.attributes.namesOf('user');
  const attrib = Object.fromEntries(known.map((name) => [name, user.attrib[name] ?? null]));
  return {
    name: user.name,
    uiExposureLevel: null,
    attrib,
    data: user.data,
    active: user.active,
    ownAttrib: options.stored ? storedAttributeNames(user.attrib) : known,
    createdAt: user.createdAt,
    updatedAt: user.updatedAt,
  };
}

/** The same for `GET` of one user: without nulls, and with the exposure level when it is known. */
export function userDetailView(state: ServerState, identity: Identity, level: number | null): JsonObject {
  const view = userView(state, identity.user, { stored: identity.session === undefined });
  const attrib = withoutNulls(view['attrib'] as JsonObject);
  return withoutNulls({ ...view, attrib, uiExposureLevel: level });
}
