import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Recorded settings of upstream's versions, beside the checkout. */
const folder = fileURLToPath(new URL('../../../../../shared/data/upstream-settings/', import.meta.url));

/** False where a checkout has no recordings. */
export const hasUpstreamSettings = existsSync(folder);

export const UPSTREAM_VERSIONS = [
  '0.2.5',
  '1.0.6',
  '1.1.12',
  '1.2.5',
  '1.3.3',
  '1.4.15',
  '1.5.3',
  '1.6.4',
] as const;

/** A recorded JSON file, like `1.6.4/defaults`. */
export function readUpstream<T>(file: string): T {
  return JSON.parse(readFileSync(`${folder}${file}.json`, 'utf8')) as T;
}

export interface StoredOverrides {
  studio: Record<string, unknown>;
  project: Record<string, unknown>;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every value that is not an object, by path; items of lists of objects are entered, by index. */
export function leavesOf(value: unknown, path = ''): [string, unknown][] {
  const inside = (key: string) => (path === '' ? key : `${path}/${key}`);
  if (isRecord(value)) {
    return Object.entries(value).flatMap(([key, inner]) => leavesOf(inner, inside(key)));
  }
  if (Array.isArray(value) && value.length > 0 && value.every(isRecord)) {
    return value.flatMap((inner, index) => leavesOf(inner, inside(String(index))));
  }
  return [[path, value]];
}

/** `a/b/0/c` and `a/b[].c` as `a/b[]/c`. */
export function patternOf(path: string): string {
  return path.replaceAll('[].', '[]/').replace(/\/\d+(?=\/|$)/g, '[]');
}

/** AYON's way: objects merge by key, everything else is replaced. */
export function overlay(below: unknown, above: unknown): unknown {
  if (above === undefined) return below;
  if (!isRecord(below) || !isRecord(above)) return above;
  const keys = new Set([...Object.keys(below), ...Object.keys(above)]);
  return Object.fromEntries([...keys].map((key) => [key, overlay(below[key], above[key])]));
}
