import { isObject, type Json, type JsonObject, textOf } from '../json.ts';
import { readStructure, type SettingsStructure } from '../settings/structure.ts';
import type { Addon, SettingsContext, SettingsKind } from './addon.ts';
import type { InstalledAddon } from './installed.ts';
import type { PythonHost } from './python-host.ts';

/** An uploaded addon: its own code answers. */
export class PythonAddon implements Addon {
  readonly name: string;
  readonly version: string;
  readonly title: string;
  readonly services: Readonly<Record<string, { image: string }>>;
  readonly manifest: JsonObject;
  readonly folder: string;
  addonType = 'pipeline';
  system = false;
  frontendScopes: JsonObject = {};
  frontendModules: JsonObject = {};
  broken: JsonObject | undefined;
  readonly #host: PythonHost | undefined;
  #readsOverrides = false;
  #structures: Partial<Record<SettingsKind, SettingsStructure>> = {};

  /** Without a host the version is broken for the reason given. */
  constructor(installed: InstalledAddon, host: PythonHost | undefined, broken?: JsonObject) {
    this.name = installed.name;
    this.version = installed.version;
    this.title = installed.title;
    this.services = servicesOf(installed.manifest);
    this.manifest = installed.manifest;
    this.folder = installed.folder;
    this.broken = broken;
    this.#host = host;
  }

  /** Takes over what the code says about itself. */
  async describe(): Promise<void> {
    const told = await this.run('describe', {});
    if (!isObject(told)) return;
    this.addonType = textOf(told['addonType']);
    this.system = told['system'] === true;
    this.frontendScopes = isObject(told['frontendScopes']) ? told['frontendScopes'] : {};
    this.frontendModules = isObject(told['frontendModules']) ? told['frontendModules'] : {};
    this.#readsOverrides = told['readsOverrides'] === true;
    this.#structures = {};
    for (const kind of ['settings', 'siteSettings'] as const) {
      if (isObject(told[kind])) this.#structures[kind] = readStructure(told[kind]);
    }
  }

  structure(kind: SettingsKind): SettingsStructure | undefined {
    return this.#structures[kind];
  }

  async defaults(kind: SettingsKind): Promise<JsonObject> {
    return this.#object('defaults', { site: kind === 'siteSettings' });
  }

  async validate(kind: SettingsKind, settings: JsonObject): Promise<JsonObject> {
    return this.#object('validate', { site: kind === 'siteSettings', settings });
  }

  async schema(kind: SettingsKind, context: SettingsContext): Promise<JsonObject> {
    const given: JsonObject = {};
    for (const [key, value] of Object.entries(context)) if (value !== undefined) given[key] = String(value);
    return this.#object('schema', { site: kind === 'siteSettings', context: given });
  }

  async readOverrides(
    stored: JsonObject,
    { variant, project = null }: { variant: string; project?: string | null | undefined },
  ): Promise<JsonObject> {
    return this.#readsOverrides ? this.#object('overrides', { variant, project }) : stored;
  }

  async convert(given: { source: string; overrides: JsonObject; project?: string }): Promise<JsonObject> {
    const { source, overrides, project = null } = given;
    return this.#object('convert', { source, overrides, project });
  }

  async run(what: string, given: JsonObject): Promise<Json> {
    if (!this.#host) throw new Error(`Addon ${this.name} ${this.version} is not loaded`);
    return this.#host.do(what, { name: this.name, version: this.version, ...given });
  }

  async #object(what: string, given: JsonObject): Promise<JsonObject> {
    const value = await this.run(what, given);
    return isObject(value) ? value : {};
  }
}

function servicesOf(manifest: JsonObject): Record<string, { image: string }> {
  const services: Record<string, { image: string }> = {};
  const given = isObject(manifest['services']) ? manifest['services'] : {};
  for (const [name, service] of Object.entries(given)) {
    if (isObject(service)) services[name] = { image: textOf(service['image']) };
  }
  return services;
}
