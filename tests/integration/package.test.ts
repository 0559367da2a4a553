import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readManifest, readZip } from '@ynput/ayon-simulator';
import { buildSettingsDocument } from '@ynput/ftrack-common/settings';
import { expect, it, vi } from 'vitest';
import { ADDON_VERSION, makePackage, withPackage } from '../support/addon-package.ts';

/** Each test starts programs. */
vi.setConfig({ testTimeout: 60_000 });

const PREFIX = 'registry.example.com:5000/ayon';

it('makes the same bytes of the same sources, with plain modes, a server part and icons', async () => {
  const [first, second] = [await makePackage(), await makePackage()];
  expect(first.equals(second)).toBe(true);
  const entries = readZip(first);
  expect([...new Set(entries.map(({ mode }) => mode.toString(8)))]).toEqual(['100644']);
  const paths = entries.map(({ path }) => path);
  expect(paths).toEqual(paths.toSorted());
  const kinds = [/^(?:LICENSE|package\.py)$/, /^server\/\w+\.(?:py|json)$/, /^public\/icons\/\w+\.svg$/];
  expect(paths.filter((path) => !kinds.some((kind) => kind.test(path)))).toEqual([]);
  const settings = entries.find(({ path }) => path === 'server/settings.json')?.content.toString();
  expect(JSON.parse(settings ?? '')).toEqual(JSON.parse(JSON.stringify(buildSettingsDocument())));
});

it('names the images of the services under a prefix, and none without', async () => {
  const named = readManifest(readZip(await makePackage(['--image-prefix', `${PREFIX}/`])));
  expect(named.values).toMatchObject({
    name: 'ftrack',
    version: ADDON_VERSION,
    services: {
      leecher: { image: `${PREFIX}/ayon-ftrack-leecher:${ADDON_VERSION}` },
      processor: { image: `${PREFIX}/ayon-ftrack-processor:${ADDON_VERSION}` },
    },
  });
  await withPackage([], async ({ folder, output }) => {
    const archive = await readFile(join(folder, `ftrack-${ADDON_VERSION}.zip`));
    expect(readManifest(readZip(archive)).values).not.toHaveProperty('services');
    expect(output).toContain('AYON offers no services of it');
    expect(output).toContain('docs/install.md');
  });
  await expect(makePackage(['--image-prefix', 'https://registry.example.com'])).rejects.toThrow(
    /is invalid\. Write it like/,
  );
});

it('writes a folder in place of a zip, and removes what was there', async () => {
  await withPackage(['--skip-zip'], async ({ folder, output }) => {
    const made = join(folder, 'ftrack', ADDON_VERSION);
    expect(output).toContain(`${ADDON_VERSION}/`);
    expect((await readdir(made)).toSorted()).toEqual(['LICENSE', 'package.py', 'public', 'server']);
    expect(((await stat(join(made, 'package.py'))).mode & 0o777).toString(8)).toBe('644');
    await writeFile(join(made, 'old.txt'), 'x');
    await run(['--skip-zip', '--output', folder]);
    expect(await readdir(made)).not.toContain('old.txt');
    expect(await readFile(join(made, 'package.py'), 'utf8')).toContain(`version = "${ADDON_VERSION}"`);
  });
});

it('puts the result where the caller stands', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'ayon-ftrack-package-'));
  try {
    await run([], { INIT_CWD: folder });
    expect(await readdir(join(folder, 'package'))).toEqual([`ftrack-${ADDON_VERSION}.zip`]);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

async function run(args: string[], env: NodeJS.ProcessEnv = {}): Promise<void> {
  const program = fileURLToPath(new URL('../../dist/create-package.js', import.meta.url));
  await promisify(execFile)(process.execPath, [program, ...args], { env: { ...process.env, ...env } });
}
