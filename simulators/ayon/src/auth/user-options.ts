import { isObject } from '../json.ts';
import type { UserOptions } from './users.ts';

const TYPES: Readonly<Record<keyof UserOptions, 'text' | 'flag' | 'texts'>> = {
  name: 'text',
  password: 'text',
  apiKey: 'text',
  fullName: 'text',
  email: 'text',
  isAdmin: 'flag',
  isManager: 'flag',
  isService: 'flag',
  isGuest: 'flag',
  defaultAccessGroups: 'texts',
};
const IS_OF_TYPE = {
  text: (value: unknown): boolean => typeof value === 'string',
  flag: (value: unknown): boolean => typeof value === 'boolean',
  texts: (value: unknown): boolean => Array.isArray(value) && value.every((item) => typeof item === 'string'),
};
const WORDS = { text: 'a text', flag: 'true or false', texts: 'a list of texts' };

/** Checks a list of users that came from outside. Throws an error that names the user and the field. */
export function readUsers(given: unknown): UserOptions[] {
  if (!Array.isArray(given)) throw new Error('Users are a JSON list of objects with at least a name.');
  const names = new Set<string>();
  return given.map((user: unknown, index) => {
    const place = `User ${index + 1}`;
    if (!isObject(user)) throw new Error(`${place} is no object.`);
    for (const [key, value] of Object.entries(user)) {
      if (!Object.hasOwn(TYPES, key))
        throw new Error(`${place}: there is no field ${key}; known: ${Object.keys(TYPES).join(', ')}.`);
      const type = TYPES[key as keyof UserOptions];
      if (!IS_OF_TYPE[type](value)) throw new Error(`${place}: ${key} is not ${WORDS[type]}.`);
    }
    const { name } = user;
    if (typeof name !== 'string' || name === '') throw new Error(`${place} has no name.`);
    if (names.has(name)) throw new Error(`${place}: there is another user named ${name}.`);
    names.add(name);
    return { ...(user as Partial<UserOptions>), name };
  });
}
