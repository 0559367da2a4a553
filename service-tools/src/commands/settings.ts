import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import {
  buildSettingsDocument,
  convertOverrides,
  listSettings,
  settingsReference,
} from '@ynput/ftrack-common/settings';
import { InputError } from '../input-error.ts';
import { formatTable, note, result, resultJson } from '../output.ts';

/** Adds `settings show`, `settings schema` and `settings convert`: the settings of the addon, without any server. */
export function addSettingsCommands(program: Command): void {
  const settings = program.command('settings').description('the settings of the addon');
  settings
    .command('show')
    .description('every setting with its default')
    .option('--json', 'print one JSON object')
    .option('--markdown', 'print the page docs/settings.md')
    .action((flags: { json?: true; markdown?: true }) => showSettings(flags));
  settings
    .command('schema')
    .description('the document from which the addon builds its settings in AYON')
    .option('--json', 'on one line')
    .action(({ json }: { json?: true }) => {
      if (json === true) resultJson(buildSettingsDocument());
      else result(JSON.stringify(buildSettingsDocument(), null, 2));
    });
  settings
    .command('convert')
    .description('what stored overrides of an older version become; nothing is written')
    .requiredOption('--from <version>', 'version of the addon that stored them, like 1.4.15')
    .option('--file <file>', 'a JSON file with the stored document, in place of the standard input')
    .option('--json', 'print one JSON object')
    .action((flags: { from: string; file?: string; json?: true }) => convertFile(flags));
}

function showSettings({ json, markdown }: { json?: true; markdown?: true }): void {
  if (json === true && markdown === true) throw new InputError('Give --json or --markdown, not both.');
  if (markdown === true) process.stdout.write(settingsReference());
  else if (json === true) resultJson({ settings: listSettings() });
  else result(formatTable(listSettings().map((one) => [one.path, one.scope, inShort(one.default)])));
}

/** Lists of rows by their length; all else as JSON. */
function inShort(value: unknown): string {
  const isRows = Array.isArray(value) && value.some((item) => typeof item === 'object');
  return isRows ? `${value.length} ${value.length === 1 ? 'row' : 'rows'}` : JSON.stringify(value);
}

function convertFile({ from, file, json }: { from: string; file?: string; json?: true }): void {
  if (!/^\d+\.\d+\.\d+/.test(from)) throw new InputError(`--from ${from} is not a version like 1.4.15.`);
  const converted = convertOverrides(readDocument(file), from);
  if (json === true) {
    resultJson(converted);
    return;
  }
  for (const { path, message } of converted.problems) note(`${path || 'the document'}: ${message}`);
  result(JSON.stringify(converted.document, null, 2));
}

const STANDARD_INPUT = 0;

function readDocument(file: string | undefined): unknown {
  const name = file ?? 'The standard input';
  let text: string;
  try {
    text = readFileSync(file ?? STANDARD_INPUT, 'utf8');
  } catch (error) {
    throw new InputError(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new InputError(`${name} is not JSON. Give what AYON has stored, as raw overrides.`);
  }
}
