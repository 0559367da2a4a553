import { dashedId } from '../ids.ts';
import { isObject, type Json } from '../json.ts';

/** Values the placeholders of a recording stand for, by placeholder. */
export type Bindings = Map<string, string>;

/** Paths with special rules; `*` stands for one step. */
export interface CompareRules {
  unordered?: readonly string[] | undefined;
  ignore?: readonly string[] | undefined;
}

const PLACEHOLDER =
  /<(?:(?:uuid|dashed uuid|hex64|cursor):\d+|session token of \w+|time:naive|time|number|text)>/g;

const FORMS: readonly [RegExp, string][] = [
  [/^<uuid:\d+>$/, '[0-9a-f]{32}'],
  [/^<dashed uuid:\d+>$/, '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'],
  [/^<hex64:\d+>$/, '[0-9a-f]{64}'],
  [/^<cursor:\d+>$/, '.+'],
  [/^<session token of \w+>$/, '[0-9a-f]{64}'],
  [/^<time>$/, '\\d{4}-\\d\\d-\\d\\dT[\\d:.]+(?:Z|[+-]\\d\\d:\\d\\d)'],
  [/^<time:naive>$/, '\\d{4}-\\d\\d-\\d\\dT[\\d:.]+'],
  [/^<number>$/, '-?\\d+(?:\\.\\d+)?'],
  [/^<text>$/, '[^]*'],
];

/** Compares an answer with a recorded one; binds placeholders that are met for the first time. */
export function compareValues(
  recorded: unknown,
  actual: unknown,
  { rules, bindings, path }: { rules: CompareRules; bindings: Bindings; path: string },
): string[] {
  if (rules.ignore?.some((pattern) => pathMatches(pattern, path))) return [];
  const inside = { rules, bindings, path };
  if (typeof recorded === 'string' && /^[{[]/.test(recorded) && typeof actual === 'string') {
    const [left, right] = [tryParse(recorded), tryParse(actual)];
    if (left !== undefined && right !== undefined) return compareValues(left, right, inside);
  }
  if (typeof recorded === 'string') return compareText(recorded, actual, inside);
  if (Array.isArray(recorded)) {
    if (!Array.isArray(actual)) return [differ(path, recorded, actual)];
    const isUnordered = rules.unordered?.some((pattern) => pathMatches(pattern, path)) ?? false;
    return isUnordered ? compareUnordered(recorded, actual, inside) : compareLists(recorded, actual, inside);
  }
  if (isObject(recorded)) {
    if (!isObject(actual)) return [differ(path, recorded, actual)];
    const keys = new Set([...Object.keys(recorded), ...Object.keys(actual)]);
    return [...keys].flatMap((key) =>
      key in recorded && key in actual
        ? compareValues(recorded[key], actual[key], { rules, bindings, path: `${path}/${key}` })
        : [differ(`${path}/${key}`, recorded[key], actual[key])],
    );
  }
  return Object.is(recorded, actual) ? [] : [differ(path, recorded, actual)];
}

/** Puts the bound values into a recorded request. */
export function fillIn<T extends Json>(value: T, bindings: Bindings): T {
  if (typeof value === 'string') {
    return value.replaceAll(PLACEHOLDER, (placeholder) => bindings.get(placeholder) ?? placeholder) as T;
  }
  if (Array.isArray(value)) return value.map((item) => fillIn(item, bindings)) as T;
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillIn(item, bindings)])) as T;
}

interface Place {
  rules: CompareRules;
  bindings: Bindings;
  path: string;
}

function compareText(recorded: string, actual: unknown, { bindings, path }: Place): string[] {
  if (recorded === '<number>') return typeof actual === 'number' ? [] : [differ(path, recorded, actual)];
  if (typeof actual !== 'string') return [differ(path, recorded, actual)];
  const placeholders = recorded.match(PLACEHOLDER) ?? [];
  if (placeholders.length === 0) return recorded === actual ? [] : [differ(path, recorded, actual)];
  let source = '';
  let end = 0;
  for (const placeholder of placeholders) {
    const start = recorded.indexOf(placeholder, end);
    source += `${escape(recorded.slice(end, start))}(${formOf(placeholder, bindings)})`;
    end = start + placeholder.length;
  }
  const found = new RegExp(`^${source}${escape(recorded.slice(end))}$`).exec(actual);
  if (!found) return [differ(path, recorded, actual)];
  for (const [index, placeholder] of placeholders.entries()) {
    if (isNumbered(placeholder)) bind(bindings, placeholder, found[index + 1] ?? '');
  }
  return [];
}

function formOf(placeholder: string, bindings: Bindings): string {
  const bound = bindings.get(placeholder);
  if (bound !== undefined && isNumbered(placeholder)) return escape(bound);
  return FORMS.find(([form]) => form.test(placeholder))?.[1] ?? '[^]*';
}

function isNumbered(placeholder: string): boolean {
  return /:\d+>$|^<session/.test(placeholder);
}

/** A plain id and its dashed form have the same number and are bound together. */
function bind(bindings: Bindings, placeholder: string, value: string): void {
  bindings.set(placeholder, value);
  const number = /uuid:(\d+)>$/.exec(placeholder)?.[1];
  if (number === undefined) return;
  const plain = value.replaceAll('-', '');
  bindings.set(`<uuid:${number}>`, plain);
  bindings.set(`<dashed uuid:${number}>`, dashedId(plain));
}

function compareLists(recorded: readonly unknown[], actual: readonly unknown[], place: Place): string[] {
  const differences =
    recorded.length === actual.length
      ? []
      : [`${place.path}: ${recorded.length} items recorded, ${actual.length} answered`];
  for (const [index, item] of recorded.entries()) {
    if (index >= actual.length) break;
    differences.push(...compareValues(item, actual[index], { ...place, path: `${place.path}/${index}` }));
  }
  return differences;
}

function compareUnordered(recorded: readonly unknown[], actual: readonly unknown[], place: Place): string[] {
  if (recorded.length !== actual.length) return compareLists(recorded, actual, place);
  const left = [...actual.entries()];
  const differences: string[] = [];
  for (const [index, item] of recorded.entries()) {
    const path = `${place.path}/${index}`;
    const match = left.findIndex(
      ([, candidate]) =>
        compareValues(item, candidate, { ...place, path, bindings: new Map(place.bindings) }).length === 0,
    );
    if (match < 0) {
      differences.push(differ(path, item, 'nothing like it'));
      continue;
    }
    const [[, found]] = left.splice(match, 1) as [[number, unknown]];
    compareValues(item, found, { ...place, path });
  }
  return differences;
}

function pathMatches(pattern: string, path: string): boolean {
  const wanted = pattern.split('/');
  const given = path.split('/');
  return (
    wanted.length === given.length && wanted.every((part, index) => part === '*' || part === given[index])
  );
}

function differ(path: string, recorded: unknown, actual: unknown): string {
  return `${path}: recorded ${shorten(recorded)}, answered ${shorten(actual)}`;
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function escape(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
