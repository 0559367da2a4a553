import path from 'node:path';
import { isObject, type Json, type JsonObject, textOf } from '../json.ts';
import type { EntityRow } from '../entities/table.ts';

/** The roots of a workstation: paths by name, and the slashes it uses. */
export interface SiteRoots {
  platform: string;
  roots: JsonObject;
}

/** The file path of a representation: its template filled with its context, and with the roots when they are given. */
export function filePathOf({ attrib, values }: EntityRow, site: SiteRoots | undefined): string | undefined {
  const template = attrib['template'];
  if (typeof template !== 'string') return undefined;
  const data = isObject(values['data']) ? values['data'] : {};
  const context = isObject(data['context']) ? data['context'] : {};
  const filled = template.replaceAll(
    /\{(\w+)(?:\[(\w+)\])?(?::([^}]*))?\}/g,
    (found, ...groups: string[]) => {
      const [key = '', inner, format] = groups;
      if (key === 'root') return (site && textOf(site.roots[inner ?? ''])) || found;
      const value = inner === undefined ? context[key] : innerValue(context[key], inner);
      return value === undefined || value === null ? found : pad(textOf(value), format);
    },
  );
  if (site?.platform === 'windows') return path.win32.normalize(filled);
  return path.posix.normalize(filled.replaceAll('\\', '/'));
}

function innerValue(value: Json | undefined, key: string): Json | undefined {
  return isObject(value) ? value[key] : undefined;
}

/** Python's format for filling up: `0>3` or `03`. */
function pad(text: string, format: string | undefined): string {
  const [, fill = '0', width = '0'] = /^(?:(.)>)?0?(\d+)d?$/.exec(format ?? '') ?? [];
  return text.padStart(Number(width), fill);
}
