import { isObject } from '../json.ts';

/** One field of a model, as `rest-routes.json` names it. */
export interface ModelField {
  type: unknown;
  required?: boolean;
}

/** A model of a body: its fields by name, in camelCase. */
export type Models = Readonly<Record<string, Readonly<Record<string, ModelField>>>>;

/** What a check knows beside the value. */
export interface Knowledge {
  models: Models;
  /** Whether the server has an attribute of that name, which is then a field of every `…AttribModel`. */
  isAttribute: (name: string) => boolean;
}

const PLAIN_TYPES: Readonly<Record<string, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  number: (value) => typeof value === 'number',
  object: isObject,
  null: (value) => value === null,
};

/**
 * Tells what is wrong with the form of a value: fields nobody reads, fields that are missing, values of another type.
 * What is in a value (its length, its pattern) is not looked at: it comes from people, and the server has an answer to it.
 */
export class FormCheck {
  readonly #known: Knowledge;

  constructor(known: Knowledge) {
    this.#known = known;
  }

  /** Complaints about a value of a type as the recorded models write it: `string | array of Status`, `{"enum": […]}`. */
  complaints(value: unknown, type: unknown, place: string): string[] {
    if (isObject(type) && Array.isArray(type['enum'])) {
      const choices: readonly unknown[] = type['enum'];
      return choices.includes(value)
        ? []
        : [`${place}: ${JSON.stringify(value)} is none of ${choices.join(', ')}`];
    }
    if (typeof type !== 'string') return [];
    const choices = type.split(' | ');
    if (choices.length > 1 && !type.startsWith('array of ')) {
      const tries = choices.map((choice) => this.complaints(value, choice, place));
      return tries.find((complaints) => complaints.length === 0) ?? tries[0] ?? [];
    }
    if (type.startsWith('array of ')) {
      if (!Array.isArray(value)) return [`${place} is no list`];
      const items = type.slice('array of '.length);
      return value.flatMap((item, index) => this.complaints(item, items, `${place}/${index}`));
    }
    const isOfType = PLAIN_TYPES[type];
    if (isOfType) return isOfType(value) ? [] : [`${place} is no ${type}`];
    return this.#known.models[type] ? this.#ofModel(value, type, place) : [];
  }

  #ofModel(value: unknown, name: string, place: string): string[] {
    if (!isObject(value)) return [`${place} is no object`];
    const model = this.#known.models[name] ?? {};
    const complaints: string[] = [];
    for (const [key, item] of Object.entries(value)) {
      const field = model[key] ?? model[camelCase(key)];
      const isExtraAttribute = name.endsWith('AttribModel') && this.#known.isAttribute(key);
      if (!field && !isExtraAttribute) complaints.push(`${place}/${key} is no field of ${name}`);
      // null stands for nothing in every field that may be left out.
      else if (field && !(item === null && field.required !== true))
        complaints.push(...this.complaints(item, field.type, `${place}/${key}`));
    }
    for (const [key, { required }] of Object.entries(model)) {
      if (required === true && !(key in value) && !(snakeCase(key) in value))
        complaints.push(`${place}/${key} is missing, ${name} needs it`);
    }
    return complaints;
  }
}

function camelCase(name: string): string {
  return name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
