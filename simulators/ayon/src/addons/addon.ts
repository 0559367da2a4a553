import type { Json, JsonObject } from '../json.ts';
import type { SettingsStructure } from '../settings/structure.ts';

/** Which of an addon's two settings is meant. */
export type SettingsKind = 'settings' | 'siteSettings';

/** For whom a schema or the settings are asked. */
export interface SettingsContext {
  settings_variant: string;
  user_name: string;
  project_name?: string | undefined;
  site_id?: string | undefined;
}

/** What listings say about a version of an addon. */
export interface AddonFacts {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly addonType: string;
  readonly system: boolean;
  readonly services: Readonly<Record<string, { image: string }>>;
  readonly frontendScopes: JsonObject;
  readonly frontendModules: JsonObject;
  /** The rest of its package file. */
  readonly manifest: JsonObject;
  /** Where its files are; undefined when it has none. */
  readonly folder: string | undefined;
}

/** A version of an addon the server has loaded. */
export interface Addon extends AddonFacts {
  /** Why it does not work: `{error, traceback}`. */
  readonly broken: JsonObject | undefined;
  /** The form of its settings; undefined when it has none. */
  structure(kind: SettingsKind): SettingsStructure | undefined;
  defaults(kind: SettingsKind): Promise<JsonObject>;
  /** The settings as the addon's model has them, completed. Throws AddonException when they do not fit. */
  validate(kind: SettingsKind, settings: JsonObject): Promise<JsonObject>;
  schema(kind: SettingsKind, context: SettingsContext): Promise<JsonObject>;
  /** What it makes of its stored overrides, of the studio or of a project, before they are laid over its defaults. */
  readOverrides(
    stored: JsonObject,
    place: { variant: string; project?: string | undefined },
  ): Promise<JsonObject>;
  /** Overrides of another version made fit for this one. Throws what the addon throws. */
  convert(given: {
    source: string;
    overrides: JsonObject;
    project?: string | undefined;
  }): Promise<JsonObject>;
  /** Has the addon's own code do something the simulator only hands over; see `python/host.py`. */
  run(what: string, given: JsonObject): Promise<Json>;
}
