import { execFile } from 'node:child_process';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Packages of the C library: mixed with the system's dynamic loader they would crash every program. */
const NEVER_UNPACKED = /^(libc6|libc-bin|libc-l10n|locales)_/;

export interface UnpackPackagesOptions {
  /** Debian package names, e.g. `redis-server`. */
  readonly packages: readonly string[];
  /** An existing empty folder; the packages' files are unpacked to `<folder>/root`. */
  readonly folder: string;
  /** The environment apt runs in; its PATH names the tools. */
  readonly env: NodeJS.ProcessEnv;
  /** One line per step. */
  readonly log: (line: string) => void;
}

export interface UnpackedPackages {
  /** The root of the unpacked tree: a file of the package lies at `<root>/usr/bin/...`. */
  readonly root: string;
  /** Folders below `root` (relative to it) that hold shared libraries. */
  readonly libraryFolders: readonly string[];
}

/**
 * Downloads Debian or Ubuntu packages with those dependencies the system lacks, and unpacks them into a folder.
 *
 * Nothing of the system changes: apt works with lists, cache and configuration below `folder`, verifies
 * signatures with the system's keys, installs nothing, runs no hooks, asks nothing, and needs no rights.
 *
 * @throws Error with apt's own last lines when a step fails
 */
export async function unpackPackages(options: UnpackPackagesOptions): Promise<UnpackedPackages> {
  const { folder, packages, env, log } = options;
  const runStep = (command: string, args: readonly string[]): Promise<void> => runQuietly(command, args, env);
  const apt = join(folder, 'apt');
  const archives = join(apt, 'cache', 'archives');
  const root = join(folder, 'root');
  await mkdir(join(apt, 'state', 'lists', 'partial'), { recursive: true });
  await mkdir(join(archives, 'partial'), { recursive: true });
  await mkdir(root);
  const config = join(apt, 'apt.conf');
  await writeFile(config, aptConfiguration(apt));

  log('Reading the package lists (private copy, the system is not touched)');
  // One broken source of many fails the whole update, and need not be the one with these packages.
  const update = await runStep('apt-get', ['-c', config, 'update']).catch(toError);
  log(`Downloading ${packages.join(', ')}`);
  const install = ['install', '--download-only', '--reinstall', '--no-install-recommends'];
  const download = await runStep('apt-get', ['-c', config, ...install, ...packages]).catch(toError);
  if (download) throw update ?? download;

  const debs = (await readdir(archives)).filter(
    (name) => name.endsWith('.deb') && !NEVER_UNPACKED.test(name),
  );
  if (debs.length === 0) throw new Error(`apt-get downloaded no package for ${packages.join(', ')}`);
  for (const deb of debs) {
    log(`Unpacking ${deb}`);
    await runStep('dpkg-deb', ['-x', join(archives, deb), root]);
  }
  return { root, libraryFolders: await findLibraryFolders(root) };
}

/** Given with `-c` it is read after the system's own configuration, so `#clear` removes the system's hooks. */
function aptConfiguration(folder: string): string {
  return [
    '#clear APT::Update;',
    '#clear DPkg;',
    `Dir::State "${folder}/state";`,
    `Dir::State::lists "${folder}/state/lists";`,
    'Dir::State::status "/var/lib/dpkg/status";',
    `Dir::Cache "${folder}/cache";`,
    'Dir::Cache::archives "archives";',
    'Dir::Log "/dev/null";',
    'Debug::NoLocking "1";',
    'APT::Sandbox::User "";',
    'APT::Get::Assume-Yes "1";',
    'Acquire::Languages "none";',
    'Acquire::IndexTargets::deb::DEP-11::DefaultEnabled "0";',
    'Acquire::IndexTargets::deb::CNF::DefaultEnabled "0";',
    'Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled "0";',
    'Acquire::Retries "3";',
    'Acquire::http::Timeout "30";',
    'Acquire::https::Timeout "30";',
    '',
  ].join('\n');
}

async function runQuietly(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  try {
    const child = run(command, args, {
      env: { ...env, LC_ALL: 'C', DEBIAN_FRONTEND: 'noninteractive' },
      maxBuffer: 16 * 1024 * 1024,
    });
    child.child.stdin?.end();
    await child;
  } catch (error) {
    const stderr = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    const lines = stderr.split('\n').filter((line) => line.trim() !== '');
    const errors = lines.filter((line) => line.startsWith('E:'));
    const reason = (errors.length > 0 ? errors : lines.slice(-4)).join(' ');
    throw new Error(`${command} failed: ${reason}`, { cause: error });
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}

async function findLibraryFolders(root: string): Promise<string[]> {
  const found = new Set<string>();
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    if (/\.so(\.\d+)*$/.test(entry.name)) found.add(entry.parentPath.slice(root.length + 1));
  }
  return [...found].sort();
}
