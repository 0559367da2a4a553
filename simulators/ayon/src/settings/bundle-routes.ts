import { requireAdmin } from '../auth/identity.ts';
import { AyonError, DatabaseRefusal } from '../errors.ts';
import { noContent, ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import { isObject, type JsonObject, omit, textOf } from '../json.ts';
import type { ServerState } from '../state.ts';
import * as kinds from '../validation/kinds.ts';
import type { Model } from '../validation/model.ts';
import { type Bundle, emptyBundle } from './bundles.ts';
import { checkBundle } from './bundle-check.ts';
import { migrateSettings, promoteSettings, type Side } from './migrate.ts';

const fields: Model = {
  addons: { kind: kinds.dict },
  installerVersion: { kind: kinds.anyString, nullable: true },
  dependencyPackages: { kind: kinds.dict },
  addonDevelopment: { kind: kinds.dict },
  isProduction: { kind: kinds.bool },
  isStaging: { kind: kinds.bool },
  isArchived: { kind: kinds.bool },
  isDev: { kind: kinds.bool },
  activeUser: { kind: kinds.anyString, nullable: true },
};
const named: Model = { name: { kind: kinds.name, required: true }, ...fields };
const force: Model = { force: { kind: kinds.bool } };

/** Bundles: sets of addon versions that are used together. */
export function addBundleRoutes(router: Router, state: ServerState): void {
  const { bundles } = state.addons;

  router.add('GET', '/api/bundles', (call) => {
    call.requireLogin();
    const shown = bundles
      .list()
      .filter(({ isArchived }) => !isArchived || call.query.get('archived') === 'true');
    return ok({
      bundles: shown,
      productionBundle: shown.find(({ isProduction }) => isProduction)?.name ?? null,
      stagingBundle: shown.find(({ isStaging }) => isStaging)?.name ?? null,
      devBundles: shown.filter(({ isDev }) => isDev).map(({ name }) => name),
    });
  });

  router.add('POST', '/api/bundles/check', (call) => {
    call.requireLogin();
    const { body } = call.check({ body: named });
    const issues = checkBundle(state, { ...body, addons: isObject(body['addons']) ? body['addons'] : {} });
    return ok({ success: issues.every(({ severity }) => severity !== 'error'), issues });
  });

  router.add('POST', '/api/bundles', (call) => {
    const { body, query } = call.check({ body: named, query: force });
    requireAdmin(call.identity, 'Only admins can create bundles');
    const name = String(body['name']);
    const bundle: Bundle = { ...emptyBundle(name, state.now()), ...body, isArchived: false };
    for (const [addon, versions] of state.addons.list()) {
      const newest = [...versions.values()].at(-1);
      if (newest?.system)
        bundle.addons = { ...bundle.addons, [addon]: bundle.addons[addon] ?? newest.version };
    }
    if (query['force'] !== true) requireValid(state, bundle);
    if (bundles.get(name))
      throw new DatabaseRefusal('unique-violation', `Bundle with name '${name}' already exists.`);
    bundles.save(bundle);
    tellCreated(state, call, bundle);
    return { status: 201 };
  });

  router.add('PATCH', '/api/bundles/{bundle_name}', async (call) => {
    const { body, query } = call.check({ body: fields, query: force });
    requireAdmin(call.identity, 'Only admins can patch bundles');
    const known = bundles.get(call.params['bundle_name'] ?? '');
    if (!known) throw new AyonError(404, 'Bundle not found');
    const given = isObject(body['addons']) ? body['addons'] : {};
    const addons = Object.fromEntries(
      Object.entries({ ...known.addons, ...given }).flatMap(([name, version]) =>
        version === null ? [] : [[name, textOf(version)]],
      ),
    );
    const bundle: Bundle = { ...known, ...body, addons };
    if (query['force'] !== true && body['addons'] !== undefined) requireValid(state, bundle);
    bundles.save(bundle);
    tellUpdated(state, call, { before: known, bundle });
    await migrateServerAddons(state, call, { before: known, bundle });
    return noContent();
  });

  router.add('POST', '/api/bundles/{bundle_name}', (call) => {
    call.check({ body: { action: { kind: { is: 'one-of', values: ['promote'] }, required: true } } });
    requireAdmin(call.identity, 'Only admins can promote bundles');
    const bundle = bundles.get(call.params['bundle_name'] ?? '');
    if (!bundle) throw new AyonError(404, 'Bundle not found');
    if (!bundle.isStaging) throw new AyonError(400, 'Only staging bundles can be promoted');
    const payload = promoteSettings(state, bundle);
    bundles.save({ ...bundle, isProduction: true });
    tell(state, call, {
      topic: 'bundle.status_changed',
      description: `Bundle ${bundle.name} promoted to production`,
      summary: { name: bundle.name, status: 'production' },
      payload,
    });
    return noContent();
  });

  router.add('DELETE', '/api/bundles/{bundle_name}', (call) => {
    requireAdmin(call.identity, 'Only admins can delete bundles');
    bundles.delete(call.params['bundle_name'] ?? '');
    return noContent();
  });

  const text = { kind: kinds.anyString, required: true };
  router.add('POST', '/api/migrateSettingsByBundle', async (call) => {
    const { body } = call.check({
      body: {
        sourceBundle: text,
        targetBundle: text,
        sourceVariant: text,
        targetVariant: text,
        withProjects: { kind: kinds.bool },
      },
    });
    requireAdmin(call.identity, 'Only admins can migrate settings');
    await migrateSettings(state, call, {
      source: sideOf(state, { name: body['sourceBundle'], variant: body['sourceVariant'] }),
      target: sideOf(state, { name: body['targetBundle'], variant: body['targetVariant'] }),
      withProjects: body['withProjects'] !== false,
    });
    return ok(null);
  });
}

function sideOf(state: ServerState, { name, variant }: { name: unknown; variant: unknown }): Side {
  const bundle = state.addons.bundles.get(textOf(name));
  if (!bundle) throw new AyonError(404, `Bundle ${textOf(name)} not found`);
  return { bundle, variant: textOf(variant) };
}

function requireValid(state: ServerState, bundle: Bundle): void {
  const [error] = checkBundle(state, bundle).filter(({ severity }) => severity === 'error');
  if (error) throw new AyonError(400, `Failed to validate bundle: ${error.addon}: ${error.message}`);
}

/** A new version of an addon that serves the server itself, in the production bundle, takes over its settings. */
async function migrateServerAddons(
  state: ServerState,
  call: Call,
  { before, bundle }: { before: Bundle; bundle: Bundle },
): Promise<void> {
  if (!bundle.isProduction) return;
  const changed = Object.entries(bundle.addons).filter(([name, version]) => {
    const addon = version === null ? undefined : state.addons.get(name, version);
    return addon?.addonType === 'server' && before.addons[name] !== version;
  });
  if (changed.length === 0) return;
  const variant = 'production';
  const target = { bundle: { ...bundle, addons: Object.fromEntries(changed) }, variant };
  await migrateSettings(state, call, { source: { bundle: before, variant }, target, withProjects: true });
}

function tellCreated(state: ServerState, call: Call, bundle: Bundle): void {
  const { name, isDev, isProduction, isStaging } = bundle;
  const kind = isProduction ? 'production ' : isStaging ? 'staging ' : isDev ? 'development ' : '';
  tell(state, call, {
    topic: 'bundle.created',
    description: `New ${kind}bundle '${name}' created`,
    summary: { name, isDev, isProduction, isStaging },
    payload: { ...contents(bundle), ...(isDev ? { addon_development: bundle.addonDevelopment } : {}) },
  });
}

function tellUpdated(
  state: ServerState,
  call: Call,
  { before, bundle }: { before: Bundle; bundle: Bundle },
): void {
  const shown = (of: Bundle): JsonObject => omit(of, 'createdAt', 'name');
  const [old, now] = [shown(before), shown(bundle)];
  const changedFields = Object.keys(now).filter(
    (key) => JSON.stringify(old[key]) !== JSON.stringify(now[key]),
  );
  const { name, isArchived, isDev, isProduction, isProject, isStaging } = bundle;
  tell(state, call, {
    topic: 'bundle.updated',
    description: `Bundle '${name}' has been ${whatChanged(changedFields, bundle)}.`,
    summary: { name, changedFields, isArchived, isDev, isProduction, isProject, isStaging },
    payload: { ...contents(bundle), is_project: isProject },
  });
}

function whatChanged(changed: readonly string[], bundle: Bundle): string {
  if (changed.includes('isProduction') && bundle.isProduction) return 'set as production';
  if (changed.includes('isStaging') && bundle.isStaging) return 'set as staging';
  return changed.includes('addons') ? 'updated with new addons' : 'updated';
}

function contents({ addons, dependencyPackages, installerVersion }: Bundle): JsonObject {
  return { addons, dependency_packages: dependencyPackages, installer_version: installerVersion };
}

function tell(
  state: ServerState,
  call: Call,
  event: { topic: string; description: string; summary: JsonObject; payload: JsonObject },
): void {
  const { sender, senderType } = call;
  state.events.dispatch({ ...event, user: call.identity.user.name, sender, senderType });
}
