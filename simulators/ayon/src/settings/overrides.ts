import { copyJson, isObject, type Json, type JsonObject, sameJson } from '../json.ts';
import type { SettingsNode, SettingsStructure } from './structure.ts';

/** A way through settings: names of fields. */
export type SettingsPath = readonly string[];

/**
 * Settings with overrides laid over them. Objects merge by key, groups as well; lists and values are replaced. Unknown
 * keys, a text in place of a number and anything but an object in place of an object are ignored.
 */
export function applyOverrides(
  structure: SettingsStructure,
  settings: JsonObject,
  overrides: JsonObject,
): JsonObject {
  const result: JsonObject = { ...settings };
  for (const [key, { node }] of Object.entries(structure.fields)) {
    const override = overrides[key];
    if (override === undefined) continue;
    const below = settings[key];
    if (node.is === 'object') {
      if (isObject(override)) result[key] = applyOverrides(node, isObject(below) ? below : {}, override);
    } else if (!isTextForNumber(node, override)) result[key] = override;
  }
  return result;
}

function isTextForNumber(node: SettingsNode, value: Json): boolean {
  return (
    node.is === 'value' &&
    node.type === 'number' &&
    typeof value === 'string' &&
    !Number.isFinite(Number(value))
  );
}

/** Settings completed from others: what is missing is taken from them, keys they do not have are dropped. */
export function fillSettings(from: JsonObject, given: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(from)) {
    const own = given[key];
    const isBranch = isObject(value) && isObject(own) && Object.keys(value).length > 0;
    result[key] = isBranch ? fillSettings(value, own) : (own ?? value);
  }
  return result;
}

/** What new settings are compared with. */
export interface OverrideChange {
  /** The settings that held before. */
  before: JsonObject;
  wanted: JsonObject;
  /** The overrides stored before. */
  stored: JsonObject;
  /** Stored even when they differ in nothing. */
  pinned: readonly SettingsPath[];
}

/** The overrides to store for new settings: what differs from before, what was stored already, and what is pinned. */
export function diffOverrides(
  structure: SettingsStructure,
  { before, wanted, stored, pinned }: OverrideChange,
): JsonObject {
  const overrides: JsonObject = {};
  for (const [key, { node }] of Object.entries(structure.fields)) {
    const value = wanted[key];
    if (value === undefined) continue;
    const old = before[key];
    const known = stored[key];
    const pins = pinned.filter(([first]) => first === key).map((path) => path.slice(1));
    if (node.is === 'object' && !node.isGroup && isObject(value)) {
      const inner = diffOverrides(node, {
        before: isObject(old) ? old : {},
        wanted: value,
        stored: isObject(known) ? known : {},
        pinned: pins,
      });
      if (Object.keys(inner).length > 0) overrides[key] = inner;
    } else if (known !== undefined || pins.length > 0 || !sameJson(old, value)) {
      overrides[key] = copyJson(value);
    }
  }
  return overrides;
}

/** What of the overrides of another version has a place in this form. */
export function convertOverrides(structure: SettingsStructure, overrides: JsonObject): JsonObject {
  const kept: JsonObject = {};
  for (const [key, value] of Object.entries(overrides)) {
    const node = structure.fields[key]?.node;
    if (node?.is === 'object') {
      if (isObject(value)) kept[key] = convertOverrides(node, value);
    } else if (node !== undefined && !isTextForNumber(node, value)) kept[key] = value;
  }
  return kept;
}

/** The value at a path, or undefined. */
export function valueAt(settings: JsonObject, path: SettingsPath): Json | undefined {
  let value: Json | undefined = settings;
  for (const key of path) value = isObject(value) ? value[key] : undefined;
  return value;
}

/** The tree without what stands at a path; objects left empty go too. */
export function withoutPath(tree: JsonObject, [first = '', ...rest]: SettingsPath): JsonObject {
  const { [first]: found, ...others } = tree;
  if (rest.length === 0 || !isObject(found)) return others;
  const inner = withoutPath(found, rest);
  return Object.keys(inner).length > 0 ? { ...others, [first]: inner } : others;
}

/** The tree with a value at a path. */
export function withValueAt(tree: JsonObject, [first = '', ...rest]: SettingsPath, value: Json): JsonObject {
  if (rest.length === 0) return { ...tree, [first]: value };
  const inner = tree[first];
  return { ...tree, [first]: withValueAt(isObject(inner) ? inner : {}, rest, value) };
}
