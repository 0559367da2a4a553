import { userView } from '../auth/views.ts';
import { AyonError } from '../errors.ts';
import type { Call } from '../http/call.ts';
import type { Reply } from '../http/router.ts';
import { isObject, type JsonObject, textOf } from '../json.ts';
import type { ServerState } from '../state.ts';
import { AddonException } from './python-host.ts';

/** Headers the simulator's own HTTP server makes. */
const NOT_HANDED_ON = new Set(['connection', 'content-length', 'transfer-encoding']);

/** Has an uploaded addon answer a call to one of its own endpoints; undefined when no loaded addon is meant. */
export async function addonEndpoint(state: ServerState, call: Call): Promise<Reply | undefined> {
  const [, name = '', version = '', rest = ''] =
    /^\/api\/addons\/([^/]+)\/([^/]+)\/(.+)$/.exec(call.path) ?? [];
  const addon = state.addons.get(name, version);
  if (!addon || addon.broken || addon.folder === undefined) return undefined;
  if (rest === 'openapi.json' && !call.identityIfAny?.isAdmin) {
    throw new AyonError(403, 'Only admins can access the schema of an addon');
  }
  const headers = Object.entries(call.headers).flatMap(([key, value]) =>
    value === undefined ? [] : [value].flat().map((item) => [key, item]),
  );
  const request = {
    method: call.method,
    path: call.shownPath,
    query: call.query.toString(),
    headers,
    caller: caller(state, call),
  };
  try {
    const told = await addon.run('http', { request, body: call.body.toString('base64') });
    return replyOf(isObject(told) ? told : {});
  } catch (error) {
    throw error instanceof AddonException ? error.toServerError() : error;
  }
}

function replyOf(told: JsonObject): Reply {
  const headers: Record<string, string> = {};
  for (const pair of Array.isArray(told['headers']) ? told['headers'] : []) {
    const [name = '', value = ''] = Array.isArray(pair) ? pair.map(String) : [];
    if (!NOT_HANDED_ON.has(name)) headers[name] = value;
  }
  const bytes = Buffer.from(textOf(told['body']), 'base64');
  const status = Number(told['status']);
  return bytes.length === 0 ? { status, headers } : { status, headers, bytes };
}

/** Who calls, for the addon: the user, or why there is none. */
function caller(state: ServerState, call: Call): JsonObject {
  try {
    const { user, session } = call.identity;
    return { user: userView(state, user), reason: null, token: session?.token ?? null };
  } catch (error) {
    if (!(error instanceof AyonError)) throw error;
    return { user: null, reason: error.detail, token: null };
  }
}
