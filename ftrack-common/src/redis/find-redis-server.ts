import { execFile } from 'node:child_process';
import { access, chmod, constants, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { withProcessLock } from './process-lock.ts';
import { RedisNotFoundError } from './redis-errors.ts';
import { findStateFolder } from './state-folder.ts';
import { unpackPackages } from './unpack-packages.ts';

const run = promisify(execFile);
const NAMES = ['redis-server', 'valkey-server'] as const;
/** Debian's `redis-server` package is a link; the program itself is in `redis-tools`. */
const PACKAGES = ['redis-server', 'redis-tools'] as const;

export interface FoundRedisServer {
  /** Absolute path of a program that takes redis-server's arguments. */
  readonly binary: string;
  readonly source: 'path' | 'unpacked';
  /** e.g. `7.0.15` */
  readonly version: string;
}

export interface FindRedisServerOptions {
  /** Where `PATH` and `AYON_FTRACK_STATE_FOLDER` are read. Default: the process' own. */
  readonly env?: NodeJS.ProcessEnv;
  /** Default: {@link findStateFolder}. */
  readonly stateFolder?: string;
  /** Progress, one line at a time; only called when something has to be fetched or waited for. */
  readonly log?: (line: string) => void;
}

/**
 * Finds a Redis (or Valkey) server program, without asking anybody anything.
 *
 * First `redis-server`, then `valkey-server` on PATH; else the distribution's own package, downloaded and
 * unpacked once into `<stateFolder>/redis-server` (Debian and Ubuntu; as any user, nothing system-wide).
 * Several processes may call it at once: one unpacks, the others wait for it.
 *
 * @throws RedisNotFoundError naming what was tried and how to get a server
 */
export async function findRedisServer(options: FindRedisServerOptions = {}): Promise<FoundRedisServer> {
  const env = options.env ?? process.env;
  const log = options.log ?? (() => undefined);
  const stateFolder = options.stateFolder ?? findStateFolder(env);
  const tried: string[] = [];

  for (const name of NAMES) {
    const binary = await findOnPath(name, env);
    if (!binary) continue;
    try {
      return { binary, source: 'path', version: await readVersion(binary) };
    } catch (error) {
      tried.push(`${binary} does not run: ${messageOf(error)}`);
    }
  }
  if (tried.length === 0) tried.push(`neither ${NAMES.join(' nor ')} is on PATH`);

  const target = join(stateFolder, 'redis-server');
  const present = await readUnpacked(target);
  if (present) return present;

  for (const tool of ['apt-get', 'dpkg-deb']) {
    if (await findOnPath(tool, env)) continue;
    tried.push(`${tool} is not on PATH, so no Debian or Ubuntu package can be unpacked`);
    throw new RedisNotFoundError(tried);
  }
  try {
    return await withProcessLock(
      `${target}.lock`,
      async () => (await readUnpacked(target)) ?? (await unpackInto(target, env, log)),
      (pid) => log(`Waiting for process ${pid}, which is unpacking Redis`),
    );
  } catch (error) {
    tried.push(`unpacking the distribution's package into ${stateFolder} failed: ${messageOf(error)}`);
    throw new RedisNotFoundError(tried);
  }
}

async function findOnPath(name: string, env: NodeJS.ProcessEnv): Promise<string | undefined> {
  for (const folder of (env['PATH'] ?? '').split(delimiter)) {
    if (folder === '') continue;
    const candidate = join(folder, name);
    try {
      await access(candidate, constants.X_OK);
      return candidate;
    } catch {
      continue;
    }
  }
  return undefined;
}

/** Runs `<binary> --version`; the answer is like `Redis server v=7.0.15 sha=...`. */
async function readVersion(binary: string): Promise<string> {
  const { stdout } = await run(binary, ['--version'], { timeout: 10_000 });
  const version = /v=(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (!version) throw new Error(`it did not tell its version: ${stdout.trim().slice(0, 200)}`);
  return version;
}

/** The stamp `version` is written last and arrives with the folder in one rename: present means complete. */
async function readUnpacked(folder: string): Promise<FoundRedisServer | undefined> {
  try {
    const version = (await readFile(join(folder, 'version'), 'utf8')).trim();
    return { binary: join(folder, 'redis-server'), source: 'unpacked', version };
  } catch {
    return undefined;
  }
}

async function unpackInto(
  target: string,
  env: NodeJS.ProcessEnv,
  log: (line: string) => void,
): Promise<FoundRedisServer> {
  log('No Redis server on PATH: fetching the distribution package');
  await mkdir(join(target, '..'), { recursive: true });
  const work = await mkdtemp(`${target}.new-`);
  try {
    const { libraryFolders } = await unpackPackages({ packages: PACKAGES, folder: work, env, log });
    const starter = join(work, 'redis-server');
    await writeFile(starter, starterScript(libraryFolders));
    await chmod(starter, 0o755);
    const version = await readVersion(starter);
    await rm(join(work, 'apt'), { recursive: true, force: true });
    await chmod(work, 0o755);
    await writeFile(join(work, 'version'), `${version}\n`);
    await rm(target, { recursive: true, force: true });
    await rename(work, target);
    log(`Redis ${version} is ready in ${target}`);
    return { binary: join(target, 'redis-server'), source: 'unpacked', version };
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

/** Starts the unpacked program with the unpacked libraries before the system's; `exec` keeps the pid. */
function starterScript(libraryFolders: readonly string[]): string {
  const libraries = libraryFolders.map((folder) => `$root/${folder}`).join(':');
  return [
    '#!/bin/sh',
    'root=${0%/*}/root',
    ...(libraries ? [`LD_LIBRARY_PATH="${libraries}\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"`] : []),
    ...(libraries ? ['export LD_LIBRARY_PATH'] : []),
    'exec "$root/usr/bin/redis-server" "$@"',
    '',
  ].join('\n');
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
