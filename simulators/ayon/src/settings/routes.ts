import { requireAdmin, requireManager, requireProjectAccess } from '../auth/identity.ts';
import { AyonError } from '../errors.ts';
import { noContent, ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Reply, Router } from '../http/router.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { ServerState } from '../state.ts';
import type { AddonOptions, OverrideKey } from './addons.ts';
import { describeOverrides, diffSettings, valueAt, withoutPath, withValueAt } from './overrides.ts';

interface SettingsCall {
  addon: AddonOptions;
  key: OverrideKey;
}

/** Settings of addons for the studio and for projects: defaults with overrides by variant. */
export function addSettingsRoutes(router: Router, state: ServerState): void {
  const base = '/api/addons/{addon_name}/{addon_version}';
  for (const suffix of ['', '/{project_name}']) {
    const handle = (run: (call: Call, found: SettingsCall) => Reply) => (call: Call) =>
      run(call, read(state, call));
    router.add(
      'GET',
      `${base}/schema${suffix}`,
      handle((_, { addon }) => ok(addon.schema ?? {})),
    );
    router.add(
      'GET',
      `${base}/settings${suffix}`,
      handle((_, { addon, key }) => ok(state.addons.settings(addon, key))),
    );
    router.add(
      'POST',
      `${base}/settings${suffix}`,
      handle((call, found) => postSettings(state, call, found)),
    );
    router.add(
      'GET',
      `${base}/overrides${suffix}`,
      handle((call, { addon, key }) => {
        requireManager(call.identity);
        const level = key.project === undefined ? 'studio' : 'project';
        return ok(
          describeOverrides(state.addons.settings(addon, key), {
            stored: state.addons.overrides(key),
            level,
          }),
        );
      }),
    );
    router.add(
      'DELETE',
      `${base}/overrides${suffix}`,
      handle((call, { addon, key }) => {
        requireManager(call.identity);
        store(state, call, { addon, key, overrides: {} });
        return noContent();
      }),
    );
    router.add(
      'POST',
      `${base}/overrides${suffix}`,
      handle((call, found) => changeOverride(state, call, found)),
    );
    router.add(
      'GET',
      `${base}/rawOverrides${suffix}`,
      handle((call, { key }) => {
        requireAdmin(call.identity);
        return ok(state.addons.overrides(key));
      }),
    );
    router.add(
      'PUT',
      `${base}/rawOverrides${suffix}`,
      handle((call, { addon, key }) => {
        requireAdmin(call.identity);
        store(state, call, { addon, key, overrides: objectBody(call) });
        return noContent();
      }),
    );
  }
  for (const path of ['siteSettings', 'siteSettings/schema']) {
    router.add('GET', `${base}/${path}`, (call) => {
      read(state, call);
      return ok({});
    });
  }
  router.add('GET', '/api/settings', (call) => ok(allSettings(state, call)));
}

function read(state: ServerState, call: Call): SettingsCall {
  const { identity } = call;
  const { addon_name: name = '', addon_version: version = '', project_name: project } = call.params;
  const versions = state.addons.list().get(name);
  if (!versions) throw new AyonError(404, `Addon ${name} does not exist`);
  const addon = versions.get(version);
  if (!addon) throw new AyonError(404, `Addon ${name} version ${version} does not exist`);
  const found = project === undefined ? undefined : state.projects.require(call).name;
  if (found !== undefined) requireProjectAccess(identity, found);
  const variant = call.query.get('variant') ?? 'production';
  return { addon, key: { addon: name, version, variant, project: found } };
}

function postSettings(state: ServerState, call: Call, { addon, key }: SettingsCall): Reply {
  requireManager(call.identity);
  const stored = state.addons.overrides(key);
  const before =
    key.project === undefined
      ? (addon.settings ?? {})
      : state.addons.settings(addon, { ...key, project: undefined });
  store(state, call, { addon, key, overrides: diffSettings(before, objectBody(call), stored) });
  return noContent();
}

function changeOverride(state: ServerState, call: Call, { addon, key }: SettingsCall): Reply {
  requireManager(call.identity);
  const { action, path } = objectBody(call);
  const keys = Array.isArray(path) ? path.map(String) : [];
  const stored = state.addons.overrides(key);
  const value = valueAt(state.addons.settings(addon, key), keys);
  const overrides =
    action === 'pin' && value !== undefined ? withValueAt(stored, keys, value) : withoutPath(stored, keys);
  store(state, call, { addon, key, overrides });
  return noContent();
}

function store(
  state: ServerState,
  call: Call,
  { addon, key, overrides }: SettingsCall & { overrides: JsonObject },
): void {
  const originalValue = state.addons.overrides(key);
  state.addons.setOverrides(key, overrides);
  state.events.dispatch({
    topic: 'settings.changed',
    description: `${addon.name} ${addon.version} ${key.variant} settings changed`,
    summary: { addon_name: addon.name, addon_version: addon.version, variant: key.variant },
    payload: { originalValue, newValue: overrides },
    project: key.project ?? null,
    user: call.identity.user.name,
    sender: call.sender,
    senderType: call.senderType,
  });
}

function allSettings(state: ServerState, call: Call): JsonObject {
  call.requireLogin();
  const variant = call.query.get('variant') ?? 'production';
  const project = call.query.get('project_name') ?? undefined;
  const named = call.query.get('bundle_name');
  const bundle = named === null ? state.addons.bundleOf(variant) : state.addons.bundles.get(named);
  if (!bundle) throw new AyonError(404, 'Bundle not found');
  const addons: JsonObject[] = [];
  for (const [name, version] of Object.entries(bundle.addons)) {
    const addon = version === null ? undefined : state.addons.get(name, version);
    if (!addon) continue;
    const key: OverrideKey = { addon: name, version: addon.version, variant, project };
    const hasSettings = addon.settings !== undefined;
    addons.push({
      name,
      version: addon.version,
      title: addon.title ?? name,
      hasSettings,
      hasProjectSettings: hasSettings,
      hasSiteSettings: false,
      hasProjectSiteSettings: false,
      hasStudioOverrides: Object.keys(state.addons.overrides({ ...key, project: undefined })).length > 0,
      ...(project === undefined
        ? {}
        : { hasProjectOverrides: Object.keys(state.addons.overrides(key)).length > 0 }),
      settings: state.addons.settings(addon, key),
      siteSettings: null,
      isBroken: false,
      isProjectBundle: false,
    });
  }
  return {
    bundleName: bundle.name,
    addons,
    inheritedAddons: [],
    ...(project === undefined ? {} : { projectName: project }),
  };
}

function objectBody(call: Call): JsonObject {
  const body = call.json();
  return isObject(body) ? body : {};
}
