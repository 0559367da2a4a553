import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { checkPackage } from './check-package.ts';
import { makeArchive } from './make-archive.ts';
import { collectPackageFiles, findCheckout } from './package-files.ts';

let checkout: string;

beforeEach(() => {
  checkout = mkdtempSync(join(tmpdir(), 'ayon-ftrack-checkout-'));
  mkdirSync(join(checkout, 'server/public/icons'), { recursive: true });
  writeFileSync(join(checkout, 'package.json'), '{"version":"2.0.0"}');
  writeFileSync(join(checkout, 'LICENSE'), 'free');
  writeFileSync(join(checkout, 'server/__init__.py'), '# here');
});
afterEach(() => rmSync(checkout, { recursive: true, force: true }));

test('an icon that ftrack links to is missing', () => {
  writeFileSync(join(checkout, 'server/public/icons/AYONAdmin.svg'), '<svg></svg>');
  expect(() => collectPackageFiles(checkout, null)).toThrow(
    /^Icons are missing in server\/public\/icons: ActionAskWhereIRun\.svg, /,
  );
});

test.each([
  ['server/__init__.py', '', 'is empty'],
  ['public/icons/Thumbnail.svg', '<svg><path/>', 'is no complete SVG'],
  ['server/settings.json', '{"root":"A","models":{}}', 'has no model A'],
  ['package.py', 'name = "other"\nversion = "2.0.0"\n', 'names other 2.0.0'],
])('%s that is not right is no package', async (path, content, message) => {
  const { version, files } = collectPackageFiles(findCheckout(), null);
  const changed = files.map((one) => (one.path === path ? { path, content: Buffer.from(content) } : one));
  const archive = await makeArchive(changed);
  expect(() =>
    checkPackage(archive, { version: path === 'package.py' ? '2.0.0' : version, files: changed }),
  ).toThrow(message);
});
