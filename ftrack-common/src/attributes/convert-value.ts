import { type AttributeData, cleanText } from '@ynput/ayon-api';
import { toAyonDate } from './dates.ts';
import { parseDecimal, parseFps } from './parse-fps.ts';

/** The value for AYON, where null means "none of its own", or why ftrack's value cannot be used. */
export type Conversion =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly reason: string };

export interface ConversionTarget {
  /** Name of the AYON attribute. */
  readonly name: string;
  readonly data: AttributeData;
}

const CLEARED: Conversion = { ok: true, value: null };
const FALSE_WORDS: ReadonlySet<string> = new Set(['0', 'false', 'no', 'off']);
const TRUE_WORDS: ReadonlySet<string> = new Set(['1', 'true', 'yes', 'on']);

/**
 * Converts a value of a ftrack custom attribute for an AYON attribute. Empty texts and empty lists count as cleared. A value that
 * AYON would refuse (wrong type, outside its limits, not one of its choices) is reported instead of passed on, because one refused
 * value would take a whole batch with it.
 */
export function convertValue(value: unknown, target: ConversionTarget): Conversion {
  if (value === null || value === undefined || value === '') return CLEARED;
  if (Array.isArray(value) && value.length === 0) return CLEARED;
  const converted = convertType(value, target);
  return converted.ok ? checkLimits(converted.value, target.data) : converted;
}

function convertType(value: unknown, { name, data }: ConversionTarget): Conversion {
  switch (data.type) {
    case 'float':
      return wrap(toNumber(single(value), name), value, 'a number');
    case 'integer': {
      const number = toNumber(single(value), name);
      return wrap(number !== null && Number.isSafeInteger(number) ? number : null, value, 'a whole number');
    }
    case 'boolean':
      return wrap(toBoolean(single(value)), value, 'yes or no');
    case 'string':
      return wrap(toText(value), value, 'a text');
    case 'datetime':
      return wrap(typeof value === 'string' ? toAyonDate(value) : null, value, 'a date');
    case 'list_of_strings':
      return wrap(
        toList(value).map((item) => cleanText(String(item))),
        value,
        'a list',
      );
    case 'list_of_integers': {
      const numbers = toList(value).map((item) => toNumber(item, name));
      return wrap(
        numbers.every((item) => Number.isSafeInteger(item)) ? numbers : null,
        value,
        'whole numbers',
      );
    }
    case 'list_of_any':
      return { ok: true, value: toList(value) };
    case 'list_of_submodels':
    case 'dict':
      return { ok: false, reason: `AYON attributes of type ${data.type} cannot be filled from ftrack` };
    default:
      return { ok: false, reason: `AYON attribute type ${String(data.type)} is not known` };
  }
}

function wrap(converted: unknown, value: unknown, wanted: string): Conversion {
  if (converted !== null) return { ok: true, value: converted };
  return { ok: false, reason: `${describe(value)} is not ${wanted}` };
}

function describe(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

/** Enumerators answer with a list also when they hold one choice. */
function single(value: unknown): unknown {
  return Array.isArray(value) && value.length === 1 ? value[0] : value;
}

function toNumber(value: unknown, name: string): number | null {
  if (name === 'fps') return parseFps(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  return typeof value === 'string' ? parseDecimal(value.replaceAll(',', '.')) : null;
}

function toBoolean(value: unknown): boolean | null {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number') return value !== 0;
  if (typeof value !== 'string') return null;
  const word = value.trim().toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  return FALSE_WORDS.has(word) ? false : null;
}

function toText(value: unknown): string | null {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (!Array.isArray(value)) return null;
  return cleanText(value.map(String).join(', '));
}

function toList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === 'string' ? value.split(', ') : [value];
}

function checkLimits(value: unknown, data: AttributeData): Conversion {
  if (data.enum && data.enum.length > 0) return checkChoices(value, data.enum);
  const reason =
    typeof value === 'number'
      ? numberLimit(value, data)
      : typeof value === 'string'
        ? textLimit(value, data)
        : Array.isArray(value)
          ? lengthLimit(value.length, data.minItems, data.maxItems)
          : null;
  return reason === null ? { ok: true, value } : { ok: false, reason };
}

function numberLimit(value: number, { gt, ge, lt, le }: AttributeData): string | null {
  if (typeof gt === 'number' && value <= gt) return `${value} is not above ${gt}`;
  if (typeof ge === 'number' && value < ge) return `${value} is below ${ge}`;
  if (typeof lt === 'number' && value >= lt) return `${value} is not below ${lt}`;
  if (typeof le === 'number' && value > le) return `${value} is above ${le}`;
  return null;
}

function textLimit(value: string, { minLength, maxLength, regex }: AttributeData): string | null {
  if (regex && !matches(value, regex)) return `${describe(value)} does not match ${regex}`;
  return lengthLimit(value.length, minLength, maxLength);
}

/** AYON's patterns are Python's and anchored at the start; one that JavaScript cannot read is left to the server. */
function matches(value: string, regex: string): boolean {
  try {
    return new RegExp(`^(?:${regex})`, 'u').test(value);
  } catch {
    return true;
  }
}

function lengthLimit(
  length: number,
  min: number | null | undefined,
  max: number | null | undefined,
): string | null {
  if (typeof min === 'number' && length < min) return `${length} is shorter than ${min}`;
  if (typeof max === 'number' && length > max) return `${length} is longer than ${max}`;
  return null;
}

/** Choices are compared by value, then by label: ftrack's menus often show what AYON calls the label. */
function checkChoices(value: unknown, choices: NonNullable<AttributeData['enum']>): Conversion {
  const pick = (item: unknown) => {
    const exact = choices.find((choice) => choice.value === item);
    if (exact) return exact.value;
    const text = String(item).toLowerCase();
    return choices.find(
      (choice) => String(choice.value).toLowerCase() === text || choice.label.toLowerCase() === text,
    )?.value;
  };
  const picked = Array.isArray(value) ? value.map(pick) : pick(value);
  const missing = Array.isArray(picked) ? picked.includes(undefined) : picked === undefined;
  if (!missing) return { ok: true, value: picked };
  return { ok: false, reason: `${describe(value)} is not one of the choices of the AYON attribute` };
}

/** Whether two values of an AYON attribute are the same to the server (moments in any notation, lists in order). */
export function sameValue(type: AttributeData['type'] | undefined, left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (left === null || right === null || left === undefined || right === undefined) {
    return (left ?? null) === (right ?? null);
  }
  if (typeof left === 'string' && typeof right === 'string') {
    return type === 'datetime' && Date.parse(left) === Date.parse(right);
  }
  if (typeof left === 'object' || typeof right === 'object')
    return JSON.stringify(left) === JSON.stringify(right);
  return false;
}
