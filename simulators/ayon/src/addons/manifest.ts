import { AyonError } from '../errors.ts';
import { isObject, type Json, type JsonObject } from '../json.ts';
import { readPythonLiterals } from './python-literals.ts';
import type { ZipEntry } from './zip.ts';

/** What the package file of an addon says. */
export interface Manifest {
  name: string;
  version: string;
  title: string;
  /** Whether it is a `package.py`. */
  isPython: boolean;
  /** Everything it says. */
  values: JsonObject;
  /** The part of the archive that is the addon: empty, or `addon/` with the older manifest.json. */
  root: string;
}

/** Reads `manifest.json`, `package.yaml`, `package.yml` or `package.py`, whichever comes first. Throws 409. */
export function readManifest(entries: readonly ZipEntry[]): Manifest {
  const text = (path: string) => entries.find((entry) => entry.path === path)?.content.toString('utf8');
  const old = text('manifest.json');
  if (old !== undefined) {
    const values = parseObject(old);
    const named = { ...values, name: values['addon_name'] ?? null, version: values['addon_version'] ?? null };
    return manifestOf(named, { file: 'manifest.json', root: 'addon/' });
  }
  for (const file of ['package.yaml', 'package.yml']) {
    const found = text(file);
    if (found !== undefined) return manifestOf(readPlainYaml(found), { file, root: '' });
  }
  const python = text('package.py');
  if (python === undefined) throw new AyonError(409, 'Unsupported addon format');
  return manifestOf(readPythonLiterals(python), { file: 'package.py', root: '' });
}

function manifestOf(values: JsonObject, { file, root }: { file: string; root: string }): Manifest {
  const { name, version, title } = values;
  if (typeof name !== 'string' || name === '') throw new AyonError(409, `Addon name not found in ${file}`);
  if (typeof version !== 'string' || version === '')
    throw new AyonError(409, `Addon version not found in ${file}`);
  const shown = typeof title === 'string' ? title : name;
  return { name, version, title: shown, isPython: file === 'package.py', values, root };
}

function parseObject(text: string): JsonObject {
  const value: unknown = JSON.parse(text);
  return isObject(value) ? value : {};
}

/** Nested mappings of scalars, all that package files need: no lists over several lines, anchors or block texts. */
function readPlainYaml(text: string): JsonObject {
  const root: JsonObject = {};
  const open: { indent: number; target: JsonObject }[] = [{ indent: -1, target: root }];
  for (const line of text.split(/\r?\n/)) {
    const found = /^(\s*)([\w.-]+|"[^"]*"|'[^']*')\s*:\s*(.*?)\s*(?:\s#.*)?$/.exec(line);
    if (!found || line.trimStart().startsWith('#')) continue;
    const [, indent = '', quoted = '', value = ''] = found;
    while ((open.at(-1)?.indent ?? -1) >= indent.length) open.pop();
    const { target } = open.at(-1) ?? { target: root };
    const key = quoted.replaceAll(/^["']|["']$/g, '');
    if (value === '') {
      const inner: JsonObject = {};
      target[key] = inner;
      open.push({ indent: indent.length, target: inner });
    } else target[key] = yamlScalar(value);
  }
  return root;
}

function yamlScalar(text: string): Json {
  if (/^["'{[]/.test(text)) return readPythonLiterals(`x = ${text}`)['x'] ?? text;
  if (/^(?:true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  return /^(?:null|~)$/i.test(text) ? null : text;
}
