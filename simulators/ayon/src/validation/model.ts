import type { FieldError } from '../errors.ts';
import { isObject } from '../json.ts';

/** What a value must be. `regex` is the pattern as the server prints it. */
export type Kind =
  | { is: 'string'; regex?: string; min?: number; max?: number }
  | { is: 'integer' | 'float'; ge?: number; le?: number; gt?: number; lt?: number }
  | { is: 'boolean' | 'dict' | 'any' | 'datetime' }
  | { is: 'list'; of: Kind }
  /** An object with values of one kind. */
  | { is: 'map'; of: Kind }
  /** An enumeration of numbers. */
  | { is: 'number-of'; values: readonly number[] }
  | { is: 'one-of'; values: readonly string[] }
  | { is: 'model'; model: Model }
  /** The first kind that takes the value wins. */
  | { is: 'union'; of: readonly Kind[] };

/** One field of a model. `nullable` is pydantic's Optional. Without `required` a missing field is left out. */
export interface Field {
  kind: Kind;
  required?: boolean;
  nullable?: boolean;
}

/** Field names in camelCase, in the order in which errors are listed; snake_case is accepted as well. */
export type Model = Readonly<Record<string, Field>>;

type Location = (string | number)[];
type Checked = { value: unknown } | { errors: FieldError[] };

const patterns = new Map<string, RegExp>();

/** Checks the value the way pydantic 1 does, coercion included. Unknown keys are dropped; missing ones stay missing. */
export function checkModel(
  model: Model,
  input: unknown,
  loc: Location = [],
): {
  value: Record<string, unknown>;
  errors: FieldError[];
} {
  const value: Record<string, unknown> = {};
  if (!isObject(input) && !(Array.isArray(input) && input.length === 0)) {
    return { value, errors: [{ loc, msg: 'value is not a valid dict', type: 'type_error.dict' }] };
  }
  const source: Record<string, unknown> = isObject(input) ? input : {};
  const errors: FieldError[] = [];
  for (const [name, field] of Object.entries(model)) {
    const given = name in source ? source[name] : source[toSnakeCase(name)];
    if (given === undefined) {
      if (field.required)
        errors.push({ loc: [...loc, name], msg: 'field required', type: 'value_error.missing' });
      continue;
    }
    if (given === null) {
      if (field.nullable) value[name] = null;
      else errors.push(noNull([...loc, name]));
      continue;
    }
    const checked = checkKind(field.kind, given, [...loc, name]);
    if ('errors' in checked) errors.push(...checked.errors);
    else value[name] = checked.value;
  }
  return { value, errors };
}

/** Checks one value against a kind. */
export function checkKind(kind: Kind, given: unknown, loc: Location): Checked {
  switch (kind.is) {
    case 'any':
      return { value: given };
    case 'string':
      return checkString(kind, given, loc);
    case 'integer':
    case 'float':
      return checkNumber(kind, given, loc);
    case 'boolean': {
      const value = toBoolean(given);
      return value === undefined
        ? fail(loc, 'value could not be parsed to a boolean', 'type_error.bool')
        : { value };
    }
    case 'dict':
      return isObject(given) ? { value: given } : fail(loc, 'value is not a valid dict', 'type_error.dict');
    case 'datetime':
      return checkDatetime(given, loc);
    case 'list':
      return checkList(kind.of, given, loc);
    case 'map':
      return checkMap(kind.of, given, loc);
    case 'number-of':
      return typeof given === 'number' && kind.values.includes(given)
        ? { value: given }
        : fail(
            loc,
            `value is not a valid enumeration member; permitted: ${kind.values.join(', ')}`,
            'type_error.enum',
            { enum_values: [...kind.values] },
          );
    case 'one-of':
      return typeof given === 'string' && kind.values.includes(given)
        ? { value: given }
        : notOneOf(kind.values, given, loc);
    case 'model': {
      const checked = checkModel(kind.model, given, loc);
      return checked.errors.length > 0 ? { errors: checked.errors } : { value: checked.value };
    }
    case 'union': {
      const errors: FieldError[] = [];
      for (const option of kind.of) {
        const checked = checkKind(option, given, loc);
        if ('value' in checked) return checked;
        errors.push(...checked.errors);
      }
      return { errors };
    }
  }
}

function checkMap(of: Kind, given: unknown, loc: Location): Checked {
  if (!isObject(given)) return fail(loc, 'value is not a valid dict', 'type_error.dict');
  const value: Record<string, unknown> = {};
  const errors: FieldError[] = [];
  for (const [key, item] of Object.entries(given)) {
    const checked = checkKind(of, item, [...loc, key]);
    if ('errors' in checked) errors.push(...checked.errors);
    else value[key] = checked.value;
  }
  return errors.length > 0 ? { errors } : { value };
}

