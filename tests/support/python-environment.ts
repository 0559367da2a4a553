import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** A Python with a package in it, or why there is none. */
export type PythonEnvironment =
  | { readonly python: string; readonly missing: null }
  | { readonly python: null; readonly missing: string };

export interface PythonEnvironmentOptions {
  /** Name on PyPI and exact version. */
  readonly package: { readonly name: string; readonly version: string };
  /** Folder that keeps the environments from one run to the next. */
  readonly stateFolder: string;
}

/** Installing takes seconds; an index that hangs must not hang the tests. */
const INSTALL_LIMIT_MS = 180_000;

/**
 * A virtual environment that holds one package of PyPI, made when it is not there yet: needs `python3` with `venv`, and
 * an index that `pip` reaches. Runs at the same time may each make one; the first that is complete stays. Never
 * rejects: what keeps it from being made is told.
 */
export async function openPythonEnvironment({
  package: { name, version },
  stateFolder,
}: PythonEnvironmentOptions): Promise<PythonEnvironment> {
  let step = 'python3 does not run';
  try {
    const { stdout } = await run('python3', ['-c', 'import sys; print("%d.%d" % sys.version_info[:2])']);
    const folder = join(stateFolder, `python-${stdout.trim()}-${name}-${version}`);
    const python = pythonIn(folder);
    if (existsSync(python)) return { python, missing: null };
    const draft = `${folder}.${process.pid}.draft`;
    await mkdir(stateFolder, { recursive: true });
    try {
      step = 'python3 has no venv';
      await run('python3', ['-m', 'venv', draft]);
      step = `pip could not install ${name} ${version}`;
      const install = [
        '-m',
        'pip',
        'install',
        '--quiet',
        '--disable-pip-version-check',
        `${name}==${version}`,
      ];
      await run(pythonIn(draft), install, { timeout: INSTALL_LIMIT_MS });
      await rename(draft, folder).catch((error: unknown) => {
        if (!existsSync(python)) throw error;
      });
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
    return { python, missing: null };
  } catch (error) {
    return { python: null, missing: `${step}: ${firstLine(error)}` };
  }
}

function pythonIn(folder: string): string {
  return process.platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
}

function firstLine(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string };
  const text = stderr?.trim() || message || String(error);
  return text.split('\n').at(-1) ?? text;
}
