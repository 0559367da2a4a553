import { AddonException } from '../addons/python-host.ts';
import { requireAddon } from '../addons/require-addon.ts';
import type { Addon } from '../addons/addon.ts';
import { userView } from '../auth/views.ts';
import { requireAdmin } from '../auth/identity.ts';
import { AyonError } from '../errors.ts';
import type { EventRow } from '../events/store.ts';
import { ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import { isObject, type Json, type JsonObject, textOf } from '../json.ts';
import type { Bundle } from '../settings/bundles.ts';
import type { ServerState } from '../state.ts';
import * as kinds from '../validation/kinds.ts';
import { type Model, toCamelCase, toSnakeCase } from '../validation/model.ts';

const contextModel: Model = {
  projectName: { kind: kinds.anyString, nullable: true },
  entityType: { kind: kinds.anyString, nullable: true },
  entitySubtypes: { kind: kinds.strings, nullable: true },
  entityIds: { kind: kinds.strings, nullable: true },
  formData: { kind: kinds.dict, nullable: true },
};
const actionQuery: Model = {
  addonName: { kind: kinds.anyString, required: true },
  addonVersion: { kind: kinds.anyString, required: true },
  variant: { kind: kinds.anyString },
  identifier: { kind: kinds.anyString, required: true },
};
/** The address of the server for launchers when the caller does not say where it stands. */
const DEFAULT_SERVER = 'http://localhost:5000';

/** How long the addons of a variant are remembered. */
const MEMORY_MS = 20_000;

/**
 * The addons of variants as users met them: the server remembers them for each user for a while, so that a user who
 * listed actions before a bundle was made does not see those of the bundle yet.
 */
class BundleMemory {
  readonly #state: ServerState;
  readonly #known = new Map<string, { addons: Bundle['addons']; until: number }>();

  constructor(state: ServerState) {
    this.#state = state;
  }

  addonsOf(user: string, variant: string): Bundle['addons'] {
    const key = `${user}/${variant}`;
    const now = this.#state.clock();
    const known = this.#known.get(key);
    if (known && known.until > now) return known.addons;
    const addons = this.#state.addons.bundles.ofVariant(variant)?.addons ?? {};
    this.#known.set(key, { addons, until: now + MEMORY_MS });
    return addons;
  }
}

/** Actions of addons in the web interface, and how launchers take them over. */
export function addActionRoutes(router: Router, state: ServerState): void {
  const memory = new BundleMemory(state);

  router.add('POST', '/api/actions/list', async (call) => {
    const { body, query } = call.check({
      query: {
        mode: { kind: { is: 'one-of', values: ['simple', 'dynamic', 'all'] } },
        variant: { kind: kinds.anyString },
      },
      body: contextModel,
    });
    call.requireLogin();
    const mode = textOf(query['mode']) || 'simple';
    const variant = textOf(query['variant']) || 'production';
    return ok({
      actions: await listActions(state, call, { mode, variant, context: body as JsonObject, memory }),
    });
  });

  router.add('GET', '/api/actions/manage', (call) => {
    requireAdmin(call.identity, 'Only admins can manage actions');
    // The server knows no bundle to take actions from: its list is always empty.
    return ok([]);
  });

  router.add('POST', '/api/actions/config', async (call) => {
    const { body, query } = call.check({
      query: actionQuery,
      body: { ...contextModel, value: { kind: kinds.dict, nullable: true } },
    });
    const { user } = call.identity;
    const { value = null, ...context } = body as JsonObject;
    const given = {
      identifier: textOf(query['identifier']),
      variant: textOf(query['variant']) || 'production',
      context: snakeKeys(context),
      user: userView(state, user),
      value,
    };
    return ok(await run(addonOf(state, query), 'action_config', given));
  });

  router.add('POST', '/api/actions/execute', async (call) => {
    const { identity } = call;
    const { body, query } = call.check({ query: actionQuery, body: contextModel });
    const authorization = call.header('authorization');
    if (authorization === undefined) throw new AyonError(403, 'Authorization header is missing');
    const given = {
      identifier: textOf(query['identifier']),
      variant: textOf(query['variant']) || 'production',
      context: snakeKeys(body as JsonObject),
      user: userView(state, identity.user),
      server_url: serverOf(call),
      access_token: authorization.split(' ')[1] ?? null,
      sender: call.sender,
      sender_type: call.senderType,
    };
    return ok(await run(addonOf(state, query), 'execute', given));
  });

  router.add('GET', '/api/actions/take/{token}', (call) => {
    const event = launchOf(state, call);
    // Written past the event stream: sockets are not told.
    event.status = 'in_progress';
    event.updatedAt = state.now();
    const { summary, payload } = event;
    const context = isObject(payload['context']) ? payload['context'] : {};
    return ok({
      eventId: event.id,
      actionIdentifier: summary['action_identifier'],
      args: payload['args'],
      context: Object.fromEntries(Object.entries(context).map(([key, value]) => [toCamelCase(key), value])),
      addonName: summary['addon_name'],
      addonVersion: summary['addon_version'],
      variant: summary['variant'],
      userName: event.user,
    });
  });

  router.add('POST', '/api/actions/abort/{token}', (call) => {
    const { body } = call.check({ body: { message: { kind: kinds.anyString } } });
    const event = launchOf(state, call);
    state.events.update(event, {
      status: 'aborted',
      description: textOf(body['message']) || 'Action aborted',
    });
    return ok(null);
  });
}

async function listActions(
  state: ServerState,
  call: Call,
  {
    mode,
    variant,
    context,
    memory,
  }: { mode: string; variant: string; context: JsonObject; memory: BundleMemory },
): Promise<JsonObject[]> {
  const { user, isManager, isAdmin } = call.identity;
  const project = context['projectName'];
  if (typeof project === 'string' && !state.projects.get(project)) return [];
  const found: JsonObject[] = [];
  for (const [name, version] of Object.entries(memory.addonsOf(user.name, variant))) {
    const addon = version === null ? undefined : state.addons.get(name, version);
    if (!addon || addon.broken) continue;
    for (const kind of mode === 'all' ? ['simple', 'dynamic'] : [mode]) {
      const told = await run(addon, 'actions', { mode: kind, variant, context: snakeKeys(context) });
      for (const action of Array.isArray(told) ? told.filter(isObject) : []) {
        if (kind === 'simple' && !fits(action, context)) continue;
        const { entityType: _type, entitySubtypes: _subtypes, allowMultiselection: _many, ...shown } = action;
        found.push({ ...shown, addonName: name, addonVersion: addon.version, variant });
      }
    }
  }
  return found.filter((action) => {
    if (action['adminOnly'] === true) return isAdmin;
    return action['managerOnly'] !== true || isManager;
  });
}

/** Whether an action is offered on the selection: by type, by subtype when it names any, and for one entity unless it takes many. */
function fits(action: JsonObject, { entityType, entitySubtypes, entityIds }: JsonObject): boolean {
  if (typeof action['entityType'] === 'string' && action['entityType'] !== entityType) return false;
  const wanted = action['entitySubtypes'];
  if (Array.isArray(wanted) && wanted.length > 0) {
    const given = Array.isArray(entitySubtypes) ? entitySubtypes : [];
    if (!given.some((subtype) => wanted.includes(subtype))) return false;
  }
  return action['allowMultiselection'] === true || !Array.isArray(entityIds) || entityIds.length <= 1;
}

function addonOf(state: ServerState, query: Record<string, unknown>): Addon {
  return requireAddon(state, textOf(query['addonName']), textOf(query['addonVersion']));
}

async function run(addon: Addon, what: string, given: JsonObject): Promise<Json> {
  try {
    return await addon.run(what, given);
  } catch (error) {
    throw error instanceof AddonException ? error.toServerError() : error;
  }
}

/** The pending launch of a token; throws 404 when it was taken, aborted or never made. */
function launchOf(state: ServerState, call: Call): EventRow {
  const token = call.params['token'] ?? '';
  const launches = [...state.events.ofTopic('action.launcher')];
  const event = launches.find(({ hash, status }) => hash === token && status === 'pending');
  if (!event) throw new AyonError(404, 'Invalid token');
  return event;
}

function serverOf(call: Call): string {
  const referer = call.header('referer');
  return referer !== undefined && URL.canParse(referer) ? new URL(referer).origin : DEFAULT_SERVER;
}

function snakeKeys(context: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(context).map(([key, value]) => [toSnakeCase(key), value]));
}