function checkString(kind: Kind & { is: 'string' }, given: unknown, loc: Location): Checked {
  if (typeof given !== 'string' && typeof given !== 'number')
    return fail(loc, 'str type expected', 'type_error.str');
  const value = String(given);
  if (kind.min !== undefined && value.length < kind.min) {
    return fail(
      loc,
      `ensure this value has at least ${kind.min} characters`,
      'value_error.any_str.min_length',
      {
        limit_value: kind.min,
      },
    );
  }
  if (kind.max !== undefined && value.length > kind.max) {
    return fail(
      loc,
      `ensure this value has at most ${kind.max} characters`,
      'value_error.any_str.max_length',
      {
        limit_value: kind.max,
      },
    );
  }
  if (kind.regex !== undefined && !matches(kind.regex, value)) {
    return fail(loc, `string does not match regex "${kind.regex}"`, 'value_error.str.regex', {
      pattern: kind.regex,
    });
  }
  return { value };
}

function checkNumber(kind: Kind & { is: 'integer' | 'float' }, given: unknown, loc: Location): Checked {
  const noun = kind.is;
  const parsed = typeof given === 'boolean' ? Number(given) : parseNumber(given, noun);
  if (parsed === undefined) return fail(loc, `value is not a valid ${noun}`, `type_error.${noun}`);
  const value = noun === 'integer' && Number.isFinite(parsed) ? Math.trunc(parsed) : parsed;
  const limits = [
    ['ge', 'greater than or equal to', (limit: number) => value >= limit],
    ['gt', 'greater than', (limit: number) => value > limit],
    ['le', 'less than or equal to', (limit: number) => value <= limit],
    ['lt', 'less than', (limit: number) => value < limit],
  ] as const;
  for (const [name, words, holds] of limits) {
    const limit = kind[name];
    if (limit !== undefined && !holds(limit)) {
      return fail(loc, `ensure this value is ${words} ${limit}`, `value_error.number.not_${name}`, {
        limit_value: limit,
      });
    }
  }
  return { value };
}

function checkDatetime(given: unknown, loc: Location): Checked {
  const form =
    /^\d{4}-\d{1,2}-\d{1,2}[T ]\d{1,2}:\d{1,2}(:\d{1,2}(\.\d{1,6}\d*)?)?\s*(Z|[+-]\d{2}(:?\d{2})?)?$/i;
  return typeof given === 'string' && form.test(given)
    ? { value: given }
    : fail(loc, 'invalid datetime format', 'value_error.datetime');
}

function checkList(of: Kind, given: unknown, loc: Location): Checked {
  if (!Array.isArray(given)) return fail(loc, 'value is not a valid list', 'type_error.list');
  const value: unknown[] = [];
  const errors: FieldError[] = [];
  for (const [index, item] of given.entries()) {
    const checked =
      item === null && of.is !== 'any'
        ? { errors: [noNull([...loc, index])] }
        : checkKind(of, item, [...loc, index]);
    if ('errors' in checked) errors.push(...checked.errors);
    else value.push(checked.value);
  }
  return errors.length > 0 ? { errors } : { value };
}

function notOneOf(values: readonly string[], given: unknown, loc: Location): Checked {
  const permitted = values.map((value) => `'${value}'`).join(', ');
  const shown = typeof given === 'string' || typeof given === 'number' ? given : String(given);
  return fail(loc, `unexpected value; permitted: ${permitted}`, 'value_error.const', {
    given: shown,
    permitted: [...values],
  });
}

function parseNumber(given: unknown, noun: 'integer' | 'float'): number | undefined {
  if (typeof given === 'number') return given;
  const form = noun === 'integer' ? /^\s*[+-]?\d+\s*$/ : /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i;
  return typeof given === 'string' && form.test(given) ? Number(given) : undefined;
}

function toBoolean(given: unknown): boolean | undefined {
  if (typeof given === 'boolean') return given;
  const text = String(given).toLowerCase();
  if (['1', 'true', 't', 'yes', 'y', 'on'].includes(text)) return true;
  return ['0', 'false', 'f', 'no', 'n', 'off'].includes(text) ? false : undefined;
}

function matches(pattern: string, value: string): boolean {
  let compiled = patterns.get(pattern);
  if (!compiled) {
    compiled = new RegExp(pattern);
    patterns.set(pattern, compiled);
  }
  return compiled.test(value);
}

function fail(loc: Location, msg: string, ...[type, ctx]: [type: string, ctx?: FieldError['ctx']]): Checked {
  return { errors: [ctx ? { loc, msg, type, ctx } : { loc, msg, type }] };
}

function noNull(loc: Location): FieldError {
  return { loc, msg: 'none is not an allowed value', type: 'type_error.none.not_allowed' };
}

/** `folderType` to `folder_type`. */
export function toSnakeCase(name: string): string {
  let snake = snakeNames.get(name);
  if (snake === undefined) {
    snake = makeSnakeCase(name);
    snakeNames.set(name, snake);
  }
  return snake;
}

const snakeNames = new Map<string, string>();

function makeSnakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** `folder_type` to `folderType`. */
export function toCamelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
