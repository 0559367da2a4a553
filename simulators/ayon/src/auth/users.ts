import { createHash } from 'node:crypto';
import { compareStoredKeys, isObject, type Json, type JsonObject, omit } from '../json.ts';

/** How a user is handed to the simulator. */
export interface UserOptions {
  name: string;
  password?: string;
  /** 32 characters; makes sense for a service user. */
  apiKey?: string;
  fullName?: string;
  email?: string;
  isAdmin?: boolean;
  isManager?: boolean;
  isService?: boolean;
  isGuest?: boolean;
  defaultAccessGroups?: string[];
}

/** A user as stored. `data` holds the flags, the hashes and the access groups by project. */
export interface User {
  name: string;
  active: boolean;
  attrib: JsonObject;
  data: JsonObject;
  createdAt: string;
  updatedAt: string;
}

/** The users of the recorded server: an admin, a manager, an artist and a service with the key `0123…`. */
export const DEFAULT_USERS: readonly UserOptions[] = [
  { name: 'admin', password: 'adminPass1', isAdmin: true, fullName: 'Admin', email: 'admin@example.com' },
  { name: 'manager', password: 'managerPass1', isManager: true, fullName: 'Manager' },
  {
    name: 'artist',
    password: 'artistPass1',
    fullName: 'Artist One',
    email: 'artist@example.com',
    defaultAccessGroups: ['artist'],
  },
  { name: 'service', apiKey: '0123456789abcdef0123456789abcdef', isService: true, fullName: 'Service' },
];

/** All users, by name and by the hash of their API key. */
export class Users {
  readonly #byName = new Map<string, User>();

  add(user: User): void {
    this.#byName.set(user.name, user);
  }

  get(name: string): User | undefined {
    return this.#byName.get(name);
  }

  delete(name: string): boolean {
    return this.#byName.delete(name);
  }

  list(): User[] {
    return [...this.#byName.values()];
  }

  /** The user whose service key or personal key this is. */
  findByApiKey(key: string): User | undefined {
    const hash = hashApiKey(key);
    return this.list().find(({ data }) => data['apiKey'] === hash);
  }
}

/** A user under another name; sessions, access groups and data stay as they are. */
export function renameUser(user: User, name: string): User {
  return Object.assign(user, { name });
}

/** Makes a stored user from what was handed in. */
export function makeUser(options: UserOptions, now: string): User {
  const attrib: JsonObject = {};
  if (options.email !== undefined) attrib['email'] = options.email;
  if (options.fullName !== undefined) attrib['fullName'] = options.fullName;
  const data: JsonObject = { accessGroups: {}, defaultAccessGroups: options.defaultAccessGroups ?? [] };
  for (const flag of ['isAdmin', 'isManager', 'isService', 'isGuest'] as const)
    if (options[flag]) data[flag] = true;
  if (options.password !== undefined) data['password'] = hashPassword(options.password, options.name);
  if (options.apiKey !== undefined) Object.assign(data, apiKeyData(options.apiKey));
  return { name: options.name, active: true, attrib, data, createdAt: now, updatedAt: now };
}

/** What is stored of an API key. */
export function apiKeyData(key: string): JsonObject {
  return { apiKey: hashApiKey(key), apiKeyPreview: `${key.slice(0, 4)}***${key.slice(-4)}` };
}

/** `<hash>:<salt>`, 64 hex digits each. */
export function hashPassword(password: string, salt: string): string {
  const saltHex = sha256(`salt:${salt}`);
  return `${sha256(`${saltHex}:${password}`)}:${saltHex}`;
}

/** Whether the password belongs to the stored hash. */
export function checkPassword(password: string, stored: Json | undefined): boolean {
  if (typeof stored !== 'string') return false;
  const [hash, salt] = stored.split(':');
  return hash === sha256(`${salt}:${password}`);
}

/** The groups of a user in a project; undefined when the user has none there. */
export function accessGroupsIn(user: User, project: string): string[] | undefined {
  const groups = user.data['accessGroups'];
  if (typeof groups !== 'object' || groups === null || Array.isArray(groups)) return undefined;
  const found = groups[project];
  return Array.isArray(found) ? found.filter((group) => typeof group === 'string') : undefined;
}

/** What the server does when it saves a user: groups in projects that are not there go, and so do those of services. */
export function tidyAccessGroups(user: User, isThere: (project: string) => boolean): void {
  const given = user.data['accessGroups'];
  if (!isObject(given)) return;
  const isService = user.data['isService'] === true;
  const kept = Object.entries(given).filter(([project]) => !isService && isThere(project));
  user.data =
    kept.length > 0
      ? { ...user.data, accessGroups: Object.fromEntries(kept) }
      : omit(user.data, 'accessGroups');
}

/** Names of the attributes a row of the database holds, in the order in which the database keeps them. */
export function storedAttributeNames(attrib: JsonObject): string[] {
  return Object.keys(attrib).sort(compareStoredKeys);
}

function hashApiKey(key: string): string {
  return sha256(`key:${key}`);
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
