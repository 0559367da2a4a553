import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { convertOverrides } from './conversion/convert-overrides.ts';
import { CONVERSION_RULES } from './conversion/conversion-rules.ts';
import { readSettings } from './read-settings.ts';
import { eachNode, type SettingKind, type SettingNode, settingNodes } from './setting-nodes.ts';
import {
  hasUpstreamSettings,
  isRecord,
  overlay,
  patternOf,
  readUpstream,
  type StoredOverrides,
} from './testing/upstream-settings.ts';

interface SchemaField {
  type?: string;
  default?: unknown;
  scope?: string[];
  items?: { $ref?: string; type?: string };
  allOf?: { $ref: string }[];
  enum?: string[];
}

interface SchemaObject {
  properties: Record<string, SchemaField>;
  isgroup: boolean;
}

type Schema = SchemaObject & { definitions: Record<string, SchemaObject> };

const nodes = new Map([...eachNode(settingNodes())].map((node) => [node.path, node]));

describe.skipIf(!hasUpstreamSettings)('the tree beside 1.6.4 (../shared/data/upstream-settings)', () => {
  test('every key of 1.6.4 is there, of the same kind, in the same order, overridden at the same levels and by the same groups', () => {
    const schema = readUpstream<Schema>('1.6.4/schema');
    const differences = compareObjects(schema, schema, { path: '', studioOnly: false });
    expect(differences).toEqual([]);
  });

  test('every key of every version is there, renamed, or dropped with a reason', () => {
    const { keys } = readUpstream<{ keys: { path: string; in: [string, string][] }[] }>('key-history');
    const homeless = keys.map(({ path }) => patternOf(path)).filter((path) => !isPlaced(path));
    expect(homeless).toEqual([]);
  });

  const changed = changedDefaults();

  test.each(['1.5.3', '1.6.4'])('%s: without overrides only the defaults of the table differ', (version) => {
    const theirs = readUpstream<unknown>(`${version}/defaults`);
    expect(differencesOf(theirs, readSettings({}).settings)).toEqual(changed);
  });

  test.each(['1.5.3', '1.6.4'])('%s: with overrides nothing else differs', (version) => {
    for (const file of ['overrides', 'overrides-typical']) {
      const stored = readUpstream<StoredOverrides>(`${version}/${file}`);
      const theirs = readUpstream<StoredOverrides>(`${version}/${file}-effective`);
      const studio = convertOverrides(stored.studio, version).document;
      const project = convertOverrides(stored.project, version).document;
      const ofStudio = readSettings(studio);
      const ofProject = readSettings(overlay(studio, project));
      expect([...ofStudio.problems, ...ofProject.problems]).toEqual([]);
      expect(changed).toEqual(expect.arrayContaining(differencesOf(theirs.studio, ofStudio.settings)));
      expect(changed).toEqual(expect.arrayContaining(differencesOf(theirs.project, ofProject.settings)));
    }
  });
});

/** Compares a model of upstream's schema with our node of the path; answers what differs. */
function compareObjects(
  schema: Schema,
  object: SchemaObject,
  { path, studioOnly }: { path: string; studioOnly: boolean },
): string[] {
  const order = Object.keys(object.properties);
  const ours = nodesBelow(path).filter((key) => order.includes(key));
  const moved = JSON.stringify(ours) === JSON.stringify(order) ? [] : [`${path} has another order`];
  const fields = Object.entries(object.properties).flatMap(([key, field]) => {
    const here = path === '' ? key : `${path}/${key}`;
    const node = nodes.get(here);
    if (node === undefined) return [`${here} is missing`];
    const model = modelOf(schema, field);
    const inStudioOnly = studioOnly || field.scope?.includes('project') === false;
    const found = compareField(field, node, { model, studioOnly: inStudioOnly });
    const inside = node.kind === 'rows' ? `${here}[]` : here;
    const below = { path: inside, studioOnly: inStudioOnly };
    return [...found, ...(model === undefined ? [] : compareObjects(schema, model, below))];
  });
  return [...moved, ...fields];
}

function nodesBelow(path: string): string[] {
  return nodes.get(path.replace(/\[\]$/, ''))?.children.map((child) => child.key) ?? [];
}

