import * as z from 'zod';
import { settingTexts } from './setting-texts.ts';
import { type FtrackSettings, ftrackSettings } from './settings-tree.ts';

/** A stored value that cannot be used. */
export interface SettingProblem {
  /** Keys joined by `/`; list items by their index. */
  path: string;
  /** What is wrong and what is used instead. The value itself is never quoted: it may be secret. */
  message: string;
}

export interface ReadSettings {
  settings: FtrackSettings;
  problems: SettingProblem[];
}

/**
 * The settings of a stored document of any version of the addon. Never throws: a missing key has its default, an unusable
 * value too and is reported, an unusable row of a list of objects is left out and reported, unknown keys are passed over.
 */
export function readSettings(document: unknown): ReadSettings {
  const problems: SettingProblem[] = [];
  const read = readNode(ftrackSettings, document ?? {}, { path: '', problems });
  return { settings: ftrackSettings.parse(read), problems };
}

interface Place {
  path: string;
  problems: SettingProblem[];
}

function readNode(schema: z.core.$ZodType, value: unknown, place: Place): unknown {
  if (schema instanceof z.ZodObject) return readGroup(schema, value, place);
  if (value === undefined) return undefined;
  const list = schema instanceof z.ZodDefault ? schema.unwrap() : schema;
  if (list instanceof z.ZodArray && list.element instanceof z.ZodObject && Array.isArray(value)) {
    return readRows(list.element, value, { ...place, unique: settingTexts.get(schema)?.unique });
  }
  const result = z.safeParse(schema, value);
  if (result.success) return result.data;
  report(place, `${reason(result.error)}; the default is used`);
  return undefined;
}

function readGroup(schema: z.ZodObject, value: unknown, place: Place): Record<string, unknown> {
  const usable = isRecord(value);
  if (!usable && value !== undefined) report(place, 'must be a group of settings; the defaults are used');
  const entries = Object.entries(schema.shape).map(([key, child]) => {
    const stored = usable && Object.hasOwn(value, key) ? value[key] : undefined;
    return [key, readNode(child, stored, { ...place, path: childPath(place.path, key) })] as const;
  });
  return Object.fromEntries(entries);
}

function readRows(
  row: z.ZodObject,
  values: unknown[],
  place: Place & { unique: string | undefined },
): unknown[] {
  const { unique } = place;
  const taken = new Set<unknown>();
  return values.flatMap((value, index) => {
    const here = { ...place, path: childPath(place.path, String(index)) };
    const result = z.safeParse(row, value);
    if (!result.success) {
      report(here, `${reason(result.error)}; the row is left out`);
      return [];
    }
    const key = unique === undefined ? undefined : result.data[unique];
    if (unique !== undefined && taken.has(key)) {
      report(here, `${unique} stands in an earlier row already; the row is left out`);
      return [];
    }
    taken.add(key);
    return [result.data];
  });
}

function report({ path, problems }: Place, message: string): void {
  problems.push({ path, message });
}

function reason(error: z.core.$ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return 'not usable';
  const inside = issue.path.length === 0 ? '' : `${issue.path.join('/')}: `;
  return inside + issue.message;
}

function childPath(path: string, key: string): string {
  return path === '' ? key : `${path}/${key}`;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
