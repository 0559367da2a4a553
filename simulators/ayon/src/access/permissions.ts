import type { Identity } from '../auth/identity.ts';
import { accessGroupsIn } from '../auth/users.ts';
import { copyJson, isObject, type Json, type JsonObject } from '../json.ts';

/** What a group restricts when nothing else is said: nothing. */
const OPEN: JsonObject = {
  studio: { create_projects: false, list_all_users: false },
  project: { anatomy: 0, access: 0, settings: 0 },
  create: { enabled: false, access_list: [] },
  read: { enabled: false, access_list: [] },
  update: { enabled: false, access_list: [] },
  publish: { enabled: false, access_list: [] },
  delete: { enabled: false, access_list: [] },
  attrib_read: { enabled: false, attributes: [] },
  attrib_write: { enabled: false, attributes: [], fields: [] },
  activities: { enabled: false, activities: [] },
  actions: { enabled: false, actions: [] },
  links: { enabled: false, link_types: [] },
  endpoints: { enabled: false, endpoints: [] },
  advanced: { show_sibling_tasks: true },
};
/** What managers may do with a project: change everything. */
const EVERYTHING = { anatomy: 2, access: 2, settings: 2 };
const CLOSED = { enabled: true, access_list: [] };
const ASSIGNED = { enabled: true, access_list: [{ access_type: 'assigned', path: null }] };

/** The groups the set-up of a server makes. */
const FIRST_GROUPS: Readonly<Record<string, JsonObject>> = {
  artist: { create: CLOSED, delete: CLOSED },
  freelancer: { create: CLOSED, read: ASSIGNED, update: ASSIGNED, delete: CLOSED },
  supervisor: {},
};

const STUDIO = '_';

/** Access groups of the studio, and what projects change of them. */
export class AccessGroups {
  readonly #groups = new Map<string, JsonObject>();

  constructor() {
    for (const [name, group] of Object.entries(FIRST_GROUPS)) this.put(name, STUDIO, group);
  }

  /** Names, and whether the project (`_` for the studio) has its own form of the group. */
  list(project: string): { name: string; isProjectLevel: boolean }[] {
    const names = new Set<string>();
    for (const key of this.#groups.keys()) {
      const [name = '', of = ''] = key.split('/');
      if (of === STUDIO || of === project) names.add(name);
    }
    const isOwn = (name: string) => project !== STUDIO && this.#groups.has(`${name}/${project}`);
    return [...names].sort().map((name) => ({ name, isProjectLevel: isOwn(name) }));
  }

  /** The permissions of a group in a project or in the studio (`_`), complete; undefined when there is none. */
  get(name: string, project: string): JsonObject | undefined {
    const found = this.#groups.get(`${name}/${project}`) ?? this.#groups.get(`${name}/${STUDIO}`);
    return found && copyJson(found);
  }

  put(name: string, project: string, given: JsonObject): void {
    const group = copyJson(OPEN);
    for (const [key, value] of Object.entries(given)) {
      const base = group[key];
      if (isObject(base) && isObject(value)) group[key] = { ...base, ...value };
    }
    this.#groups.set(`${name}/${project}`, group);
  }

  delete(name: string, project: string): boolean {
    return this.#groups.delete(`${name}/${project}`);
  }

  /** What a user may do in a project (`_` for the studio): of several groups the most open one counts. */
  permissionsOf(identity: Identity, project: string): JsonObject {
    if (identity.isManager && project !== STUDIO) return { ...copyJson(OPEN), project: EVERYTHING };
    const names = accessGroupsIn(identity.user, project) ?? [];
    const groups = names.map((name) => this.get(name, project)).filter((group) => group !== undefined);
    const [first = copyJson(OPEN), ...others] = groups;
    return others.reduce(moreOpen, first);
  }

  /** Whether a user may create, update or delete entities of a project. Paths of access lists are not looked at. */
  allows(identity: Identity, right: 'create' | 'update' | 'delete', project: string): boolean {
    if (identity.isManager) return true;
    if (!accessGroupsIn(identity.user, project)) return false;
    const found = this.permissionsOf(identity, project)[right];
    return isObject(found) && found['enabled'] !== true;
  }
}

/** The parts of the permissions and the types of what is in them, as JSON schema; without the titles of the web interface. */
export function permissionSchema(): JsonObject {
  return { title: 'Permissions', ...schemaOf(OPEN) };
}

function schemaOf(value: Json): JsonObject {
  if (Array.isArray(value)) return { type: 'array' };
  if (!isObject(value)) return { type: typeof value === 'number' ? 'integer' : typeof value };
  const properties = Object.entries(value).map(([key, item]) => [key, schemaOf(item)] as const);
  return { type: 'object', properties: Object.fromEntries(properties) };
}

function moreOpen(left: JsonObject, right: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(left)) {
    const other = right[key];
    const isOpen = isObject(value) && value['enabled'] === false;
    result[key] = isOpen || other === undefined ? value : other;
  }
  return result;
}
