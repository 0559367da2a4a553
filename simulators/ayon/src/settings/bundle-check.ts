import { isObject, type JsonObject, textOf } from '../json.ts';
import { SERVER_VERSION } from '../system/version.ts';
import type { ServerState } from '../state.ts';

/** What is wrong with a bundle. */
export interface BundleIssue {
  severity: 'error' | 'warning';
  addon?: string;
  message: string;
  requiredAddon?: string;
}

/** Checks a bundle against the requirements in the package files of its addons. */
export function checkBundle(
  state: ServerState,
  { addons, installerVersion }: { addons: Readonly<Record<string, unknown>>; installerVersion?: unknown },
): BundleIssue[] {
  const issues: BundleIssue[] = [];
  const versions = Object.entries(addons).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  for (const [name, version] of versions) {
    const addon = state.addons.get(name, version);
    if (!addon || addon.broken) {
      const message = `${name} ${version} is not active`;
      issues.push({ severity: 'error', addon: name, message, requiredAddon: name });
      continue;
    }
    const { manifest } = addon;
    issues.push(...checkServer(name, manifest), ...checkLauncher(name, manifest, installerVersion));
    issues.push(...checkAddons(name, manifest, addons));
  }
  return issues;
}

function checkServer(addon: string, manifest: JsonObject): BundleIssue[] {
  const range = textOf(manifest['ayon_server_version']);
  if (range === '' || matches(SERVER_VERSION, range)) return [];
  return [{ severity: 'error', addon, message: `Ayon server version ${range} is required` }];
}

function checkLauncher(addon: string, manifest: JsonObject, installer: unknown): BundleIssue[] {
  const range = textOf(manifest['ayon_launcher_version']);
  if (range === '') return [];
  if (typeof installer !== 'string') return [{ severity: 'error', addon, message: 'Installer is required' }];
  return matches(installer, range)
    ? []
    : [{ severity: 'error', addon, message: `Installer version ${range} is required` }];
}

function checkAddons(
  addon: string,
  manifest: JsonObject,
  addons: Readonly<Record<string, unknown>>,
): BundleIssue[] {
  const issues: BundleIssue[] = [];
  const add = (severity: BundleIssue['severity'], requiredAddon: string, message: string) =>
    issues.push({ severity, addon, message, requiredAddon });
  for (const [name, range] of rangesOf(manifest, 'ayon_required_addons')) {
    const version = addons[name];
    if (range === null) {
      if (typeof version === 'string') add('error', name, `${name} must not be used`);
    } else if (typeof version !== 'string') add('error', name, `${name} is required`);
    else if (!matches(version, range)) add('error', name, `${name} ${range} is required`);
  }
  for (const [key, severity] of [
    ['ayon_soft_required_addons', 'error'],
    ['ayon_compatible_addons', 'warning'],
  ] as const) {
    for (const [name, range] of rangesOf(manifest, key)) {
      const version = addons[name];
      if (typeof version === 'string' && range !== null && !matches(version, range))
        add(severity, name, `${name} ${range} is required`);
    }
  }
  return issues;
}

function rangesOf(manifest: JsonObject, key: string): [string, string | null][] {
  const found = manifest[key];
  if (!isObject(found)) return [];
  return Object.entries(found).map(([name, range]) => [name, typeof range === 'string' ? range : null]);
}

/** Whether a version fulfils comma-separated comparisons such as `>=1.13.0,<2.0.0`. */
function matches(version: string, range: string): boolean {
  return range.split(',').every((part) => {
    const [, sign = '==', wanted = ''] = /^\s*(>=|<=|==|!=|>|<)?\s*(.+?)\s*$/.exec(part) ?? [];
    const order = compareVersions(version, wanted);
    return (
      {
        '>=': order >= 0,
        '<=': order <= 0,
        '==': order === 0,
        '!=': order !== 0,
        '>': order > 0,
        '<': order < 0,
      }[sign] ?? false
    );
  });
}

/** The order of two semantic versions: negative, zero or positive. A pre-release comes before its release. */
function compareVersions(left: string, right: string): number {
  const [leftCore, leftPre] = splitVersion(left);
  const [rightCore, rightPre] = splitVersion(right);
  const order = compareParts(leftCore, rightCore);
  if (order !== 0) return order;
  if (leftPre === '' || rightPre === '') return Number(leftPre === '') - Number(rightPre === '');
  return compareParts(leftPre, rightPre);
}

function splitVersion(version: string): [string, string] {
  const [bare = ''] = version.split('+');
  const dash = bare.indexOf('-');
  return dash < 0 ? [bare, ''] : [bare.slice(0, dash), bare.slice(dash + 1)];
}

function compareParts(left: string, right: string): number {
  const [ours, theirs] = [left.split('.'), right.split('.')];
  for (let index = 0; index < Math.max(ours.length, theirs.length); index += 1) {
    const [mine, other] = [ours[index], theirs[index]];
    if (mine === other) continue;
    if (mine === undefined) return -1;
    if (other === undefined) return 1;
    const bothNumbers = /^\d+$/.test(mine) && /^\d+$/.test(other);
    return bothNumbers ? Number(mine) - Number(other) : mine < other ? -1 : 1;
  }
  return 0;
}
