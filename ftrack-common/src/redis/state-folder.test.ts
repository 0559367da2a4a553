import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { findStateFolder } from './index.ts';

test('is .state at the root of the checkout', () => {
  const folder = findStateFolder({});
  expect(basename(folder)).toBe('.state');
  expect(existsSync(join(dirname(folder), 'pnpm-workspace.yaml'))).toBe(true);
});

test('is where the environment says', () => {
  expect(findStateFolder({ AYON_FTRACK_STATE_FOLDER: 'elsewhere' })).toBe(resolve('elsewhere'));
});
