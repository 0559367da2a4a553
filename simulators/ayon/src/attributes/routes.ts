import { requireAdmin, requireManager } from '../auth/identity.ts';
import { AyonError } from '../errors.ts';
import { noContent, ok } from '../http/answer.ts';
import type { Router } from '../http/router.ts';
import { isObject, type JsonObject, textOf } from '../json.ts';
import type { ServerState } from '../state.ts';
import { any, anyString, ATTRIBUTE_NAME_PATTERN, bool, dict, integer } from '../validation/kinds.ts';
import type { Field, Model } from '../validation/model.ts';
import {
  ATTRIBUTE_TYPES,
  type AttributeDefinition,
  completeData,
  defineAttribute,
  SCOPES,
  type Scope,
} from './definition.ts';

const attributeName: Field = { kind: { is: 'string', regex: ATTRIBUTE_NAME_PATTERN }, required: true };
const scope: Field = {
  kind: {
    is: 'list',
    of: {
      is: 'union',
      of: [
        { is: 'one-of', values: ['folder', 'product', 'version', 'representation', 'task', 'workfile'] },
        { is: 'one-of', values: ['project', 'user'] },
        { is: 'one-of', values: ['list'] },
      ],
    },
  },
};
const dataFields: Model = {
  type: { kind: { is: 'one-of', values: ATTRIBUTE_TYPES } },
  title: { kind: anyString, nullable: true },
  description: { kind: anyString, nullable: true },
  example: { kind: any, nullable: true },
  default: { kind: any, nullable: true },
  gt: { kind: { is: 'float' }, nullable: true },
  ge: { kind: { is: 'float' }, nullable: true },
  lt: { kind: { is: 'float' }, nullable: true },
  le: { kind: { is: 'float' }, nullable: true },
  minLength: { kind: integer, nullable: true },
  maxLength: { kind: integer, nullable: true },
  minItems: { kind: integer, nullable: true },
  maxItems: { kind: integer, nullable: true },
  regex: { kind: anyString, nullable: true },
  enum: { kind: { is: 'list', of: dict }, nullable: true },
  enumResolver: { kind: anyString, nullable: true },
  enumResolverSettings: { kind: dict, nullable: true },
  inherit: { kind: bool, nullable: true },
  widget: { kind: anyString, nullable: true },
  widgetSettings: { kind: dict, nullable: true },
};
const dataModel: Model = {
  ...dataFields,
  type: { kind: { is: 'one-of', values: ATTRIBUTE_TYPES }, required: true },
};
const putModel: Model = {
  position: { kind: integer, required: true },
  scope,
  data: { kind: { is: 'model', model: dataModel }, required: true },
  builtin: { kind: bool },
};
const patchModel: Model = {
  position: { kind: integer, nullable: true },
  scope: { ...scope, nullable: true },
  builtin: { kind: bool, nullable: true },
  data: { kind: { is: 'model', model: dataFields }, nullable: true },
};
const listModel: Model = {
  attributes: {
    kind: { is: 'list', of: { is: 'model', model: { name: attributeName, ...putModel } } },
    required: true,
  },
  deleteMissing: { kind: bool },
};
/** Changes of these need an admin and a restart; titles, descriptions and enums do not. */
const CONFIGURATION = [
  'type',
  'default',
  'gt',
  'ge',
  'lt',
  'le',
  'regex',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
  'inherit',
];
const ADMIN_ONLY = 'Only administrators are allowed to modify attributes';
const byName = { path: { attribute_name: attributeName } };

/** Definitions of attributes. What changes here is known to models and GraphQL after the next restart. */
export function addAttributeRoutes(router: Router, state: ServerState): void {
  const { attributes } = state;
  const requireRestart = (user: string): void => {
    state.requireRestart('Restart the server to apply the attribute changes.', user);
  };

  router.add('GET', '/api/attributes', (call) => {
    call.requireLogin();
    return ok({ attributes: attributes.list() });
  });

  router.add('PUT', '/api/attributes', (call) => {
    const { identity } = call;
    const { body } = call.check({ body: listModel });
    requireAdmin(identity, ADMIN_ONLY);
    const given = (body['attributes'] as JsonObject[]).map(toDefinition);
    if (body['deleteMissing'] === true) {
      const kept = new Set(given.map(({ name }) => name));
      for (const { name } of attributes.list()) if (!kept.has(name)) attributes.delete(name);
    }
    for (const definition of given) attributes.set(definition);
    requireRestart(identity.user.name);
    return noContent();
  });

  router.add('GET', '/api/attributes/{attribute_name}', (call) => {
    call.requireLogin();
    const { path } = call.check(byName);
    return ok(find(path['attributeName'] ?? ''));
  });

  router.add('PUT', '/api/attributes/{attribute_name}', (call) => {
    const { identity } = call;
    const { path, body } = call.check({ ...byName, body: putModel });
    requireAdmin(identity, ADMIN_ONLY);
    attributes.set(toDefinition({ ...(body as JsonObject), name: path['attributeName'] ?? '' }));
    requireRestart(identity.user.name);
    return noContent();
  });

  router.add('PATCH', '/api/attributes/{attribute_name}', (call) => {
    const { identity } = call;
    const { path, body } = call.check({ ...byName, body: patchModel });
    const data = isObject(body['data']) ? body['data'] : {};
    const touchesConfiguration = body['scope'] !== undefined || CONFIGURATION.some((key) => key in data);
    requireManager(identity, ADMIN_ONLY);
    if (touchesConfiguration) {
      requireAdmin(identity, 'Only administrators are allowed to modify attribute configuration');
    }
    const old = find(path['attributeName'] ?? '');
    attributes.set({
      ...old,
      position: typeof body['position'] === 'number' ? body['position'] : old.position,
      scope: (body['scope'] as Scope[] | undefined) ?? old.scope,
      data: completeData({ ...old.data, ...data }),
    });
    if (touchesConfiguration) requireRestart(identity.user.name);
    return noContent();
  });

  router.add('DELETE', '/api/attributes/{attribute_name}', (call) => {
    const { identity } = call;
    const { path } = call.check(byName);
    requireAdmin(identity, ADMIN_ONLY);
    attributes.delete(path['attributeName'] ?? '');
    requireRestart(identity.user.name);
    return noContent();
  });

  function find(name: string): AttributeDefinition {
    const found = attributes.get(name);
    if (!found) throw new AyonError(404, `Attribute ${name} not found`);
    return found;
  }
}

function toDefinition(given: JsonObject): AttributeDefinition {
  const scopes = Array.isArray(given['scope']) ? given['scope'] : [];
  return defineAttribute({
    name: textOf(given['name']),
    position: Number(given['position']),
    scope: scopes.filter((item): item is Scope => SCOPES.includes(item as Scope)),
    data: given['data'] as JsonObject,
    builtin: given['builtin'] === true,
  });
}
