import { requireAdmin } from '../auth/identity.ts';
import { AyonError, Crash } from '../errors.ts';
import { noContent, ok } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import { type Json, type JsonObject, omit } from '../json.ts';
import type { ServerState } from '../state.ts';
import * as kinds from '../validation/kinds.ts';
import type { Addon } from './addon.ts';

/** The user of a listed install is the role of the database: `user` is a keyword of SQL, and the server forgot quotes. */
const DATABASE_ROLE = 'ayon';
const LISTED_INSTALLS = 100;

/** Upload, listing and removal of addons. */
export function addAddonRoutes(router: Router, state: ServerState): void {
  router.add('POST', '/api/addons/install', (call) => {
    requireAdmin(call.identity, 'Only admins can install addons');
    if (call.query.has('url')) throw new AyonError(501, 'The simulator does not download addons');
    if (call.body.length === 0) throw new AyonError(400, 'Empty file');
    return ok({ eventId: state.installer.take(call.body, call).id });
  });

  router.add('GET', '/api/addons/install', (call) => {
    requireAdmin(call.identity);
    return ok(listInstalls(state));
  });

  router.add('GET', '/api/addons', (call) => {
    const { identity } = call;
    const { query } = call.check({ query: { details: { kind: kinds.bool } } });
    const shown = [...state.addons.list()]
      .map(([name, versions]) =>
        addonView(state, { name, versions: [...versions.values()], details: query['details'] === true }),
      )
      .filter((addon) => identity.isAdmin || addon['system'] !== true);
    return ok({ addons: shown });
  });

  router.add('DELETE', '/api/addons/{addon_name}', (call) => {
    requireAdmin(call.identity, 'Only admins can delete addons');
    const name = call.params['addon_name'] ?? '';
    const versions = state.addons.files.list().filter((installed) => installed.name === name);
    if (versions.length === 0) throw new AyonError(404, 'Addon not found');
    for (const { version } of versions) state.addons.files.remove(name, version);
    state.requireRestart(`Addon ${name} deleted`, call.identity.user.name);
    return noContent();
  });

  router.add('DELETE', '/api/addons/{addon_name}/{addon_version}', (call) => {
    requireAdmin(call.identity, 'Only admins can delete addons');
    const { addon_name: name = '', addon_version: version = '' } = call.params;
    // A version whose code could not be loaded is unknown here too, although its files are there.
    if (!state.addons.get(name, version) || !state.addons.files.remove(name, version))
      throw new AyonError(404, 'Addon version not found');
    state.requireRestart(`Addon ${name} ${version} deleted`, call.identity.user.name);
    return noContent();
  });

  router.add('GET', '/api/frontendModules', (call) => {
    call.requireLogin();
    const bundle = state.addons.bundles.ofVariant('production');
    const modules = Object.entries(bundle?.addons ?? {}).flatMap(([addonName, version]) => {
      const addon = version === null ? undefined : state.addons.get(addonName, version);
      if (!addon || Object.keys(addon.frontendModules).length === 0) return [];
      return [{ addonName, addonVersion: addon.version, modules: addon.frontendModules }];
    });
    return ok(modules);
  });

  router.add('POST', '/api/addons', (call) => {
    call.requireLogin();
    throw new Crash('The simulator has no deprecated POST /api/addons');
  });
}

function listInstalls(state: ServerState): JsonObject {
  const installs = [...state.events.ofTopic('addon.install')].sort((left, right) => right.order - left.order);
  const started = [...state.events.ofTopic('server.started')].at(-1);
  const newest = installs.reduce((latest, { updatedAt }) => (updatedAt > latest ? updatedAt : latest), '');
  return {
    items: installs
      .slice(0, LISTED_INSTALLS)
      .map(({ id, topic, description, summary, status, createdAt, updatedAt }) => ({
        id,
        topic,
        description,
        addonName: summary['name'] ?? null,
        addonVersion: summary['version'] ?? null,
        user: DATABASE_ROLE,
        status,
        createdAt,
        updatedAt,
      })),
    restartRequired: newest !== '' && (started === undefined || started.updatedAt <= newest),
  };
}

function addonView(
  state: ServerState,
  { name, versions, details }: { name: string; versions: Addon[]; details: boolean },
): JsonObject {
  const production = state.addons.bundles.ofVariant('production')?.addons[name];
  const staging = state.addons.bundles.ofVariant('staging')?.addons[name];
  const newest = versions.at(-1);
  return {
    name,
    title: newest?.title ?? name,
    description: '',
    addonType: newest?.addonType ?? 'pipeline',
    system: newest?.system ?? false,
    ...(production ? { productionVersion: production } : {}),
    ...(staging ? { stagingVersion: staging } : {}),
    projectCanOverrideAddonVersion: versions.some(canOverride),
    versions: Object.fromEntries(
      versions.map((addon): [string, Json] => {
        const view = versionView(state, addon);
        return [addon.version, details ? view : omit(view, 'services', 'clientSourceInfo')];
      }),
    ),
  };
}

function versionView(state: ServerState, addon: Addon): JsonObject {
  const hasClient = state.addons.files.has(addon, 'private/client.zip');
  return {
    hasSettings: addon.structure('settings') !== undefined,
    hasSiteSettings: addon.structure('siteSettings') !== undefined,
    frontendScopes: addon.frontendScopes,
    isBroken: addon.broken !== undefined,
    ...(addon.broken ? { reason: addon.broken } : {}),
    projectCanOverrideAddonVersion: canOverride(addon),
    ...(hasClient ? { clientSourceInfo: [{ type: 'server', filename: 'client.zip' }] } : {}),
    services: { ...addon.services },
  };
}

function canOverride({ manifest }: Addon): boolean {
  return manifest['project_can_override_addon_version'] === true;
}
