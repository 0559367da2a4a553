import { isObject, type Json, type JsonObject } from '../json.ts';
import { type SettingsPath, valueAt } from './overrides.ts';
import type { SettingsNode, SettingsStructure } from './structure.ts';

/** Stored overrides of one level. */
export interface OverrideLevel {
  level: 'studio' | 'project' | 'site';
  stored: JsonObject;
}

/** What `GET …/overrides` answers: an entry for everything that is overridden, with all that a group or list holds. */
export function describeOverrides(
  structure: SettingsStructure,
  settings: JsonObject,
  levels: readonly OverrideLevel[],
): JsonObject {
  const entries: JsonObject = {};
  for (const [name, { scope, node }] of Object.entries(structure.fields)) {
    describeField({ entries, levels }, { path: [name], value: settings[name] ?? null, scope, node });
  }
  return entries;
}

interface Listing {
  entries: JsonObject;
  levels: readonly OverrideLevel[];
}

interface Found {
  path: SettingsPath;
  value: Json;
  scope: string[];
  node: SettingsNode;
}

function describeField({ entries, levels }: Listing, { path, value, scope, node }: Found): void {
  const level = levels.findLast(({ stored }) => valueAt(stored, path) !== undefined)?.level;
  if (level === undefined) return;
  const entry = { path: [...path], level, inGroup: null, scope };
  if (node.is === 'value') {
    entries[keyOf(path)] = { ...entry, value };
  } else if (node.is === 'list') {
    entries[keyOf(path)] = { ...entry, type: 'list' };
    describeInside(entries, { path, value, scope, node }, { level, group: path });
  } else if (node.isGroup) {
    entries[keyOf(path)] = { ...entry, type: 'group' };
    describeInside(entries, { path, value, scope, node }, { level, group: path });
  } else {
    entries[keyOf(path)] = { ...entry, type: 'branch' };
    for (const [name, field] of Object.entries(node.fields)) {
      const inner = isObject(value) ? (value[name] ?? null) : null;
      describeField({ entries, levels }, { path: [...path, name], value: inner, ...field });
    }
  }
}

/** All that a group or a list holds, overridden or not. */
function describeInside(
  entries: JsonObject,
  { path, value, scope, node }: Found,
  { level, group }: { level: string; group: SettingsPath },
): void {
  const inside = { level, group };
  if (node.is === 'list') {
    for (const [index, item] of (Array.isArray(value) ? value : []).entries()) {
      const here = [...path, String(index)];
      if (node.item.is === 'value') {
        entries[keyOf(here)] = { path: here, level: 'default', value: item, inGroup: [...group], scope };
      } else describeInside(entries, { path: here, value: item, scope, node: node.item }, inside);
    }
  } else if (node.is === 'object') {
    for (const [name, field] of Object.entries(node.fields)) {
      const here = [...path, name];
      const inner = isObject(value) ? (value[name] ?? null) : null;
      const entry = { path: here, level, inGroup: [...group], scope: field.scope };
      if (field.node.is === 'value') entries[keyOf(here)] = { ...entry, value: inner };
      else {
        entries[keyOf(here)] = { ...entry, type: field.node.is === 'list' ? 'list' : 'branch' };
        describeInside(entries, { path: here, value: inner, ...field }, inside);
      }
    }
  }
}

function keyOf(path: SettingsPath): string {
  return `root_${path.join('_')}`;
}
