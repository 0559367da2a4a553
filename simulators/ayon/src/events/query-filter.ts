import { type FieldError, InvalidData } from '../errors.ts';
import { isObject, sameJson, textOf } from '../json.ts';
import { checkKind, toSnakeCase } from '../validation/model.ts';

const OPERATORS = [
  'eq',
  'like',
  'lt',
  'gt',
  'lte',
  'gte',
  'ne',
  'isnull',
  'notnull',
  'in',
  'notin',
  'includes',
  'excludes',
  'includesall',
  'excludesall',
  'includesany',
  'excludesany',
] as const;
type Operator = (typeof OPERATORS)[number];

/** A condition or a group of them, as clients send it. */
export type QueryFilter =
  | { conditions: QueryFilter[]; operator: 'and' | 'or' }
  | { key: string; value: unknown; operator: Operator };

/** How to read a column (snake_case) of a row. */
export interface FilterSource<Row> {
  columns: ReadonlySet<string>;
  /** The complaint about a column that does not exist. */
  unknown?: (column: string) => string;
  read(row: Row, column: string): unknown;
}

/** A filter that names a column that does not exist. */
export class UnknownFilterKey extends Error {
  override readonly name = 'UnknownFilterKey';
}

/** Checks the shape of a filter; throws {@link InvalidData} with locations below `loc`. */
export function parseFilter(given: unknown, loc: (string | number)[]): QueryFilter {
  const errors: FieldError[] = [];
  const filter = parseGroup(given, loc, errors);
  if (errors.length > 0) throw new InvalidData('QueryFilter', errors);
  return filter;
}

/** Makes a predicate. Throws {@link UnknownFilterKey} for a column the source has not. */
export function compileFilter<Row>(filter: QueryFilter, source: FilterSource<Row>): (row: Row) => boolean {
  if ('conditions' in filter) {
    const parts = filter.conditions.map((part) => compileFilter(part, source));
    if (parts.length === 0) return () => true;
    return filter.operator === 'or'
      ? (row) => parts.some((matches) => matches(row))
      : (row) => parts.every((matches) => matches(row));
  }
  const [first = '', ...rest] = filter.key.split(/[/.]/);
  const column = toSnakeCase(first);
  if (!source.columns.has(column)) {
    throw new UnknownFilterKey(source.unknown?.(column) ?? `Invalid key: ${column}`);
  }
  const matches = conditionOf(filter.operator, filter.value);
  return (row) => {
    let value = source.read(row, column);
    for (const key of rest) value = isObject(value) ? value[key] : undefined;
    return matches(value);
  };
}

/** Whether a text matches a pattern of SQL's LIKE: `%` is any text, `_` any character. */
export function likePattern(pattern: string, options: { ignoreCase?: boolean } = {}): RegExp {
  const source = pattern
    .replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('%', '[^]*')
    .replaceAll('_', '[^]');
  return new RegExp(`^${source}$`, options.ignoreCase ? 'i' : '');
}

function parseGroup(given: unknown, loc: (string | number)[], errors: FieldError[]): QueryFilter {
  const group: QueryFilter = { conditions: [], operator: 'and' };
  if (!isObject(given)) {
    errors.push({ loc, msg: 'value is not a valid dict', type: 'type_error.dict' });
    return group;
  }
  if (given['operator'] !== undefined) {
    const checked = checkKind({ is: 'one-of', values: ['and', 'or'] }, given['operator'], [
      ...loc,
      'operator',
    ]);
    if ('errors' in checked) errors.push(...checked.errors);
    else group.operator = checked.value as 'and' | 'or';
  }
  const conditions = given['conditions'] ?? [];
  if (!Array.isArray(conditions)) {
    errors.push({ loc: [...loc, 'conditions'], msg: 'value is not a valid list', type: 'type_error.list' });
    return group;
  }
  for (const [index, item] of conditions.entries()) {
    group.conditions.push(parseItem(item, [...loc, 'conditions', index], errors));
  }
  return group;
}

