import { requireAdmin } from '../auth/identity.ts';
import { requireAddon } from '../addons/require-addon.ts';
import { AyonError, DatabaseRefusal } from '../errors.ts';
import { noContent, ok } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { ServerState } from '../state.ts';
import * as kinds from '../validation/kinds.ts';
import type { Model } from '../validation/model.ts';

const CONFIG_KEYS = ['volumes', 'ports', 'memLimit', 'user', 'env', 'storagePath'];
const percent = { kind: { is: 'float', ge: 0, le: 100 }, required: true } as const;
const heartbeatModel: Model = {
  hostname: { kind: kinds.anyString, required: true },
  health: { kind: { is: 'model', model: { cpu: percent, mem: percent } }, required: true },
  services: { kind: kinds.strings },
};
const spawnModel: Model = {
  addonName: { kind: kinds.anyString, required: true },
  addonVersion: { kind: kinds.anyString, required: true },
  service: { kind: kinds.anyString, required: true },
  hostname: { kind: kinds.anyString, required: true },
  config: { kind: kinds.dict, nullable: true },
};

/** Hosts that run services and what they shall run. */
export function addServiceRoutes(router: Router, state: ServerState): void {
  const { services } = state;

  router.add('GET', '/api/hosts', (call) => {
    call.requireLogin();
    return ok({ hosts: services.hosts() });
  });

  router.add('POST', '/api/hosts/heartbeat', (call) => {
    const { identity } = call;
    const { body } = call.check({ body: heartbeatModel });
    if (!identity.isService) throw new AyonError(403, 'Only services have hearts to beat');
    const health = isObject(body['health']) ? body['health'] : {};
    const running = (body['services'] as string[] | undefined) ?? [];
    const wanted = services.heartbeat(String(body['hostname']), health, running);
    return ok({ services: wanted.map((service) => services.view(service)) });
  });

  router.add('GET', '/api/services', (call) => {
    call.requireLogin();
    return ok({ services: services.list().map((service) => services.view(service)) });
  });

  router.add('PUT', '/api/services/{service_name}', (call) => {
    requireAdmin(call.identity, 'Only admins can spawn services');
    const { body } = call.check({ body: spawnModel });
    const name = call.params['service_name'] ?? '';
    const { addonName, addonVersion, service, hostname } = body as Record<string, string>;
    const addon = requireAddon(state, addonName ?? '', addonVersion ?? '');
    const image = addon.services[service ?? '']?.image;
    if (image === undefined) throw new AyonError(404, 'This addon does not have this service');
    if (services.get(name))
      throw new DatabaseRefusal('unique-violation', `Service with name '${name}' already exists.`);
    requireHost(state, hostname ?? '');
    services.set({
      name,
      hostname: hostname ?? '',
      addonName: addonName ?? '',
      addonVersion: addonVersion ?? '',
      service: service ?? '',
      shouldRun: true,
      isRunning: false,
      lastSeen: null,
      data: { ...emptyConfig(), ...(isObject(body['config']) ? body['config'] : {}), image },
    });
    return noContent();
  });

  router.add('PATCH', '/api/services/{service_name}', (call) => {
    requireAdmin(call.identity, 'Only admins can modify services');
    const body = call.json();
    const given: JsonObject = isObject(body) ? body : {};
    const service = services.get(call.params['service_name'] ?? '');
    if (!service) throw new AyonError(404, 'Service not found');
    if (typeof given['hostname'] === 'string') requireHost(state, given['hostname']);
    const older = isObject(given['config']) ? given['config'] : {};
    const config = Object.fromEntries(
      Object.entries({ ...given, ...older }).filter(([key]) => CONFIG_KEYS.includes(key)),
    );
    services.set({
      ...service,
      shouldRun: typeof given['shouldRun'] === 'boolean' ? given['shouldRun'] : service.shouldRun,
      hostname: typeof given['hostname'] === 'string' ? given['hostname'] : service.hostname,
      data: { ...service.data, ...config },
    });
    return noContent();
  });

  router.add('DELETE', '/api/services/{service_name}', (call) => {
    requireAdmin(call.identity, 'Only admins can delete services');
    services.delete(call.params['service_name'] ?? '');
    return noContent();
  });
}

function requireHost({ services }: ServerState, name: string): void {
  if (services.hasHost(name)) return;
  const detail = `hostname '${name}' is not present in table "hosts".`;
  throw new DatabaseRefusal('foreign-key-violation', detail);
}

function emptyConfig(): JsonObject {
  return Object.fromEntries(CONFIG_KEYS.map((key) => [key, key === 'env' ? {} : null]));
}
