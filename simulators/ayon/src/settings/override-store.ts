import { compareStoredKeys, isObject, type Json, type JsonObject } from '../json.ts';

/** Where overrides are stored. Site settings of a user have a site and a user and no variant. */
export interface OverrideKey {
  addon: string;
  version: string;
  variant: string;
  project?: string | undefined;
  site?: string | undefined;
  user?: string | undefined;
}

/** The overrides of all settings, sparse trees by addon, version, variant, project, site and user. */
export class OverrideStore {
  readonly #trees = new Map<string, JsonObject>();

  /** What is stored; undefined for nothing. */
  find(key: OverrideKey): JsonObject | undefined {
    return this.#trees.get(keyText(key));
  }

  /** What is stored; an empty object for nothing. */
  get(key: OverrideKey): JsonObject {
    return this.find(key) ?? {};
  }

  /** Stores a tree; an empty one removes what was stored. */
  set(key: OverrideKey, overrides: JsonObject): void {
    if (Object.keys(overrides).length === 0) this.#trees.delete(keyText(key));
    else this.#trees.set(keyText(key), sortStored(overrides));
  }
}

/** Objects with their keys in the order in which the database gives them back. */
function sortStored(value: JsonObject): JsonObject {
  const sorted: JsonObject = {};
  for (const key of Object.keys(value).sort(compareStoredKeys)) sorted[key] = sortInside(value[key] ?? null);
  return sorted;
}

function sortInside(value: Json): Json {
  if (Array.isArray(value)) return value.map(sortInside);
  return isObject(value) ? sortStored(value) : value;
}

function keyText({ addon, version, variant, project, site, user }: OverrideKey): string {
  return JSON.stringify([addon, version, variant, project ?? null, site ?? null, user ?? null]);
}
