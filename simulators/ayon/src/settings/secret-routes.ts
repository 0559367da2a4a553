import { requireAdmin, requireManager } from '../auth/identity.ts';
import { AyonError } from '../errors.ts';
import { noContent, ok } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import { isObject } from '../json.ts';
import type { ServerState } from '../state.ts';
import { name as nameKind } from '../validation/kinds.ts';

const byName = { path: { secret_name: { kind: nameKind } } };

/** Secrets: names for managers, values for admins. A name that starts with `_` is left out of the list. */
export function addSecretRoutes(router: Router, state: ServerState): void {
  const { secrets } = state;

  router.add('GET', '/api/secrets', (call) => {
    const { identity } = call;
    requireManager(identity);
    const names = [...secrets.keys()].filter((name) => !name.startsWith('_'));
    return ok(names.map((name) => (identity.isAdmin ? { name, value: secrets.get(name) } : { name })));
  });

  router.add('GET', '/api/secrets/{secret_name}', (call) => {
    const { identity } = call;
    const { path } = call.check(byName);
    requireAdmin(identity);
    const name = path['secretName'] ?? '';
    const value = secrets.get(name);
    if (value === undefined) throw new AyonError(404, 'Not found');
    return ok({ name, value });
  });

  router.add('PUT', '/api/secrets/{secret_name}', (call) => {
    const { identity } = call;
    const { path } = call.check(byName);
    requireAdmin(identity);
    const body = call.json();
    const value = isObject(body) ? body['value'] : undefined;
    if (typeof value !== 'string') throw new AyonError(400, 'No value provided');
    secrets.set(path['secretName'] ?? '', value);
    return noContent();
  });

  router.add('DELETE', '/api/secrets/{secret_name}', (call) => {
    const { identity } = call;
    const { path } = call.check(byName);
    requireAdmin(identity);
    secrets.delete(path['secretName'] ?? '');
    return noContent();
  });
}
