import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { AyonError } from '../errors.ts';
import type { JsonObject } from '../json.ts';
import type { Manifest } from './manifest.ts';
import type { ZipEntry } from './zip.ts';

/** A version of an addon whose files are on the server. */
export interface InstalledAddon {
  name: string;
  version: string;
  title: string;
  manifest: JsonObject;
  folder: string;
}

/** The files of uploaded addons, in a folder of their own that is removed at the end. */
export class InstalledFiles {
  readonly #versions = new Map<string, InstalledAddon>();
  #root: string | undefined;

  list(): InstalledAddon[] {
    return [...this.#versions.values()];
  }

  /** Unpacks an archive in place of what was there of the version. Files outside its folder are refused. */
  unpack(manifest: Manifest, entries: readonly ZipEntry[]): void {
    this.#root ??= mkdtempSync(path.join(tmpdir(), 'ayon-addons-'));
    const { name, version, title, values } = manifest;
    const folder = path.join(this.#root, name, version);
    rmSync(folder, { recursive: true, force: true });
    for (const entry of entries) {
      if (!entry.path.startsWith(manifest.root)) continue;
      const file = path.join(folder, entry.path.slice(manifest.root.length));
      if (!file.startsWith(`${folder}${path.sep}`)) throw new AyonError(400, `Invalid path ${entry.path}`);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, entry.content);
    }
    this.#versions.set(`${name}/${version}`, { name, version, title, manifest: values, folder });
  }

  /** Whether an addon has a file. */
  has({ folder }: { folder: string | undefined }, file: string): boolean {
    return folder !== undefined && existsSync(path.join(folder, file));
  }

  /** Removes the files of a version; false when there are none. */
  remove(name: string, version: string): boolean {
    const found = this.#versions.get(`${name}/${version}`);
    if (!found) return false;
    this.#versions.delete(`${name}/${version}`);
    rmSync(found.folder, { recursive: true, force: true });
    return true;
  }

  /** Removes everything. */
  clear(): void {
    this.#versions.clear();
    if (this.#root !== undefined) rmSync(this.#root, { recursive: true, force: true });
    this.#root = undefined;
  }
}
