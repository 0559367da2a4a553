import { cp, mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { dirname, join, posix } from 'node:path';

/** The files of a folder that a build may copy: all but those its `.dockerignore` leaves out. */
export interface BuildContext {
  /** Copies a file or folder of the context; false when there is none, or all of it is left out. */
  copy(source: string, to: string): Promise<boolean>;
  isFolder(source: string): Promise<boolean>;
}

export async function openBuildContext(root: string): Promise<BuildContext> {
  const isLeftOut = readIgnored(await readFile(join(root, '.dockerignore'), 'utf8').catch(() => ''));
  const copy = async (source: string, to: string): Promise<boolean> => {
    const path = posix.normalize(source).replace(/\/$/, '');
    const info = await stat(join(root, path)).catch(() => null);
    if (info?.isDirectory()) {
      const inside = await readdir(join(root, path));
      const copied: boolean[] = [];
      for (const name of inside) copied.push(await copy(posix.join(path, name), join(to, name)));
      return copied.includes(true);
    }
    if (info === null || isLeftOut(path)) return false;
    await mkdir(dirname(to), { recursive: true });
    await cp(join(root, path), to);
    return true;
  };
  const isFolder = async (source: string): Promise<boolean> =>
    (await stat(join(root, source)).catch(() => null))?.isDirectory() ?? false;
  return { copy, isFolder };
}

/**
 * Reads a `.dockerignore`: patterns with `*`, `?` and `**` for paths from the root, that hold for all below what they match; `!` takes
 * back; the last that fits counts.
 */
export function readIgnored(text: string): (path: string) => boolean {
  const rules = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({
      leavesOut: !line.startsWith('!'),
      pattern: patternOf(line.replace(/^!/, '').replace(/^\/|\/$/g, '')),
    }));
  return (path) => {
    const parts = path.split('/');
    const places = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
    const last = rules.findLast(({ pattern }) => places.some((place) => pattern.test(place)));
    return last?.leavesOut ?? false;
  };
}

function patternOf(glob: string): RegExp {
  const source = glob
    .split(/(\*\*\/|\*\*|\*|\?)/)
    .map((part) => {
      if (part === '**/') return '(?:.*/)?';
      if (part === '**') return '.*';
      if (part === '*') return '[^/]*';
      if (part === '?') return '[^/]';
      return part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
    })
    .join('');
  return new RegExp(`^${source}$`);
}
