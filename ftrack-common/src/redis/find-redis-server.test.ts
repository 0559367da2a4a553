import { chmod, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findRedisServer, RedisNotFoundError } from './index.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'find-redis-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** A program on a PATH of its own. */
async function writeProgram(name: string, lines: readonly string[]): Promise<string> {
  const bin = join(folder, 'bin');
  await mkdir(bin, { recursive: true });
  await writeFile(join(bin, name), ['#!/bin/sh', ...lines, ''].join('\n'));
  await chmod(join(bin, name), 0o755);
  return bin;
}

/** apt-get and dpkg-deb that "download" and "unpack" a server, counting the runs. */
async function writePackageTools(): Promise<string> {
  await writeProgram('apt-get', [
    'echo "$@" >> "${0%/*}/../apt-calls"',
    'case "$*" in *install*) /usr/bin/touch "$(/usr/bin/dirname "$2")/cache/archives/redis-server_1_all.deb" ;; esac',
  ]);
  return writeProgram('dpkg-deb', [
    '/bin/mkdir -p "$3/usr/bin" "$3/usr/lib/some-arch"',
    ': > "$3/usr/lib/some-arch/libneeded.so.2"',
    'printf \'#!/bin/sh\\necho "Redis server v=7.9.1 libraries=$LD_LIBRARY_PATH"\\n\' > "$3/usr/bin/redis-server"',
    '/bin/chmod 755 "$3/usr/bin/redis-server"',
  ]);
}

describe('a server on PATH', () => {
  test('redis-server is taken', async () => {
    const bin = await writeProgram('redis-server', ['echo "Redis server v=7.2.4 sha=0:0 bits=64"']);
    expect(await findRedisServer({ env: { PATH: bin }, stateFolder: folder })).toEqual({
      binary: join(bin, 'redis-server'),
      source: 'path',
      version: '7.2.4',
    });
  });

  test('valkey-server is taken when redis-server does not run', async () => {
    await writeProgram('redis-server', ['exit 127']);
    const bin = await writeProgram('valkey-server', ['echo "Valkey server v=8.1.0 sha=0:0"']);
    const found = await findRedisServer({ env: { PATH: bin }, stateFolder: folder });
    expect(found).toMatchObject({ binary: join(bin, 'valkey-server'), version: '8.1.0' });
  });
});

describe('unpacking the package of the distribution', () => {
  test('is done once for callers that come together, and never again', async () => {
    const env = { PATH: await writePackageTools() };
    const lines: string[] = [];
    const options = { env, stateFolder: join(folder, 'a b'), log: (line: string) => lines.push(line) };
    const found = await Promise.all([findRedisServer(options), findRedisServer(options)]);
    const [first] = found;
    expect(first).toMatchObject({ source: 'unpacked', version: '7.9.1' });
    expect(found[1]).toEqual(first);
    expect(lines.filter((line) => line.startsWith('Downloading'))).toHaveLength(1);

    lines.length = 0;
    expect(await findRedisServer(options)).toEqual(first);
    expect(lines).toEqual([]);
    expect(await readdir(join(folder, 'a b'))).toEqual(['redis-server']);
    expect((await stat(first?.binary ?? '')).mode & 0o111).toBe(0o111);
  });

  test('a failure names the reason and the ways to get a server, and leaves nothing', async () => {
    await writeProgram('dpkg-deb', ['exit 0']);
    const bin = await writeProgram('apt-get', [
      'echo "E: Unable to locate package redis-server" >&2',
      'exit 100',
    ]);
    const state = join(folder, 'state');
    const error: unknown = await findRedisServer({ env: { PATH: bin }, stateFolder: state }).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(RedisNotFoundError);
    expect(error).toMatchObject({ code: 'REDIS_NOT_FOUND' });
    expect(String(error)).toMatch(
      /Unable to locate package redis-server[\s\S]*brew install redis[\s\S]*docker run/,
    );
    expect(await readdir(state)).toEqual([]);
  });

  test('is not tried where there is no apt', async () => {
    await expect(findRedisServer({ env: { PATH: folder }, stateFolder: folder })).rejects.toThrow(
      /neither redis-server nor valkey-server is on PATH[\s\S]*apt-get is not on PATH/,
    );
  });
});
