import { requireManager } from '../auth/identity.ts';
import { readableProject } from '../entities/routes.ts';
import { AyonError } from '../errors.ts';
import { ok } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import type { JsonObject } from '../json.ts';
import type { ServerState } from '../state.ts';

/**
 * Listings of what nobody can put into the simulator (making them answers 501): launcher installers and dependency
 * packages, user pools, teams, guests, bundles of projects. They are truly empty.
 */
export function addEmptyRoutes(router: Router, state: ServerState): void {
  for (const [folder, key] of [
    ['installers', 'installers'],
    ['dependencyPackages', 'packages'],
  ] as const) {
    router.add('GET', `/api/desktop/${folder}`, (call) => {
      call.requireLogin();
      return ok({ [key]: [] });
    });
    router.add('GET', `/api/desktop/${folder}/{filename}`, (call) => {
      call.requireLogin();
      throw new AyonError(404, 'File not found');
    });
  }

  router.add('GET', '/api/auth/pools', ({ identity }) => {
    if (!identity.isManager) throw new AyonError(403, 'Only managers can access this endpoint');
    return ok([]);
  });

  router.add('GET', '/api/projects/{project_name}/teams', (call) => {
    readableProject(state, call);
    return ok([]);
  });

  router.add('GET', '/api/projects/{project_name}/guests', (call) => {
    const { name } = readableProject(state, call);
    if (!call.identity.isManager) throw new AyonError(403, `You are not allowed to access ${name} access`);
    return ok({ users: [] });
  });

  router.add('GET', '/api/projects/{project_name}/bundle', (call) => {
    readableProject(state, call);
    requireManager(call.identity, 'Only managers can get project bundle information');
    return ok(NO_PROJECT_BUNDLE);
  });

  router.add('GET', '/api/projects/{project_name}/dashboard/entities', (call) => {
    const { tables } = readableProject(state, call);
    const counts = Object.entries(tables).map(([type, table]): [string, number] => [`${type}s`, table.size]);
    return ok(Object.fromEntries(counts));
  });
}

/** What a project shows that has no bundle of its own. */
const NO_PROJECT_BUNDLE: JsonObject = {
  addons: {},
  installerVersion: null,
  dependencyPackages: {},
  addonMetadata: [],
  installerOptions: [],
  dependencyPackageOptions: { windows: [], linux: [], darwin: [] },
};
