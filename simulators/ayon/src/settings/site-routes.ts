import { AddonException } from '../addons/python-host.ts';
import { requireAddon } from '../addons/require-addon.ts';
import { AyonError } from '../errors.ts';
import { noContent, ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Router } from '../http/router.ts';
import { isObject } from '../json.ts';
import type { ServerState } from '../state.ts';
import type { OverrideKey } from './override-store.ts';
import { diffOverrides, applyOverrides } from './overrides.ts';
import { siteOf } from './routes.ts';

/** Settings of addons that every user has for each workstation. */
export function addSiteSettingsRoutes(router: Router, state: ServerState): void {
  const base = '/api/addons/{addon_name}/{addon_version}/siteSettings';
  const find = (call: Call) => {
    call.requireLogin();
    return requireAddon(state, call.params['addon_name'] ?? '', call.params['addon_version'] ?? '');
  };

  router.add('GET', `${base}/schema`, async (call) => {
    const addon = find(call);
    if (!addon.structure('siteSettings')) return ok({});
    const context = {
      settings_variant: 'production',
      user_name: call.identity.user.name,
      site_id: siteOf(call),
    };
    return ok(await addon.schema('siteSettings', context));
  });

  router.add('GET', base, async (call) => {
    const addon = find(call);
    const structure = addon.structure('siteSettings');
    if (!structure) return ok({});
    const stored = state.addons.overrides.get(siteKey(call));
    const settings = applyOverrides(structure, await addon.defaults('siteSettings'), stored);
    return ok(await addon.validate('siteSettings', settings));
  });

  router.add('PUT', base, async (call) => {
    const addon = find(call);
    const structure = addon.structure('siteSettings');
    if (!structure) throw new AyonError(400, `Addon ${addon.name} has no site settings`);
    if (siteOf(call) === undefined) throw new AyonError(400, 'Site ID is required');
    const body = call.json();
    try {
      const wanted = await addon.validate('siteSettings', isObject(body) ? body : {});
      const before = await addon.defaults('siteSettings');
      const stored = state.addons.overrides.get(siteKey(call));
      state.addons.overrides.set(
        siteKey(call),
        diffOverrides(structure, { before, wanted, stored, pinned: [] }),
      );
    } catch (error) {
      if (!(error instanceof AddonException) || error.errors === undefined) throw error;
      throw new AyonError(400, 'Invalid settings', { errors: error.errors });
    }
    return noContent();
  });
}

/** Where the site settings of the caller are stored: they have no variant. */
function siteKey(call: Call): OverrideKey {
  const { addon_name: addon = '', addon_version: version = '' } = call.params;
  return { addon, version, variant: '', site: siteOf(call), user: call.identity.user.name };
}
