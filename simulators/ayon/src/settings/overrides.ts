import { copyJson, isObject, type Json, type JsonObject, sameJson } from '../json.ts';

/** Settings with overrides laid over them: objects merge by key, everything else is replaced; unknown keys are ignored. */
export function applyOverrides(settings: JsonObject, overrides: JsonObject): JsonObject {
  const result: JsonObject = {};
  for (const [key, value] of Object.entries(settings)) {
    const override = overrides[key];
    if (override === undefined) result[key] = value;
    else if (isObject(value) && isObject(override)) result[key] = applyOverrides(value, override);
    else result[key] = override;
  }
  return result;
}

/** The overrides to store for new settings: what differs from the old ones, and what was stored before. */
export function diffSettings(before: JsonObject, wanted: JsonObject, stored: JsonObject): JsonObject {
  const overrides: JsonObject = {};
  for (const [key, value] of Object.entries(before)) {
    const given = wanted[key] ?? value;
    const known = stored[key];
    if (isObject(value) && isObject(given)) {
      const inner = diffSettings(value, given, isObject(known) ? known : {});
      if (Object.keys(inner).length > 0) overrides[key] = inner;
    } else if (known !== undefined || !sameJson(value, given)) overrides[key] = copyJson(given);
  }
  return overrides;
}

/** The value at a path, or undefined. */
export function valueAt(settings: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = settings;
  for (const key of path) value = isObject(value) ? value[key] : undefined;
  return value;
}

/** The tree without what stands at a path; objects left empty go too. */
export function withoutPath(tree: JsonObject, [first = '', ...rest]: readonly string[]): JsonObject {
  const { [first]: found, ...others } = tree;
  if (rest.length === 0 || !isObject(found)) return others;
  const inner = withoutPath(found, rest);
  return Object.keys(inner).length > 0 ? { ...others, [first]: inner } : others;
}

/** The tree with a value at a path. */
export function withValueAt(
  tree: JsonObject,
  [first = '', ...rest]: readonly string[],
  value: Json,
): JsonObject {
  if (rest.length === 0) return { ...tree, [first]: value };
  const inner = tree[first];
  return { ...tree, [first]: withValueAt(isObject(inner) ? inner : {}, rest, value) };
}

/** What `GET …/overrides` answers: one entry for every branch and value of the settings. */
export function describeOverrides(
  settings: JsonObject,
  { stored, level, path = [] }: { stored: JsonObject; level: 'studio' | 'project'; path?: string[] },
): JsonObject {
  const entries: JsonObject = {};
  for (const [key, value] of Object.entries(settings)) {
    const here = [...path, key];
    const override = valueAt(stored, [key]);
    const id = `root_${here.join('_')}`;
    const found = override === undefined ? 'default' : level;
    if (isObject(value)) {
      entries[id] = {
        path: here,
        type: 'branch',
        value: null,
        level: found,
        inGroup: null,
        scope: ['studio', 'project'],
      };
      const inner = { stored: isObject(override) ? override : {}, level, path: here };
      Object.assign(entries, describeOverrides(value, inner));
    } else {
      const type = Array.isArray(value) ? { type: 'list' } : {};
      entries[id] = { path: here, ...type, value, level: found, inGroup: null, scope: ['studio', 'project'] };
    }
  }
  return entries;
}
