import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the real server runs addons with. */
const PACKAGES = ['pydantic==1.10.26', 'fastapi==0.125.0', 'httpx==0.28.1'] as const;
/** Newest first; the server itself has 3.13. */
const VERSIONS = ['3.13', '3.12', '3.11'] as const;
const INSTALL_TIMEOUT_MS = 180_000;

/** There is no Python that could run addons; the message says what is missing. */
class NoPython extends Error {
  override readonly name = 'NoPython';
  readonly code = 'no_python';
}

let made: Promise<string> | undefined;

/**
 * The Python that runs addons: a virtual environment with pydantic 1 and FastAPI below `.state/python` of the checkout,
 * made at the first call and used by all later ones, also of other processes. Throws {@link NoPython}.
 */
export function findPython(): Promise<string> {
  made ??= makeEnvironment();
  return made;
}

/** Where Python may keep compiled files of the simulator. */
export function pythonCacheFolder(): string {
  return path.join(stateFolder(), 'python', 'cache');
}

async function makeEnvironment(): Promise<string> {
  const { python, version } = await findInterpreter();
  const name = `addons-${version}-${PACKAGES.join('-').replaceAll('==', '')}`;
  const folder = path.join(stateFolder(), 'python', name);
  const binary = path.join(folder, 'bin', 'python');
  if (existsSync(binary)) return binary;
  const draft = `${folder}.${process.pid}`;
  try {
    await mkdir(path.dirname(folder), { recursive: true });
    await run(python, ['-m', 'venv', draft], { timeout: INSTALL_TIMEOUT_MS });
    const install = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...PACKAGES];
    await run(path.join(draft, 'bin', 'python'), install, { timeout: INSTALL_TIMEOUT_MS });
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (existsSync(binary)) return binary;
    throw new NoPython(
      `No Python environment for addons could be made (${PACKAGES.join(', ')}): ${firstLine(error)}`,
    );
  }
  return binary;
}

async function findInterpreter(): Promise<{ python: string; version: string }> {
  for (const python of await candidates()) {
    try {
      const asked = 'import sys, venv; print("%d.%d" % sys.version_info[:2])';
      const { stdout } = await run(python, ['-c', asked], { timeout: 10_000 });
      const version = stdout.trim();
      if (VERSIONS.some((known) => known === version)) return { python, version };
    } catch {
      // Not this one.
    }
  }
  throw new NoPython(`No Python ${VERSIONS.join(', ')} with venv was found on PATH`);
}

async function candidates(): Promise<string[]> {
  const root = process.env['PYENV_ROOT'] ?? path.join(homedir(), '.pyenv');
  const versions = path.join(root, 'versions');
  const installed = await readdir(versions).catch(() => []);
  return VERSIONS.flatMap((version) => [
    ...installed
      .filter((name) => name.startsWith(`${version}.`))
      .map((name) => path.join(versions, name, 'bin', 'python3')),
    `python${version}`,
  ]).concat('python3');
}

function stateFolder(): string {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, 'pnpm-workspace.yaml'))) {
    const above = path.dirname(folder);
    if (above === folder) throw new NoPython('The simulator runs addons only from a checkout');
    folder = above;
  }
  return path.join(folder, '.state');
}

function firstLine(error: unknown): string {
  const { stderr } = error as { stderr?: string };
  const text = stderr?.trim() || (error instanceof Error ? error.message : String(error));
  return text.split('\n').at(-1) ?? '';
}
