import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { findPython } from '@ynput/ayon-simulator';
import { describe, expect, it } from 'vitest';
import { whyNoPython } from '../support/addon-package.ts';
import { openPythonEnvironment } from '../support/python-environment.ts';

const checkout = fileURLToPath(new URL('../../', import.meta.url));
const stateFolder = `${checkout}.state/python`;

const [ruff, mypy] = await Promise.all([
  openPythonEnvironment({ package: { name: 'ruff', version: '0.17.6' }, stateFolder }),
  openPythonEnvironment({ package: { name: 'mypy', version: '2.4.1' }, stateFolder }),
]);

/** What a checker prints; it prints nothing else when all is well. */
async function complaints(python: string, args: readonly string[]): Promise<string> {
  try {
    await promisify(execFile)(python, ['-m', ...args], { cwd: checkout });
    return '';
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    return `${stdout ?? ''}${stderr ?? ''}` || String(error);
  }
}

const skipped = (why: string | null | undefined) => (why ? `, skipped: ${why}` : '');

describe.skipIf(ruff.python === null)(`ruff${skipped(ruff.missing)}`, () => {
  it('has nothing to say of the Python sources', async () => {
    const python = ruff.python ?? '';
    expect(await complaints(python, ['ruff', 'check', '--no-cache', '--output-format', 'concise', '.'])).toBe(
      '',
    );
    expect(await complaints(python, ['ruff', 'format', '--no-cache', '--diff', 'server'])).toBe('');
  });
});

describe.skipIf(mypy.python === null || whyNoPython !== undefined)(
  `mypy${skipped(mypy.missing ?? whyNoPython)}`,
  () => {
    it('finds the types of the addon right', async () => {
      const addons = await findPython();
      const cache = `${stateFolder}/mypy-cache`;
      const args = ['mypy', '--cache-dir', cache, '--python-executable', addons, 'server'];
      expect(await complaints(mypy.python ?? '', args)).toBe('');
    }, 60_000);
  },
);
