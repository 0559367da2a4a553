import type { Addon } from '../addons/addon.ts';
import { reasonOf } from '../addons/library.ts';
import { AyonError } from '../errors.ts';
import { ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import type { JsonObject } from '../json.ts';
import type { ServerState } from '../state.ts';
import { readSettings } from './effective.ts';
import type { OverrideKey } from './override-store.ts';
import { siteOf } from './routes.ts';
import type { SettingsNode, SettingsStructure } from './structure.ts';

/** The settings of all addons of a bundle at once. */
export function addAllSettingsRoutes(router: Router, state: ServerState): void {
  router.add('GET', '/api/settings', async (call) => ok(await allSettings(state, call)));

  router.add('GET', '/api/settings/addons', async (call) => {
    call.requireLogin();
    const variant = call.query.get('variant') ?? 'production';
    const settings: JsonObject = {};
    const versions: JsonObject = {};
    for (const addon of addonsOf(state, state.addons.bundles.ofVariant(variant)?.addons ?? {})) {
      versions[addon.name] = addon.version;
      const key = { addon: addon.name, version: addon.version, variant };
      if (addon.structure('settings'))
        settings[addon.name] = await readSettings(state.addons.overrides, addon, key);
    }
    return ok({ settings, versions });
  });
}

async function allSettings(state: ServerState, call: Call): Promise<JsonObject> {
  call.requireLogin();
  const variant = call.query.get('variant') ?? 'production';
  const project = call.query.get('project_name') ?? undefined;
  const named = call.query.get('bundle_name');
  const { bundles } = state.addons;
  const bundle = named === null ? bundles.ofVariant(variant) : bundles.get(named);
  if (!bundle) throw new AyonError(404, 'Bundle not found', { status_code: 404 });
  const site = project === undefined ? undefined : siteOf(call);
  const user = site === undefined ? undefined : call.identity.user.name;
  const withoutValues = call.query.get('summary') === 'true';
  const addons: JsonObject[] = [];
  for (const addon of addonsOf(state, bundle.addons)) {
    const key = { addon: addon.name, version: addon.version, variant, project, site, user };
    addons.push(await addonEntry(state, { addon, key, withoutValues }));
  }
  return {
    bundleName: bundle.name,
    addons,
    inheritedAddons: [],
    ...(project === undefined ? {} : { projectName: project }),
  };
}

function addonsOf(state: ServerState, versions: Record<string, string | null>): Addon[] {
  return Object.entries(versions).flatMap(([name, version]) => {
    const addon = version === null ? undefined : state.addons.get(name, version);
    return addon ? [addon] : [];
  });
}

async function addonEntry(
  state: ServerState,
  { addon, key, withoutValues }: { addon: Addon; key: OverrideKey; withoutValues: boolean },
): Promise<JsonObject> {
  const store = state.addons.overrides;
  const structure = addon.structure('settings');
  const { project, site, user, ...studio } = key;
  const entry: JsonObject = {
    name: addon.name,
    version: addon.version,
    title: addon.title,
    hasSettings: structure !== undefined,
    hasProjectSettings: structure !== undefined && hasScope(structure, 'project'),
    hasSiteSettings: addon.structure('siteSettings') !== undefined,
    hasProjectSiteSettings: structure !== undefined && hasScope(structure, 'site'),
    settings: {},
    siteSettings: {},
    isBroken: addon.broken !== undefined,
    ...(addon.broken ? { reason: addon.broken } : {}),
    isProjectBundle: false,
  };
  if (store.find(studio)) entry['hasStudioOverrides'] = true;
  if (project !== undefined && store.find({ ...studio, project })) entry['hasProjectOverrides'] = true;
  if (site !== undefined && store.find({ ...studio, project, site, user }))
    entry['hasProjectSiteOverrides'] = true;
  if (withoutValues || addon.broken) return entry;
  try {
    entry['settings'] = await readSettings(store, addon, key);
  } catch (error) {
    entry['isBroken'] = true;
    entry['reason'] = reasonOf(error);
  }
  return entry;
}

function hasScope(structure: SettingsStructure, scope: string): boolean {
  const holds = (node: SettingsNode): boolean => node.is === 'object' && hasScope(node, scope);
  return Object.values(structure.fields).some((field) => field.scope.includes(scope) || holds(field.node));
}
