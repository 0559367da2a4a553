import { requireAdmin } from '../auth/identity.ts';
import { AyonError } from '../errors.ts';
import { created, noContent, ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import type { ServerState } from '../state.ts';
import * as kinds from '../validation/kinds.ts';
import type { Model } from '../validation/model.ts';
import { type Bundle, emptyBundle } from './addons.ts';

const fields: Model = {
  addons: { kind: kinds.dict },
  installerVersion: { kind: kinds.anyString, nullable: true },
  dependencyPackages: { kind: kinds.dict },
  addonDevelopment: { kind: kinds.dict },
  isProduction: { kind: kinds.bool },
  isStaging: { kind: kinds.bool },
  isArchived: { kind: kinds.bool },
  isDev: { kind: kinds.bool },
};

/** Installed addons and the bundles made of them. */
export function addBundleRoutes(router: Router, state: ServerState): void {
  const { addons } = state;

  router.add('GET', '/api/addons', (call) => {
    call.requireLogin();
    return ok({ addons: [...addons.list().keys()].map((name) => addonView(state, name)) });
  });

  router.add('GET', '/api/bundles', (call) => {
    call.requireLogin();
    const bundles = [...addons.bundles.values()].filter(
      ({ isArchived }) => !isArchived || call.query.get('archived') === 'true',
    );
    return ok({
      bundles,
      productionBundle: bundles.find(({ isProduction }) => isProduction)?.name ?? null,
      stagingBundle: bundles.find(({ isStaging }) => isStaging)?.name ?? null,
      devBundles: bundles.filter(({ isDev }) => isDev).map(({ name }) => name),
    });
  });

  router.add('POST', '/api/bundles', (call) => {
    requireAdmin(call.identity);
    const { body } = call.check({ body: { name: { kind: kinds.name, required: true }, ...fields } });
    const name = String(body['name']);
    if (addons.bundles.has(name)) throw new AyonError(409, 'Bundle already exists');
    save(state, { ...emptyBundle(name, state.now()), ...body });
    tell(state, call, 'bundle.created', name);
    return created(null);
  });

  router.add('PATCH', '/api/bundles/{bundle_name}', (call) => {
    requireAdmin(call.identity);
    const { body } = call.check({ body: fields });
    const name = call.params['bundle_name'] ?? '';
    const known = addons.bundles.get(name);
    if (!known) throw new AyonError(404, 'Bundle not found');
    const versions = isObject(body['addons']) ? { ...known.addons, ...body['addons'] } : known.addons;
    const kept = Object.fromEntries(Object.entries(versions).filter(([, version]) => version !== null));
    save(state, { ...known, ...body, addons: kept as Record<string, string> });
    tell(state, call, 'bundle.updated', name);
    return noContent();
  });

  router.add('DELETE', '/api/bundles/{bundle_name}', (call) => {
    requireAdmin(call.identity);
    addons.bundles.delete(call.params['bundle_name'] ?? '');
    return noContent();
  });
}

/** Stores a bundle; only one can be the production one, and one the staging one. */
function save(state: ServerState, bundle: Bundle): void {
  for (const other of state.addons.bundles.values()) {
    if (bundle.isProduction) other.isProduction = false;
    if (bundle.isStaging) other.isStaging = false;
  }
  state.addons.bundles.set(bundle.name, bundle);
}

function tell(state: ServerState, call: Call, ...[topic, name]: [topic: string, name: string]): void {
  state.events.dispatch({
    topic,
    description: `Bundle ${name} ${topic.split('.')[1] ?? ''}`,
    summary: { name },
    user: call.identity.user.name,
    sender: call.sender,
    senderType: call.senderType,
  });
}

function addonView(state: ServerState, name: string): JsonObject {
  const installed = [...(state.addons.list().get(name) ?? new Map()).values()];
  const versions = installed.map((addon): [string, Json] => [
    addon.version,
    {
      hasSettings: addon.settings !== undefined,
      hasSiteSettings: false,
      frontendScopes: {},
      isBroken: false,
      projectCanOverrideAddonVersion: false,
    },
  ]);
  const production = state.addons.bundleOf('production')?.addons[name];
  const staging = state.addons.bundleOf('staging')?.addons[name];
  return {
    name,
    title: installed.at(-1)?.title ?? name,
    description: '',
    addonType: 'pipeline',
    ...(production ? { productionVersion: production } : {}),
    ...(staging ? { stagingVersion: staging } : {}),
    projectCanOverrideAddonVersion: false,
    versions: Object.fromEntries(versions),
  };
}
