import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const SERVICES = join(import.meta.dirname, '../../services');
const TARGETS = ['build', 'dist', 'clean', 'dev', 'bundle', 'bash'];
const withImage = (await readdir(SERVICES)).filter((name) => existsSync(join(SERVICES, name, 'Dockerfile')));
const hasMake = await run('make', ['--version']).then(
  () => true,
  () => false,
);

test('both scripts have the same targets, each the same calls', async () => {
  const make = await readMake();
  expect(Object.keys(make)).toEqual(TARGETS);
  expect(await readPowerShell()).toEqual(make);
});

test.each(withImage)('the scripts of the %s name it and nothing else', async (service) => {
  const read = (name: string): Promise<string> => readText(join(SERVICES, service, name));
  expect(await read('Makefile')).toContain(`\nSERVICE = ${service}\ninclude ../service.mk\n`);
  expect(await read('manage.ps1')).toContain(
    `\n& "$PSScriptRoot/../service.ps1" ${service} @args\nexit $LASTEXITCODE\n`,
  );
});

describe.skipIf(!hasMake)('make', () => {
  let folder = '';
  /** A `docker` that prints what it is called with. */
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'ayon-ftrack-docker-'));
    await writeFile(join(folder, 'docker'), '#!/bin/sh\necho "docker $*"\n');
    await chmod(join(folder, 'docker'), 0o755);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  const make = async (service: string, ...words: string[]): Promise<string> => {
    const env = { ...process.env, PATH: `${folder}${delimiter}${process.env['PATH']}` };
    const { stdout } = await run('make', ['-s', '-C', join(SERVICES, service), ...words], { env });
    return stdout.trim();
  };

  test.each(withImage)('builds, pushes, opens and removes the image of the %s', async (service) => {
    const manifest = JSON.parse(await readText(join(SERVICES, service, 'package.json'))) as {
      version: string;
    };
    const image = `ayon-ftrack-${service}:${manifest.version}`;
    expect(await make(service, 'build')).toBe(`docker build -f Dockerfile -t ynput/${image} ../..`);
    expect(await make(service, 'dist', 'IMAGE_PREFIX=registry.example.com/ayon')).toBe(
      `docker push registry.example.com/ayon/${image}`,
    );
    // As if services/.env were there.
    const bash = await make(service, '-o', '../.env', 'bash', 'RUN_OPTIONS=--network studio');
    expect(bash).toBe(`docker run --rm -it --env-file ../.env --network studio ynput/${image} bash`);
    expect(await make(service, 'clean')).toBe(`docker image rm ynput/${image}`);
    expect(await make(service)).toContain(image);
  });
});

/** Calls by target, with placeholders for what each script writes in its own way. */
async function readMake(): Promise<Record<string, string[]>> {
  const rules = (await readText(join(SERVICES, 'service.mk'))).matchAll(
    /^([a-z]+):( \.\.\/\.env)?( bundle)?\n((?:\t.*\n)+)/gm,
  );
  const calls = [...rules]
    .filter(([, name]) => name !== 'help')
    .map(([, name = '', environment, bundle, lines = '']) => [
      name,
      [
        ...(environment ? ['<environment>'] : []),
        ...(bundle ? ['<bundle>'] : []),
        ...lines.trim().split('\n'),
      ].map(normalise),
    ]);
  return Object.fromEntries(calls) as Record<string, string[]>;
}

async function readPowerShell(): Promise<Record<string, string[]>> {
  const text = await readText(join(SERVICES, 'service.ps1'));
  const cases = text.matchAll(/^ +'([a-z]+)' +\{ (.*) \}$/gm);
  const bundle = /^function Invoke-Bundle \{ (.*) \}$/m.exec(text)?.[1] ?? '';
  const calls = [...cases].map(([, name = '', line = '']) => [
    name,
    line
      .replace('Assert-Environment;', '<environment>;')
      .replace('Invoke-Bundle; if ($LASTEXITCODE -eq 0) {', '<bundle>;')
      .replace(/ \}$/, '')
      .replace(/^Invoke-Bundle$/, bundle)
      .split('; ')
      .map(normalise),
  ]);
  return Object.fromEntries(calls) as Record<string, string[]>;
}

function normalise(call: string): string {
  return call
    .trim()
    .replace(/"?\$PSScriptRoot\/\.\.\/scripts\/run\.mjs"?|\.\.\/\.\.\/scripts\/run\.mjs/, '<run>')
    .replaceAll(/\$\(CURDIR\)|\$folder/g, '<folder>')
    .replaceAll(/\$\(RUN_OPTIONS\)|@options/g, '<options>')
    .replaceAll(/\$\(SERVICE\)|\$service/g, '<service>')
    .replaceAll(/\$\(IMAGE\)|\$image/g, '<image>');
}

async function readText(path: string): Promise<string> {
  return (await readFile(path, 'utf8')).replaceAll('\r\n', '\n');
}
