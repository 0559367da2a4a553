import { type Manifest, readManifest, readZip, type ZipEntry } from '@ynput/ayon-simulator';
import type { AyonAttribute } from '@ynput/ftrack-common/attributes';
import type { SettingsDocument, SettingsModel } from '@ynput/ftrack-common/settings';
import { PackageError } from './package-error.ts';
import type { PackageFile } from './package-files.ts';

export { PackageError } from './package-error.ts';

/** A package as a server finds it. */
export interface CheckedPackage {
  readonly manifest: Manifest;
  readonly settings: SettingsDocument;
  readonly attributes: readonly AyonAttribute[];
  readonly entries: readonly ZipEntry[];
}

const PLAIN_FILE = 0o100644;

/**
 * Reads a package back as an AYON server does.
 * @throws PackageError for the first thing a server, or an admin, would stumble over.
 */
export function checkPackage(
  archive: Buffer,
  { version, files }: { version: string; files: readonly PackageFile[] },
): CheckedPackage {
  const entries = readZip(archive);
  for (const entry of entries) checkEntry(entry);
  for (const { path, content } of files) {
    if (entries.find((entry) => entry.path === path)?.content.equals(content) !== true)
      throw new PackageError(`${path} is not in the archive as it was put there.`);
  }
  const manifest = readManifest(entries);
  if (manifest.name !== 'ftrack' || manifest.version !== version)
    throw new PackageError(
      `package.py names ${manifest.name} ${manifest.version} in place of ftrack ${version}.`,
    );
  const settings = readJson<SettingsDocument>(entries, 'server/settings.json');
  checkModels(settings);
  textOf(entries, 'server/__init__.py');
  return { manifest, settings, entries, attributes: readJson(entries, 'server/attributes.json') };
}

function checkEntry({ path, content, mode }: ZipEntry): void {
  if (content.length === 0) throw new PackageError(`${path} is empty.`);
  if (mode !== PLAIN_FILE)
    throw new PackageError(`${path} has the mode ${mode.toString(8)}; a server could not read it.`);
  if (path.endsWith('.svg') && !/<svg[\s>][^]*<\/svg>\s*$/.test(content.toString('utf8')))
    throw new PackageError(`${path} is no complete SVG.`);
}

/** AYON tells models apart by their name, and one that nothing names, or that is not there, would break the page. */
function checkModels({ root, models }: SettingsDocument): void {
  const named = Object.values(models).flatMap((model: SettingsModel) =>
    model.fields.flatMap(({ model: inner }) => inner ?? []),
  );
  const once = new Set([root, ...named]);
  if (once.size !== named.length + 1) throw new PackageError('settings.json uses a model in two places.');
  for (const name of once) {
    if (models[name] === undefined) throw new PackageError(`settings.json has no model ${name}.`);
  }
  if (Object.keys(models).length !== once.size)
    throw new PackageError('settings.json has a model that nothing uses.');
}

function readJson<T>(entries: readonly ZipEntry[], path: string): T {
  return JSON.parse(textOf(entries, path)) as T;
}

function textOf(entries: readonly ZipEntry[], path: string): string {
  const found = entries.find((entry) => entry.path === path);
  if (found === undefined) throw new PackageError(`${path} is missing.`);
  return found.content.toString('utf8');
}
