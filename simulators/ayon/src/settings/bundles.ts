import type { JsonObject } from '../json.ts';

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
  activeUser: string | null;
}

/** All bundles by name. */
export class Bundles {
  readonly #byName = new Map<string, Bundle>();

  get(name: string): Bundle | undefined {
    return this.#byName.get(name);
  }

  /** Newest first. */
  list(): Bundle[] {
    return [...this.#byName.values()].reverse();
  }

  /** Stores a bundle; only one is the production one, one the staging one, and one the bundle of a developer. */
  save(bundle: Bundle): void {
    for (const other of this.#byName.values()) {
      if (other.name === bundle.name) continue;
      if (bundle.isProduction) other.isProduction = false;
      if (bundle.isStaging) other.isStaging = false;
      if (bundle.activeUser !== null && other.activeUser === bundle.activeUser) other.activeUser = null;
    }
    this.#byName.set(bundle.name, bundle);
  }

  delete(name: string): void {
    this.#byName.delete(name);
  }

  /** The bundle a variant stands for: the production one, the staging one, or a dev bundle by its name. */
  ofVariant(variant: string): Bundle | undefined {
    if (variant === 'production') return this.list().find(({ isProduction }) => isProduction);
    if (variant === 'staging') return this.list().find(({ isStaging }) => isStaging);
    return this.#byName.get(variant);
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
    activeUser: null,
  };
}
