import type { AttributeOptions } from '../attributes/definition.ts';
import type { JsonObject } from '../json.ts';
import { applyOverrides } from './overrides.ts';

/** An installed version of an addon: all the simulator knows about it. */
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

/** A set of addon versions that are used together. */
export interface Bundle {
  name: string;
  createdAt: string;
  addons: Record<string, string | null>;
  installerVersion: string | null;
  dependencyPackages: JsonObject;
  addonDevelopment: JsonObject;
  isProduction: boolean;
  isStaging: boolean;
  isArchived: boolean;
  isDev: boolean;
  isProject: boolean;
}

/** Where overrides are stored. */
export interface OverrideKey {
  addon: string;
  version: string;
  variant: string;
  project?: string | undefined;
}

/** Installed addons, the bundles made of them, and the overrides of their settings. */
export class Addons {
  readonly bundles = new Map<string, Bundle>();
  readonly #installed = new Map<string, Map<string, AddonOptions>>();
  readonly #overrides = new Map<string, JsonObject>();

  /** Addons handed in are installed, and their newest versions make the production bundle. */
  constructor(options: readonly AddonOptions[], now: string) {
    for (const addon of options) {
      const versions = this.#installed.get(addon.name) ?? new Map<string, AddonOptions>();
      versions.set(addon.version, addon);
      this.#installed.set(addon.name, versions);
    }
    if (options.length === 0) return;
    const addons = Object.fromEntries(options.map(({ name, version }) => [name, version]));
    this.bundles.set('production', { ...emptyBundle('production', now), addons, isProduction: true });
  }

  get(name: string, version: string): AddonOptions | undefined {
    return this.#installed.get(name)?.get(version);
  }

  /** Names with their versions. */
  list(): ReadonlyMap<string, ReadonlyMap<string, AddonOptions>> {
    return this.#installed;
  }

  /** The settings that hold: defaults, with the overrides of the studio and those of the project over them. */
  settings(addon: AddonOptions, key: OverrideKey): JsonObject {
    const studio = applyOverrides(addon.settings ?? {}, this.overrides({ ...key, project: undefined }));
    return key.project === undefined ? studio : applyOverrides(studio, this.overrides(key));
  }

  overrides(key: OverrideKey): JsonObject {
    return this.#overrides.get(keyText(key)) ?? {};
  }

  setOverrides(key: OverrideKey, overrides: JsonObject): void {
    if (Object.keys(overrides).length === 0) this.#overrides.delete(keyText(key));
    else this.#overrides.set(keyText(key), overrides);
  }

  /** The bundle a variant stands for: the production one, the staging one, or a dev bundle by its name. */
  bundleOf(variant: string): Bundle | undefined {
    const bundles = [...this.bundles.values()];
    if (variant === 'production') return bundles.find(({ isProduction }) => isProduction);
    if (variant === 'staging') return bundles.find(({ isStaging }) => isStaging);
    return this.bundles.get(variant);
  }
}

/** A bundle with nothing in it. */
export function emptyBundle(name: string, now: string): Bundle {
  return {
    name,
    createdAt: now,
    addons: {},
    installerVersion: null,
    dependencyPackages: {},
    addonDevelopment: {},
    isProduction: false,
    isStaging: false,
    isArchived: false,
    isDev: false,
    isProject: false,
  };
}

function keyText({ addon, version, variant, project }: OverrideKey): string {
  return JSON.stringify([addon, version, variant, project ?? null]);
}
