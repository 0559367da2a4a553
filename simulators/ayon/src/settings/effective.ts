import type { Addon } from '../addons/addon.ts';
import type { JsonObject } from '../json.ts';
import { applyOverrides } from './overrides.ts';
import type { OverrideKey, OverrideStore } from './override-store.ts';

/** Overrides of one level. */
interface Level {
  level: 'studio' | 'project' | 'site';
  stored: JsonObject;
}

/** The overrides that are stored for a key, lowest level first. */
function storedLevels(store: OverrideStore, key: OverrideKey): Level[] {
  const { project, site, user, ...studio } = key;
  const levels: Level[] = [{ level: 'studio', stored: store.get(studio) }];
  if (project !== undefined) levels.push({ level: 'project', stored: store.get({ ...studio, project }) });
  if (project !== undefined && site !== undefined)
    levels.push({ level: 'site', stored: store.get({ ...studio, project, site, user }) });
  return levels;
}

/** The overrides that hold for a key as the addon reads them, lowest level first. */
export async function readLevels(store: OverrideStore, addon: Addon, key: OverrideKey): Promise<Level[]> {
  return Promise.all(
    storedLevels(store, key).map(async ({ level, stored }) => ({
      level,
      stored: await readLevel(addon, stored, { ...key, level }),
    })),
  );
}

/** The overrides of the key's own level as the addon reads them. */
export async function readOwnOverrides(
  store: OverrideStore,
  addon: Addon,
  key: OverrideKey,
): Promise<JsonObject> {
  const level = key.site !== undefined ? 'site' : key.project === undefined ? 'studio' : 'project';
  return readLevel(addon, store.get(key), { ...key, level });
}

async function readLevel(
  addon: Addon,
  stored: JsonObject,
  { level, variant, project }: OverrideKey & Pick<Level, 'level'>,
): Promise<JsonObject> {
  if (level === 'site') return stored;
  return addon.readOverrides(stored, { variant, project: level === 'studio' ? undefined : project });
}

/**
 * The settings that hold: defaults, then the overrides of the studio, of the project and of the site over them, as the
 * addon's model takes them. Throws AddonException when what is stored does not fit the model.
 */
export async function readSettings(
  store: OverrideStore,
  addon: Addon,
  key: OverrideKey,
): Promise<JsonObject> {
  const structure = addon.structure('settings');
  if (!structure) return {};
  let settings = await addon.defaults('settings');
  for (const { stored } of await readLevels(store, addon, key))
    settings = applyOverrides(structure, settings, stored);
  return addon.validate('settings', settings);
}

/** The settings of an addon version in the form of another version: its overrides converted, over the other's defaults. */
export async function readSettingsAs(
  store: OverrideStore,
  { addon, target, key }: { addon: Addon; target: Addon; key: OverrideKey },
): Promise<JsonObject> {
  const structure = target.structure('settings');
  if (!structure) return {};
  let settings = await target.defaults('settings');
  for (const { level, stored } of storedLevels(store, key)) {
    const project = level === 'studio' ? undefined : key.project;
    const converted = await target.convert({ source: addon.version, overrides: stored, project });
    settings = applyOverrides(structure, settings, converted);
  }
  return target.validate('settings', settings);
}
