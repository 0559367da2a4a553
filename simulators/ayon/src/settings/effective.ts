import type { Addon } from '../addons/addon.ts';
import type { JsonObject } from '../json.ts';
import { applyOverrides } from './overrides.ts';
import type { OverrideKey, OverrideStore } from './override-store.ts';

/** The overrides that hold for a key, lowest level first. */
export function levelsOf(
  store: OverrideStore,
  key: OverrideKey,
): { level: 'studio' | 'project' | 'site'; stored: JsonObject }[] {
  const { project, site, user, ...studio } = key;
  const levels: ReturnType<typeof levelsOf> = [{ level: 'studio', stored: store.get(studio) }];
  if (project !== undefined) levels.push({ level: 'project', stored: store.get({ ...studio, project }) });
  if (project !== undefined && site !== undefined)
    levels.push({ level: 'site', stored: store.get({ ...studio, project, site, user }) });
  return levels;
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
  for (const { stored } of levelsOf(store, key)) settings = applyOverrides(structure, settings, stored);
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
  for (const { level, stored } of levelsOf(store, key)) {
    const project = level === 'studio' ? undefined : key.project;
    const converted = await target.convert({ source: addon.version, overrides: stored, project });
    settings = applyOverrides(structure, settings, converted);
  }
  return target.validate('settings', settings);
}
