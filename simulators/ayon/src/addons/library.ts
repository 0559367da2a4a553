import type { JsonObject } from '../json.ts';
import { Bundles, emptyBundle } from '../settings/bundles.ts';
import { OverrideStore } from '../settings/override-store.ts';
import type { Addon } from './addon.ts';
import { type AddonOptions, DeclaredAddon } from './declared-addon.ts';
import { type InstalledAddon, InstalledFiles } from './installed.ts';
import { PythonAddon } from './python-addon.ts';
import { AddonException, type AnswerAddon, PythonHost } from './python-host.ts';

/** What the loading of addons tells. */
export interface LoadReport {
  /** Texts for the log: versions that could not be made. */
  failures: string[];
  /** Whether an addon asked for one more restart. */
  restartRequested: boolean;
}

/** All addons of the server: their files, the versions that are loaded, bundles, and overrides of their settings. */
export class Addons {
  readonly files = new InstalledFiles();
  readonly bundles = new Bundles();
  readonly overrides = new OverrideStore();
  readonly #declared: readonly Addon[];
  #loaded = new Map<string, Map<string, Addon>>();
  #host: PythonHost | undefined;

  /** Addons handed in are loaded, and their newest versions make the production bundle. */
  constructor(options: readonly AddonOptions[], now: string) {
    this.#declared = options.map((addon) => new DeclaredAddon(addon));
    for (const addon of this.#declared) this.#keep(addon);
    if (options.length === 0) return;
    const addons = Object.fromEntries(options.map(({ name, version }) => [name, version]));
    this.bundles.save({ ...emptyBundle('production', now), addons, isProduction: true });
  }

  get(name: string, version: string): Addon | undefined {
    return this.#loaded.get(name)?.get(version);
  }

  /** The loaded versions by name. */
  list(): ReadonlyMap<string, ReadonlyMap<string, Addon>> {
    return this.#loaded;
  }

  /** Loads every installed version anew, as the start of a server does. */
  async load(answer: AnswerAddon): Promise<LoadReport> {
    await this.stop();
    this.#loaded = new Map();
    for (const addon of this.#declared) this.#keep(addon);
    const installed = this.files.list();
    const report: LoadReport = { failures: [], restartRequested: false };
    if (installed.length === 0) return report;
    try {
      this.#host = await PythonHost.start(answer);
    } catch (error) {
      const reason = { error: error instanceof Error ? error.message : String(error), traceback: '' };
      for (const version of installed) this.#keep(new PythonAddon(version, undefined, reason));
      return report;
    }
    const made: PythonAddon[] = [];
    for (const version of installed) {
      const addon = await this.#make(version, this.#host, report);
      if (addon) made.push(addon);
    }
    // An addon that asks for a restart while it is made gets no set-up in this round.
    if (!report.restartRequested) await setUp(made, report);
    return report;
  }

  /** Ends the Python process, if there is one. */
  async stop(): Promise<void> {
    const host = this.#host;
    this.#host = undefined;
    await host?.stop();
  }

  /** Hands an event to addons that asked for it. */
  tellEvent(event: JsonObject): void {
    this.#host?.do('event', { event }).catch(() => undefined);
  }

  async #make(
    installed: InstalledAddon,
    host: PythonHost,
    report: LoadReport,
  ): Promise<PythonAddon | undefined> {
    const addon = new PythonAddon(installed, host);
    const { name, version, title, manifest, folder } = installed;
    try {
      const metadata = { ...manifest, name, version, title };
      const told = (await host.do('load', { folder, metadata })) as JsonObject;
      report.restartRequested ||= told['restartRequested'] === true;
      await addon.describe();
    } catch (error) {
      report.failures.push(`Failed to initialize addon ${name} ${version}: ${reasonOf(error)['error']}`);
      return undefined;
    }
    this.#keep(addon);
    return addon;
  }

  #keep(addon: Addon): void {
    const versions = this.#loaded.get(addon.name) ?? new Map<string, Addon>();
    versions.set(addon.version, addon);
    this.#loaded.set(addon.name, versions);
  }
}

/** Runs `pre_setup` of all, then `setup`; one that raises is broken, the others live on. */
async function setUp(addons: readonly PythonAddon[], report: LoadReport): Promise<void> {
  for (const step of ['pre_setup', 'setup']) {
    for (const addon of addons) {
      if (addon.broken) continue;
      try {
        const told = await addon.run(step, {});
        report.restartRequested ||= (told as JsonObject | null)?.['restartRequested'] === true;
      } catch (error) {
        addon.broken = reasonOf(error);
      }
    }
  }
}

/** Why a version is broken, as listings show it. */
export function reasonOf(error: unknown): { error: string; traceback: string } {
  if (error instanceof AddonException) return { error: error.detail, traceback: error.traceback };
  return { error: error instanceof Error ? error.message : String(error), traceback: '' };
}
