import { AyonError } from '../errors.ts';
import { ok } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import type { JsonObject } from '../json.ts';

/** The configuration of a new server; changing it answers 501. */
const CONFIG: JsonObject = {
  studio_name: '',
  customization: { login_background: null, studio_logo: null, motd: '', frontend_flags: [] },
  authentication: { hide_password_auth: false },
  project_options: { project_code_regex: '^.{0,3}' },
  changelog: { show_changelog_to_users: true },
  cdn: { default_cdn_resolver_url: '' },
};

/** How the server itself is set up. */
export function addConfigRoutes(router: Router): void {
  const requireAdmin = (isAdmin: boolean): void => {
    if (!isAdmin) throw new AyonError(403, 'Only administrators can view the server configuration');
  };

  router.add('GET', '/api/config', ({ identity }) => {
    requireAdmin(identity.isAdmin);
    return ok(CONFIG);
  });

  router.add('GET', '/api/config/overrides', ({ identity }) => {
    requireAdmin(identity.isAdmin);
    return ok({});
  });

  router.add('GET', '/api/config/value/{key}', (call) => {
    call.requireLogin();
    const key = call.params['key'] ?? '';
    if (!Object.hasOwn(CONFIG, key)) throw new AyonError(400, `Config key '${key}' not found`);
    return ok(CONFIG[key] ?? null);
  });
}
