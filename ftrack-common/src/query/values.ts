import type { Operator, Value } from './ast.ts';
import { QueryError } from './errors.ts';
import { compileLike } from './like.ts';
import { parseTime } from './time.ts';

/** `date-time` and `variable` as in `AttributeFacts`; undefined: the type of each stored value decides. */
export type Format = 'date-time' | 'variable' | undefined;

/** Whether a stored value, as `QuerySource.get` gives it, meets a condition. */
export type Test = (stored: unknown) => boolean;

/**
 * The test of `attribute OPERATOR value`. A missing value meets no condition but `is None`. Throws `QueryError` for
 * text that is no date where the attribute is one.
 */
export function compileComparison(operator: Operator, value: Value, format: Format): Test {
  if (value === null) return compileNoneTest(operator);
  switch (operator) {
    case 'is':
    case 'is_not':
      return compileMembership([value], operator === 'is_not', format);
    case 'like':
    case 'not_like':
      return compileLikeTest(value, operator === 'not_like');
    case '>':
      return compileOrder(value, format, (sign) => sign > 0);
    case '<':
      return compileOrder(value, format, (sign) => sign < 0);
    case '>=':
      return compileOrder(value, format, (sign) => sign >= 0);
    case '<=':
      return compileOrder(value, format, (sign) => sign <= 0);
  }
}

/** The test of `attribute in (values)`: `is` any of them; negated, `is_not` each of them. */
export function compileMembership(values: readonly Value[], negated: boolean, format: Format): Test {
  if (values.length === 0) return () => negated;
  const present = values.filter((value) => value !== null);
  const acceptsMissing = !negated && present.length < values.length;
  const equals = anyElement(compileEquality(present, format));
  return (stored) => (isMissing(stored) ? acceptsMissing : equals(stored) !== negated);
}

/** Strings are compared without regard to case. */
export function fold(text: string): string {
  return text.toLowerCase();
}

/** A stored value, not a missing one, as text: dates in ISO 8601, numbers and booleans as in JSON. */
export function toText(stored: unknown): string {
  if (typeof stored === 'string') return stored;
  return stored instanceof Date ? stored.toISOString() : JSON.stringify(stored);
}

export function isMissing(stored: unknown): stored is null | undefined {
  return stored === null || stored === undefined;
}

/** A stored value brought to a form that orders: null, number (also dates, in milliseconds) or folded string. */
export type OrderKey = null | number | string;

export function toOrderKey(stored: unknown, format: Format): OrderKey {
  switch (typeof stored) {
    case 'number':
      return stored;
    case 'boolean':
      return Number(stored);
    case 'string':
      return (format === 'date-time' ? parseTime(stored) : null) ?? fold(stored);
    case 'object':
      if (stored instanceof Date) return stored.getTime();
      return Array.isArray(stored) ? fold(stored.join(',')) : null;
    default:
      return null;
  }
}

/** Nothing before numbers before strings. */
export function compareOrderKeys(left: OrderKey, right: OrderKey): number {
  if (left === right) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  if (typeof left !== typeof right) return typeof left === 'number' ? -1 : 1;
  return left < right ? -1 : 1;
}

function compileNoneTest(operator: Operator): Test {
  if (operator === 'is') return isMissing;
  if (operator === 'is_not') return (stored) => !isMissing(stored);
  return () => false;
}

function anyElement(test: Test): Test {
  return (stored) => (Array.isArray(stored) ? stored.some(test) : test(stored));
}

function compileEquality(values: readonly string[], format: Format): Test {
  if (format === 'date-time') {
    const times = new Set(values.map(requireTime));
    return (stored) => isOneOf(times, toTime(stored));
  }
  const strings = new Set(values.map(fold));
  const numbers = new Set(values.map(toNumber).filter((number) => number !== null));
  const booleans = new Set(values.map(toBoolean));
  const times = new Set(values.map(parseTime).filter((time) => time !== null));
  const variable = format === 'variable';
  return (stored) => {
    switch (typeof stored) {
      case 'string':
        if (strings.has(fold(stored))) return true;
        return variable && isDateTime(stored) && isOneOf(times, toTime(stored));
      case 'number':
        return numbers.has(stored);
      case 'boolean':
        return booleans.has(stored);
      case 'object':
        return stored instanceof Date && times.has(stored.getTime());
      default:
        return false;
    }
  };
}

function compileOrder(value: string, format: Format, accepts: (sign: number) => boolean): Test {
  const time = format === 'date-time' ? requireTime(value) : parseTime(value);
  const number = toNumber(value);
  const folded = fold(value);
  const test = (left: OrderKey, right: OrderKey): boolean =>
    left !== null && right !== null && accepts(compareOrderKeys(left, right));
  return anyElement((stored) => {
    if (typeof stored === 'number') return test(stored, number);
    const asTime =
      format === 'date-time' || stored instanceof Date || (format === 'variable' && isDateTime(stored));
    if (asTime && time !== null) return test(toTime(stored), time);
    return typeof stored === 'string' && test(fold(stored), folded);
  });
}

function compileLikeTest(pattern: string, negated: boolean): Test {
  const matches = compileLike(fold(pattern));
  const test = anyElement((stored) => !isMissing(stored) && matches(fold(toText(stored))));
  return (stored) => !isMissing(stored) && test(stored) !== negated;
}

function isOneOf(times: ReadonlySet<number>, time: number | null): boolean {
  return time !== null && times.has(time);
}

function toTime(stored: unknown): number | null {
  if (stored instanceof Date) return stored.getTime();
  return typeof stored === 'string' ? parseTime(stored) : null;
}

function isDateTime(stored: unknown): boolean {
  return typeof stored === 'string' && /^\d{4}-\d\d-\d\dT\d\d:/.test(stored);
}

function requireTime(value: string): number {
  const time = parseTime(value);
  if (time !== null) return time;
  throw new QueryError(
    `${JSON.stringify(value)} is not a date. Write one as 2024-01-31 or "2024-01-31T18:30:00" (UTC).`,
  );
}

function toNumber(value: string): number | null {
  const number = Number(value);
  return value.trim() === '' || Number.isNaN(number) ? null : number;
}

function toBoolean(value: string): boolean | null {
  const folded = fold(value);
  if (folded === 'true' || folded === '1') return true;
  return folded === 'false' || folded === '0' ? false : null;
}
