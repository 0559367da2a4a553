import { createHash } from 'node:crypto';
import type { CheckedPackage } from './check-package.ts';

export interface Presentation {
  /** Where the package is. */
  readonly path: string;
  /** Null for a folder. */
  readonly archive: Buffer | null;
  readonly everyFile: boolean;
}

/** What is in a package, for the person who made it. */
export function describePackage(checked: CheckedPackage, { path, archive, everyFile }: Presentation): string {
  const { manifest, settings, attributes, entries } = checked;
  const modules = entries.filter((entry) => entry.path.endsWith('.py') && entry.path.startsWith('server/'));
  const icons = entries.filter((entry) => entry.path.startsWith('public/icons/'));
  const fields = Object.values(settings.models).flatMap((model) => model.fields);
  const leaves = fields.filter(({ type }) => type !== 'group');
  const shown = leaves.filter(({ scope }) => scope.length > 0);
  const services = Object.entries((manifest.values['services'] ?? {}) as Record<string, { image: string }>);
  const rows: [string, string][] = [
    ['addon', `${manifest.name} ${manifest.version}`],
    ['settings', `${shown.length} shown, ${leaves.length - shown.length} kept for later versions`],
    ['conversion', `${settings.conversion.length} rules, from 0.2 to 1.6`],
    ['attributes', attributes.map(({ name }) => name).join(', ')],
    ['server part', `${modules.length} Python modules`],
    ['icons', String(icons.length)],
    ...(services.length === 0
      ? ([['services', 'none']] satisfies [string, string][])
      : services.map(([name, { image }], index): [string, string] => [
          index === 0 ? 'services' : '',
          `${name.padEnd(9)} ${image}`,
        ])),
  ];
  const lines = rows.map(([title, text]) => `  ${title.padEnd(12)} ${text}`);
  const head = archive === null ? `${path}/` : `${path}  ${size(archive.length)}  sha256 ${digest(archive)}`;
  const files = everyFile
    ? ['', ...entries.map(({ path: name, content }) => `  ${size(content.length).padStart(8)}  ${name}`)]
    : [];
  return [head, '', ...lines, ...files, '', ...adviceOf(services.length > 0, archive !== null)].join('\n');
}

function adviceOf(hasServices: boolean, isZip: boolean): string[] {
  const noServices = [
    'Without --image-prefix PREFIX the package names no images, and AYON offers no services of it: start them by docker compose.',
  ];
  const upload = [
    'Upload it in AYON: Studio Settings > Bundles > Upload Addons. Then restart the server (docs/install.md).',
  ];
  return [...(hasServices ? [] : noServices), ...(isZip ? upload : [])];
}

function size(bytes: number): string {
  return bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(bytes < 102_400 ? 1 : 0)} KB`;
}

function digest(archive: Buffer): string {
  return createHash('sha256').update(archive).digest('hex').slice(0, 12);
}
