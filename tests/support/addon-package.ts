import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findPython } from '@ynput/ayon-simulator';

const checkout = fileURLToPath(new URL('../../', import.meta.url));
const STAND_IN = join(checkout, 'simulators/ayon/python');

/** Why the addon cannot be run here; undefined when it can. */
export const whyNoPython: string | undefined = await findPython().then(
  () => undefined,
  (error: unknown) => String(error),
);

/** For the names of tests that need the addon to run. */
export const skippedWhy = whyNoPython === undefined ? '' : `, skipped: ${whyNoPython}`;

/** Runs `npm run package` with these options, into a folder that is there until the end of `use`. */
export async function withPackage<T>(
  options: readonly string[],
  use: (made: { folder: string; output: string }) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'ayon-ftrack-package-'));
  try {
    const program = join(checkout, 'dist/create-package.js');
    const { stdout } = await promisify(execFile)(process.execPath, [program, '--output', folder, ...options]);
    return await use({ folder, output: stdout });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The zip of the addon. */
export async function makePackage(options: readonly string[] = []): Promise<Buffer> {
  return withPackage(options, ({ folder }) => readFile(join(folder, `ftrack-${ADDON_VERSION}.zip`)));
}

/** Version of the addon in the checkout. */
export const ADDON_VERSION = (
  JSON.parse(await readFile(join(checkout, 'package.json'), 'utf8')) as { version: string }
).version;

/** Something `run_addon.py` does. */
export type AddonJob =
  | { readonly do: 'convert'; readonly overrides: unknown; readonly version: string }
  | { readonly do: 'read'; readonly overrides: unknown }
  | { readonly do: 'schema' };

/** Has the Python of an unpacked package do things, all in one process. Rejects with its traceback. */
export async function runAddon(folder: string, jobs: readonly AddonJob[]): Promise<unknown[]> {
  const script = join(checkout, 'tests/support/run_addon.py');
  const child = spawn(await findPython(), ['-B', script, STAND_IN, folder], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, PYTHONUTF8: '1' },
  });
  child.stdin.end(JSON.stringify(jobs));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  if (child.exitCode !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as unknown[];
}
