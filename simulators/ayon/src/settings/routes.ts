import type { Addon } from '../addons/addon.ts';
import { AddonException } from '../addons/python-host.ts';
import { requireAddon } from '../addons/require-addon.ts';
import { requireAdmin, requireManager, requireProjectAccess } from '../auth/identity.ts';
import { AyonError } from '../errors.ts';
import { noContent, ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Reply, Router } from '../http/router.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { ServerState } from '../state.ts';
import { describeOverrides } from './describe-overrides.ts';
import { readLevels, readOwnOverrides, readSettings, readSettingsAs } from './effective.ts';
import type { OverrideKey } from './override-store.ts';
import { diffOverrides, type SettingsPath, valueAt, withoutPath, withValueAt } from './overrides.ts';
import { tellSettingsChange } from './tell-change.ts';

interface SettingsCall {
  addon: Addon;
  key: OverrideKey;
}

type Run = (state: ServerState, call: Call, found: SettingsCall) => Promise<Reply>;

/** Who may call a route; looked at before the addon is. */
type Right = (call: Call) => void;

const anybody: Right = (call) => call.requireLogin();
const managers: Right = ({ identity }) => requireManager(identity);
const admins: Right = ({ identity }) => requireAdmin(identity, 'Only admins can access raw overrides');

const ROUTES: readonly (readonly [method: string, path: string, right: Right, run: Run])[] = [
  ['GET', 'schema', anybody, getSchema],
  ['GET', 'settings', anybody, getSettings],
  ['POST', 'settings', managers, postSettings],
  ['GET', 'overrides', managers, getOverrides],
  ['POST', 'overrides', managers, changeOverride],
  ['DELETE', 'overrides', managers, deleteOverrides],
  ['GET', 'rawOverrides', admins, getRawOverrides],
  ['PUT', 'rawOverrides', admins, putRawOverrides],
];

/** Settings of addons for the studio and for projects: defaults with overrides by variant. */
export function addSettingsRoutes(router: Router, state: ServerState): void {
  for (const [method, path, right, run] of ROUTES) {
    for (const suffix of ['', '/{project_name}']) {
      router.add(method, `/api/addons/{addon_name}/{addon_version}/${path}${suffix}`, async (call) => {
        right(call);
        try {
          return await run(state, call, readCall(state, call));
        } catch (error) {
          throw error instanceof AddonException ? error.toServerError() : error;
        }
      });
    }
  }
}

function readCall(state: ServerState, call: Call): SettingsCall {
  const { identity } = call;
  const { addon_name: name = '', addon_version: version = '', project_name: project } = call.params;
  const addon = requireAddon(state, name, version);
  if (identity.isGuest) throw new AyonError(403, 'Forbidden');
  const found = project === undefined ? undefined : state.projects.require(call).name;
  if (found !== undefined) requireProjectAccess(identity, found);
  const variant = call.query.get('variant') ?? 'production';
  const site = found === undefined ? undefined : siteOf(call);
  const user = site === undefined ? undefined : identity.user.name;
  return { addon, key: { addon: name, version, variant, project: found, site, user } };
}

/** The site a call is about. */
export function siteOf(call: Call): string | undefined {
  return call.query.get('site_id') ?? call.header('x-ayon-site-id');
}

async function getSchema(_: ServerState, call: Call, { addon, key }: SettingsCall): Promise<Reply> {
  const context = {
    settings_variant: key.variant,
    user_name: call.identity.user.name,
    project_name: key.project,
    site_id: key.site,
  };
  return ok(addon.structure('settings') ? await addon.schema('settings', context) : {});
}

async function getSettings(
  { addons }: ServerState,
  call: Call,
  { addon, key }: SettingsCall,
): Promise<Reply> {
  const as = call.query.get('as');
  if (as === null || as === addon.version) return ok(await readSettings(addons.overrides, addon, key));
  const target = addons.get(addon.name, as);
  if (!target) throw new AyonError(404, `Addon ${addon.name} version ${as} does not exist`);
  return ok(await readSettingsAs(addons.overrides, { addon, target, key }));
}

