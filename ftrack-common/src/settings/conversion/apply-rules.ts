import { CONVERSION_RULES, type ConversionRule } from './conversion-rules.ts';

/** A stored value that no setting can hold. */
export interface KeptValue {
  /** Keys joined by `/`; list items by their index. */
  path: string;
  /** As JSON. */
  value: string;
  /** Why, and where to set it now if there is such a place. */
  reason: string;
}

/** What rules report while they change a document. */
export interface ConversionReport {
  kept: KeptValue[];
  told: { path: string; message: string }[];
}

/** The rules for documents of version `from`; with `until` only those that lead up to that version. */
export function rulesFor(from: string, until?: string): readonly ConversionRule[] {
  return CONVERSION_RULES.filter(
    ({ before }) =>
      compareVersions(from, before) < 0 && (until === undefined || compareVersions(before, until) <= 0),
  );
}

/** Applies rules in their order. `document` is changed in place. */
export function applyRules(
  document: Record<string, unknown>,
  rules: readonly ConversionRule[],
  report: ConversionReport,
): void {
  for (const rule of rules) {
    if ('rename' in rule) rename(document, rule, report);
    else if ('move' in rule) move(document, rule, report);
    else if ('drop' in rule) drop(document, rule, report);
    else if (holds(document, rule.tell) && !(rule.unless !== undefined && holds(document, rule.unless))) {
      report.told.push({ path: rule.tell, message: rule.reason });
    }
  }
}

/** Adds every leaf of a value to those that are kept. An empty object holds nothing. */
export function keep(
  kept: KeptValue[],
  { path, value, reason }: { path: string; value: unknown; reason: string },
): void {
  if (!isRecord(value)) {
    kept.push({ path, value: JSON.stringify(value), reason });
    return;
  }
  for (const [key, inner] of Object.entries(value)) {
    keep(kept, { path: path === '' ? key : `${path}/${key}`, value: inner, reason });
  }
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const TAKEN = 'Its new place has a value already.';

/** An object that holds the last key of a path, and the path of that key with indexes. */
interface Place {
  parent: Record<string, unknown>;
  key: string;
  path: string;
}

function rename(
  document: Record<string, unknown>,
  rule: { rename: string; to: string },
  { kept }: ConversionReport,
) {
  for (const { parent, key, path } of placesOf(document, rule.rename)) {
    const value = take(parent, key);
    if (Object.hasOwn(parent, rule.to)) keep(kept, { path, value, reason: TAKEN });
    else parent[rule.to] = value;
  }
}

function move(
  document: Record<string, unknown>,
  rule: { move: string; to: string; set?: Readonly<Record<string, unknown>> },
  { kept }: ConversionReport,
): void {
  for (const { parent, key, path } of placesOf(document, rule.move)) {
    const value = take(parent, key);
    if (!put(document, rule.to, value)) keep(kept, { path, value, reason: TAKEN });
    else for (const [at, meaning] of Object.entries(rule.set ?? {})) put(document, at, meaning);
  }
}

function drop(
  document: Record<string, unknown>,
  { drop: path, reason }: { drop: string; reason: string },
  { kept }: ConversionReport,
): void {
  for (const place of placesOf(document, path)) {
    keep(kept, { path: place.path, value: take(place.parent, place.key), reason });
  }
}

function take(parent: Record<string, unknown>, key: string): unknown {
  const value = parent[key];
  delete parent[key];
  return value;
}

function holds(document: Record<string, unknown>, path: string): boolean {
  return placesOf(document, path).length > 0;
}

/** Every place of a document where the path leads. */
function placesOf(document: Record<string, unknown>, path: string): Place[] {
  const keys = path.split('/');
  const last = keys.pop() ?? '';
  let parents: { parent: unknown; path: string }[] = [{ parent: document, path: '' }];
  for (const key of keys) parents = parents.flatMap((one) => enter(one, key));
  return parents.flatMap(({ parent, path: at }) =>
    isRecord(parent) && Object.hasOwn(parent, last) ? [{ parent, key: last, path: at + last }] : [],
  );
}

function enter({ parent, path }: { parent: unknown; path: string }, key: string) {
  const name = key.replace(/\[\]$/, '');
  if (!isRecord(parent) || !Object.hasOwn(parent, name)) return [];
  const value = parent[name];
  if (name === key) return [{ parent: value, path: `${path}${name}/` }];
  const rows: unknown[] = Array.isArray(value) ? value : [];
  return rows.map((row, index) => ({ parent: row, path: `${path}${name}/${index}/` }));
}

/** Writes a value where there is none, making the objects on the way. False when something stands there. */
function put(document: Record<string, unknown>, path: string, value: unknown): boolean {
  const keys = path.split('/');
  const last = keys.pop() ?? '';
  let parent = document;
  for (const key of keys) {
    const next = Object.hasOwn(parent, key) ? parent[key] : {};
    if (!isRecord(next)) return false;
    parent[key] = next;
    parent = next;
  }
  if (Object.hasOwn(parent, last)) return false;
  parent[last] = value;
  return true;
}

/** By the three numbers; a version that has none is older than all. */
function compareVersions(left: string, right: string): number {
  const [a, b] = [numbersOf(left), numbersOf(right)];
  for (const index of [0, 1, 2]) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function numbersOf(version: string): number[] {
  return (/^\d+\.\d+\.\d+/.exec(version)?.[0] ?? '0').split('.').map(Number);
}
