import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AYON_ATTRIBUTES } from '@ynput/ftrack-common/attributes';
import { buildSettingsDocument } from '@ynput/ftrack-common/settings';
import { PackageError } from './package-error.ts';
import { formatPackagePy } from './package-py.ts';

/** A file of the package; the path has `/` on every system. */
export interface PackageFile {
  readonly path: string;
  readonly content: Buffer;
}

/** Services an AYON service host can start. */
const SERVICES = ['leecher', 'processor'] as const;

/** Icons the addon 1.6 served: links to them stand in ftrack and must go on working. */
const LINKED_ICONS = [
  'AYONAdmin',
  'ActionAskWhereIRun',
  'AssetsRemover',
  'BatchTasks',
  'ComponentOpen',
  'CreateFolders',
  'CreateProjectFolders',
  'DeleteAsset',
  'Delivery',
  'MultipleNotes',
  'PrepareProject',
  'SeedProject',
  'SortReview',
  'TestAction',
  'Thumbnail',
];

/** The folder of the sources. */
export function findCheckout(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'pnpm-workspace.yaml'))) folder = dirname(folder);
  return folder;
}

/**
 * All files of the package, by path. Equal sources give equal files.
 * @param imagePrefix What stands before the names of the images of the services; null offers no services.
 * @throws PackageError for what is missing or empty.
 */
export function collectPackageFiles(
  checkout: string,
  imagePrefix: string | null,
): { version: string; files: PackageFile[] } {
  const manifest = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as { version: string };
  const { version } = manifest;
  const files = [
    file('package.py', formatPackagePy(manifestOf(version, imagePrefix))),
    file('LICENSE', readFileSync(join(checkout, 'LICENSE'))),
    ...pythonFiles(join(checkout, 'server'), 'server'),
    file('server/settings.json', json(buildSettingsDocument())),
    file('server/attributes.json', json(AYON_ATTRIBUTES)),
    ...iconFiles(join(checkout, 'server/public/icons')),
  ];
  return { version, files: files.toSorted((a, b) => (a.path < b.path ? -1 : 1)) };
}

function manifestOf(version: string, imagePrefix: string | null) {
  const services = SERVICES.map((name) => [name, { image: `${imagePrefix}/ayon-ftrack-${name}:${version}` }]);
  return {
    name: 'ftrack',
    title: 'ftrack',
    version,
    ...(imagePrefix !== null && { services: Object.fromEntries(services) }),
  };
}

function pythonFiles(folder: string, path: string): PackageFile[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const inside = `${path}/${entry.name}`;
    if (entry.isDirectory()) return pythonFiles(join(folder, entry.name), inside);
    return extname(entry.name) === '.py' ? [file(inside, readFileSync(join(folder, entry.name)))] : [];
  });
}

function iconFiles(folder: string): PackageFile[] {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => extname(name) === '.svg') : [];
  const missing = LINKED_ICONS.map((name) => `${name}.svg`).filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw new PackageError(`Icons are missing in server/public/icons: ${missing.join(', ')}.`);
  return names.map((name) => file(`public/icons/${name}`, readFileSync(join(folder, name))));
}

function file(path: string, content: string | Buffer): PackageFile {
  return { path, content: Buffer.from(content) };
}

/** One entry a line where people may look; AYON reads it at each start. */
function json(value: unknown): string {
  return `${JSON.stringify(value, null, 1)}\n`;
}