function parseItem(given: unknown, loc: (string | number)[], errors: FieldError[]): QueryFilter {
  if (isObject(given) && 'conditions' in given) return parseGroup(given, loc, errors);
  const own = conditionErrors(given, loc);
  if (own.length > 0) {
    errors.push(...own);
    if (isObject(given) && 'operator' in given) parseGroup(given, loc, errors);
  }
  const { key, value, operator } = isObject(given) ? given : {};
  return { key: textOf(key), value: value ?? null, operator: normalOperator(operator ?? 'eq') as Operator };
}

function conditionErrors(given: unknown, loc: (string | number)[]): FieldError[] {
  if (!isObject(given)) return [{ loc, msg: 'value is not a valid dict', type: 'type_error.dict' }];
  const errors: FieldError[] = [];
  if (typeof given['key'] !== 'string') {
    errors.push({ loc: [...loc, 'key'], msg: 'field required', type: 'value_error.missing' });
  }
  const operator = normalOperator(given['operator'] ?? 'eq');
  const checked = checkKind({ is: 'one-of', values: OPERATORS }, operator, [...loc, 'operator']);
  if ('errors' in checked) return [...errors, ...checked.errors];
  if ((operator === 'in' || operator === 'notin') && !Array.isArray(given['value'])) {
    errors.push({ loc: [...loc, '__root__'], msg: 'Value must be a list', type: 'value_error' });
  }
  return errors;
}

function normalOperator(given: unknown): string {
  return String(given).toLowerCase().replaceAll(/[-_]/g, '');
}

function conditionOf(operator: Operator, wanted: unknown): (value: unknown) => boolean {
  const list = Array.isArray(wanted) ? wanted : [wanted];
  switch (operator) {
    case 'eq':
      return (value) => sameJson(value ?? null, wanted);
    case 'ne':
      return (value) => isSet(value) && !sameJson(value, wanted);
    case 'like': {
      const pattern = likePattern(String(wanted), { ignoreCase: true });
      return (value) => typeof value === 'string' && pattern.test(value);
    }
    case 'lt':
      return (value) => compare(value, wanted, (order) => order < 0);
    case 'gt':
      return (value) => compare(value, wanted, (order) => order > 0);
    case 'lte':
      return (value) => compare(value, wanted, (order) => order <= 0);
    case 'gte':
      return (value) => compare(value, wanted, (order) => order >= 0);
    case 'isnull':
      return (value) => !isSet(value);
    case 'notnull':
      return isSet;
    case 'in':
      return (value) => list.some((item) => sameJson(item, value));
    case 'notin':
      return (value) => isSet(value) && !list.some((item) => sameJson(item, value));
    case 'includes':
    case 'includesany':
      return (value) => Array.isArray(value) && list.some((item) => contains(value, item));
    case 'excludes':
    case 'excludesany':
      return (value) => !(Array.isArray(value) && list.some((item) => contains(value, item)));
    case 'includesall':
      return (value) => Array.isArray(value) && list.every((item) => contains(value, item));
    case 'excludesall':
      return (value) => !(Array.isArray(value) && list.every((item) => contains(value, item)));
  }
}

/** JSON values of different types are ordered by their types, as in the database. */
function compare(value: unknown, wanted: unknown, holds: (order: number) => boolean): boolean {
  if (!isSet(value) || !isSet(wanted)) return false;
  if (typeof value === 'number' && typeof wanted === 'number') return holds(value - wanted);
  if (typeof value === 'string' && typeof wanted === 'string')
    return holds(value < wanted ? -1 : value > wanted ? 1 : 0);
  const order = typeRank(value) - typeRank(wanted);
  return order !== 0 && holds(order);
}

function typeRank(value: unknown): number {
  return ['string', 'number', 'boolean', 'list', 'object'].indexOf(
    Array.isArray(value) ? 'list' : typeof value,
  );
}

function contains(list: readonly unknown[], wanted: unknown): boolean {
  return list.some((item) => sameJson(item, wanted));
}

function isSet(value: unknown): boolean {
  return value !== null && value !== undefined;
}