async function postSettings(state: ServerState, call: Call, { addon, key }: SettingsCall): Promise<Reply> {
  const { __pinned_fields__: pins, __unpinned_fields__: unpins, ...given } = objectBody(call);
  const structure = addon.structure('settings');
  if (!structure) return noContent();
  const wanted = await validate(addon, given);
  const store = state.addons.overrides;
  let overrides = diffOverrides(structure, {
    before: await readSettings(store, addon, key),
    wanted,
    stored: await readOwnOverrides(store, addon, key),
    pinned: readPaths(pins),
  });
  for (const path of readPaths(unpins)) overrides = withoutPath(overrides, path);
  await write(state, call, { addon, key, overrides });
  return noContent();
}

async function validate(addon: Addon, given: JsonObject): Promise<JsonObject> {
  try {
    return await addon.validate('settings', given);
  } catch (error) {
    if (!(error instanceof AddonException) || error.errors === undefined) throw error;
    throw new AyonError(400, 'Invalid settings', { errors: error.errors });
  }
}

async function getOverrides(
  { addons }: ServerState,
  call: Call,
  { addon, key }: SettingsCall,
): Promise<Reply> {
  const structure = addon.structure('settings');
  if (!structure) return ok({});
  const settings = await readSettings(addons.overrides, addon, key);
  return ok(describeOverrides(structure, settings, await readLevels(addons.overrides, addon, key)));
}

async function changeOverride(state: ServerState, call: Call, { addon, key }: SettingsCall): Promise<Reply> {
  const { action, path } = objectBody(call);
  const keys = Array.isArray(path) ? path.map(String) : [];
  const stored = await readOwnOverrides(state.addons.overrides, addon, key);
  const value = valueAt(await readSettings(state.addons.overrides, addon, key), keys);
  const overrides =
    action === 'pin' && value !== undefined ? withValueAt(stored, keys, value) : withoutPath(stored, keys);
  await write(state, call, { addon, key, overrides });
  return noContent();
}

async function deleteOverrides(state: ServerState, call: Call, { addon, key }: SettingsCall): Promise<Reply> {
  await readSettings(state.addons.overrides, addon, key);
  await write(state, call, { addon, key, overrides: {} });
  return noContent();
}

async function getRawOverrides({ addons }: ServerState, call: Call, { key }: SettingsCall): Promise<Reply> {
  return ok(addons.overrides.get(key));
}

async function putRawOverrides(state: ServerState, call: Call, { addon, key }: SettingsCall): Promise<Reply> {
  const before = state.addons.overrides.get(key);
  state.addons.overrides.set(key, objectBody(call));
  tellSettingsChange(state, { addon, key, before, what: 'overrides changed using low-level API', by: call });
  return noContent();
}

/** Stores overrides, tells it by an event, and has the addon's own code know. */
async function write(
  state: ServerState,
  call: Call,
  { addon, key, overrides }: SettingsCall & { overrides: JsonObject },
): Promise<void> {
  const store = state.addons.overrides;
  const before = store.get(key);
  const old = await readSettings(store, addon, key);
  store.set(key, overrides);
  const level = key.site !== undefined ? 'project site' : key.project === undefined ? 'studio' : 'project';
  tellSettingsChange(state, { addon, key, before, what: `${level} overrides changed`, by: call });
  await addon.run('settings_changed', {
    old_settings: old,
    new_settings: await readSettings(store, addon, key),
    variant: key.variant,
    project_name: key.project ?? null,
    site_id: key.site ?? null,
    user_name: call.identity.user.name,
  });
}

function objectBody(call: Call): JsonObject {
  const body = call.json();
  return isObject(body) ? body : {};
}

function readPaths(given: unknown): SettingsPath[] {
  return Array.isArray(given) ? given.filter(Array.isArray).map((path) => path.map(String)) : [];
}
