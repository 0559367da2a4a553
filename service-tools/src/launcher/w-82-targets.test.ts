import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { expect, test } from 'vitest';
import { addServiceCommands } from '../commands/services.ts';

/** Arguments of `scripts/run.mjs` by target. */
type Targets = Record<string, string>;

test('the Makefile and manage.ps1 have the same targets, each one call of the same command', () => {
  const make = readMakefile();
  expect(Object.keys(make).sort()).toEqual([
    'help',
    'install',
    'leecher',
    'processor',
    'services',
    'stop-redis',
  ]);
  expect(readManageScript()).toEqual(make);
});

test('every target that is not for the set-up is a command of its name', () => {
  const program = new Command();
  addServiceCommands(program);
  const commands = program.commands.map((command) => command.name());
  const called = Object.entries(readMakefile()).filter(([name]) => name !== 'help' && name !== 'install');
  expect(called).toEqual(commands.map((name) => [name, `cli ${name} <options>`]));
});

test('every target is declared phony, and an unknown one is answered with all of them', () => {
  const targets = Object.keys(readMakefile());
  expect(/^\.PHONY: (.*)$/m.exec(read('Makefile'))?.[1]?.split(' ')).toEqual(targets);
  expect(/Known: (.*)\.";/.exec(read('manage.ps1'))?.[1]?.split(', ')).toEqual(targets);
});

test('start.ps1 passes everything to manage.ps1', () => {
  expect(read('start.ps1')).toContain('& "$PSScriptRoot/manage.ps1" @args');
});

function readMakefile(): Targets {
  expect(read('Makefile')).toContain('RUN = @node ../scripts/run.mjs\n');
  const rules = read('Makefile').matchAll(/^([a-z-]+):\n\t\$\(RUN\) (.*)$/gm);
  return Object.fromEntries(
    [...rules].map(([, name = '', call = '']) => [name, call.replace('$(ARGS)', '<options>')]),
  );
}

function readManageScript(): Targets {
  expect(read('manage.ps1')).toContain('$run = "$PSScriptRoot/../scripts/run.mjs"\n');
  const cases = read('manage.ps1').matchAll(/^ +'([a-z-]+)' +\{ node \$run (.*) \}$/gm);
  return Object.fromEntries(
    [...cases].map(([, name = '', call = '']) => [name, call.replace('@options', '<options>')]),
  );
}

function read(name: string): string {
  const text = readFileSync(fileURLToPath(new URL(`../../${name}`, import.meta.url)), 'utf8');
  return text.replaceAll('\r\n', '\n');
}
