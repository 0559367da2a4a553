import { isObject } from '../json.ts';
import type { AddonOptions } from './declared-addon.ts';

const isText = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isListOfObjects = (value: unknown): boolean => Array.isArray(value) && value.every(isObject);
const hasImages = (value: unknown): boolean =>
  isObject(value) && Object.values(value).every((service) => isObject(service) && isText(service['image']));

const FIELDS: Readonly<Record<keyof AddonOptions, [what: string, holds: (value: unknown) => boolean]>> = {
  name: ['a text', isText],
  version: ['a text', isText],
  title: ['a text', isText],
  settings: ['an object', isObject],
  schema: ['an object', isObject],
  services: ['an object of services, each with an image', hasImages],
  attributes: ['a list of objects', isListOfObjects],
};

/** Checks an addon that came from outside. Throws an error that names the field. */
export function readAddon(given: unknown): AddonOptions {
  if (!isObject(given)) throw new Error('An addon is a JSON object with at least a name and a version.');
  for (const [key, value] of Object.entries(given)) {
    if (!Object.hasOwn(FIELDS, key))
      throw new Error(`An addon has no field ${key}; known: ${Object.keys(FIELDS).join(', ')}.`);
    const [what, holds] = FIELDS[key as keyof AddonOptions];
    if (!holds(value)) throw new Error(`The addon's ${key} is not ${what}.`);
  }
  const { name, version } = given as Partial<AddonOptions>;
  if (name === undefined || version === undefined) throw new Error('The addon has no name or no version.');
  return { ...(given as Partial<AddonOptions>), name, version };
}
