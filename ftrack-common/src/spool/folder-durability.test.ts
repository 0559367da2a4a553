import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isDurableFolder } from './index.ts';

const MOUNTS = [
  'overlay / overlay rw,relatime 0 0',
  '/dev/sda1 /data\\040disk ext4 rw 0 0',
  'tmpfs /data\\040disk/fast tmpfs rw 0 0',
  '/dev/sdb1 /spool ext4 rw 0 0',
  'tmpfs /spool tmpfs rw 0 0',
  '',
].join('\n');

test.each([
  ['/var/lib/spool', { durable: false, fileSystem: 'overlay', mountPoint: '/' }],
  ['/data disk/spool', { durable: true, fileSystem: 'ext4', mountPoint: '/data disk' }],
  ['/data disk/faster', { durable: true, fileSystem: 'ext4', mountPoint: '/data disk' }],
  ['/data disk/fast/spool', { durable: false, fileSystem: 'tmpfs', mountPoint: '/data disk/fast' }],
  ['/spool', { durable: false, fileSystem: 'tmpfs', mountPoint: '/spool' }],
])('%s', async (folder, expected) => {
  expect(await isDurableFolder(folder, async () => MOUNTS)).toEqual(expected);
});

test('a link is followed to where the files really lie', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'durability-'));
  await symlink('/', join(folder, 'link'));
  const mounts = async (): Promise<string> => `a / ext4 rw 0 0\nb ${folder} tmpfs rw 0 0\n`;
  expect(await isDurableFolder(join(folder, 'link', 'not-there', 'yet'), mounts)).toMatchObject({
    durable: true,
  });
  expect(await isDurableFolder(join(folder, 'not-there'), mounts)).toMatchObject({ durable: false });
  await rm(folder, { recursive: true });
});

test('a system without a mount table is trusted', async () => {
  const none = (): Promise<string> => Promise.reject(new Error('ENOENT'));
  expect(await isDurableFolder('/somewhere', none)).toMatchObject({ durable: true, fileSystem: 'unknown' });
});
