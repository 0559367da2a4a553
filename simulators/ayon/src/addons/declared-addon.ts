import type { AttributeOptions } from '../attributes/definition.ts';
import { AyonError } from '../errors.ts';
import type { Json, JsonObject } from '../json.ts';
import { convertOverrides, fillSettings } from '../settings/overrides.ts';
import { type SettingsStructure, structureOfSettings } from '../settings/structure.ts';
import type { Addon, SettingsKind } from './addon.ts';

/** An addon that is installed from the start and is described by data alone: it has no code. */
export interface AddonOptions {
  name: string;
  version: string;
  title?: string;
  /** The settings with their defaults, complete. */
  settings?: JsonObject;
  /** JSON schema of the settings; `{}` when not given. */
  schema?: JsonObject;
  /** Names of the services and their images. */
  services?: Record<string, { image: string }>;
  /** Attributes the addon puts into the server. */
  attributes?: readonly AttributeOptions[];
}

/** An addon made of its options. Values of its settings are not checked: any that has the right form is taken. */
export class DeclaredAddon implements Addon {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly addonType = 'pipeline';
  readonly system = false;
  readonly services: Readonly<Record<string, { image: string }>>;
  readonly frontendScopes = {};
  readonly frontendModules = {};
  readonly manifest = {};
  readonly folder = undefined;
  readonly broken = undefined;
  readonly #settings: JsonObject | undefined;
  readonly #schema: JsonObject;
  readonly #structure: SettingsStructure | undefined;

  constructor(options: AddonOptions) {
    this.name = options.name;
    this.version = options.version;
    this.title = options.title ?? options.name;
    this.services = options.services ?? {};
    this.#settings = options.settings;
    this.#schema = options.schema ?? {};
    this.#structure = options.settings && structureOfSettings(options.settings, this.#schema);
  }

  structure(kind: SettingsKind): SettingsStructure | undefined {
    return kind === 'settings' ? this.#structure : undefined;
  }

  async defaults(kind: SettingsKind): Promise<JsonObject> {
    return kind === 'settings' ? (this.#settings ?? {}) : {};
  }

  async validate(kind: SettingsKind, settings: JsonObject): Promise<JsonObject> {
    return this.#structure && kind === 'settings' ? fillSettings(this.#settings ?? {}, settings) : {};
  }

  async schema(kind: SettingsKind): Promise<JsonObject> {
    return kind === 'settings' ? this.#schema : {};
  }

  async readOverrides(stored: JsonObject): Promise<JsonObject> {
    return stored;
  }

  async convert({ overrides }: { overrides: JsonObject }): Promise<JsonObject> {
    return this.#structure ? convertOverrides(this.#structure, overrides) : {};
  }

  async run(what: string): Promise<Json> {
    if (what === 'actions') return [];
    if (what === 'settings_changed') return null;
    throw new AyonError(501, `Addon ${this.name} ${this.version} has no code in the simulator`);
  }
}