function modelOf(schema: Schema, field: SchemaField): SchemaObject | undefined {
  const name = (field.allOf?.[0]?.$ref ?? field.items?.$ref)?.split('/').at(-1);
  return name === undefined ? undefined : schema.definitions[name];
}

/** Shown for projects too, because 1.4 stored it there. */
const OPENED = /^custom_attributes(?:\/attributes_mapping\b.*)?$/;

function compareField(
  field: SchemaField,
  node: SettingNode,
  { model, studioOnly }: { model: SchemaObject | undefined; studioOnly: boolean },
): string[] {
  const kind = kindOf(field);
  const hidden = node.scope.length === 0;
  const inRows = node.path.includes('[]');
  return [
    ...(kind === node.kind ? [] : [`${node.path} is ${node.kind}, was ${kind}`]),
    ...(hidden || OPENED.test(node.path) || studioOnly === !node.scope.includes('project')
      ? []
      : [`${node.path} has other levels`]),
    ...(node.kind === 'group' && (model?.isgroup ?? false) !== (node.text.whole ?? false)
      ? [`${node.path} is overridden otherwise`]
      : []),
    ...(inRows && field.default !== undefined && field.default !== node.defaultValue
      ? [`${node.path} has another default`]
      : []),
  ];
}

function kindOf(field: SchemaField): SettingKind {
  if (field.allOf !== undefined) return 'group';
  if (field.type === 'array') return field.items?.$ref === undefined ? 'strings' : 'rows';
  return field.type as SettingKind;
}

/** Follows a path through the rules, oldest first. */
function isPlaced(path: string): boolean {
  let now = path;
  for (const rule of CONVERSION_RULES) {
    if ('rename' in rule && now.startsWith(rule.rename)) {
      now = rule.rename.replace(/[^/]+$/, rule.to) + now.slice(rule.rename.length);
    } else if ('move' in rule && now === rule.move) now = rule.to;
    else if ('drop' in rule && now.startsWith(`${rule.drop}/`)) return rule.reason !== '';
  }
  return nodes.has(now);
}

interface Difference {
  key: string;
  old: string;
  new: string;
}

/** The rows of the table of changed defaults, by key. */
function changedDefaults(): Difference[] {
  const file = new URL('../../../docs/migration-from-1.6.md', import.meta.url);
  const rows = readFileSync(file, 'utf8').matchAll(/^\| `([^`]+)` \| `([^`]+)` \| `([^`]+)` \| .+ \|$/gm);
  return byKey([...rows].map(([, key = '', old = '', now = '']) => ({ key, old, new: now })));
}

/** Settings of theirs that have another value in ours. Rows that stand for the same things are compared one by one. */
function differencesOf(theirs: unknown, ours: unknown): Difference[] {
  return byKey(compareValues(theirs, ours, ''));
}

function compareValues(theirs: unknown, ours: unknown, path: string): Difference[] {
  const unique = nodes.get(path)?.text.unique;
  const [left, right] = unique === undefined ? [theirs, ours] : [byRow(theirs, unique), byRow(ours, unique)];
  const sameRows = unique === undefined || JSON.stringify(keysOf(left)) === JSON.stringify(keysOf(right));
  if (isRecord(left) && isRecord(right) && sameRows) {
    return Object.keys(left).flatMap((key) =>
      compareValues(left[key], right[key], path === '' ? key : `${path}/${key}`),
    );
  }
  const [old, now] = [JSON.stringify(theirs), JSON.stringify(ours)];
  return sortedJson(theirs) === sortedJson(ours) ? [] : [{ key: path, old, new: now }];
}

function byRow(rows: unknown, unique: string): unknown {
  if (!Array.isArray(rows)) return rows;
  return Object.fromEntries(rows.filter(isRecord).map((row) => [`${String(row[unique])}`, row]));
}

function keysOf(value: unknown): string[] {
  return isRecord(value) ? Object.keys(value) : [];
}

function sortedJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    isRecord(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function byKey(differences: Difference[]): Difference[] {
  return differences.toSorted((a, b) => (a.key < b.key ? -1 : 1));
}
