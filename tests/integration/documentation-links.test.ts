import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const CHECKOUT = join(import.meta.dirname, '../..');
const { stdout } = await promisify(execFile)('git', ['ls-files', '-co', '--exclude-standard', '*.md'], {
  cwd: CHECKOUT,
});
const pages = stdout.split('\n').filter((page) => page !== '' && existsSync(join(CHECKOUT, page)));

test.each(pages)('what %s links to is there', async (page) => {
  const missing: string[] = [];
  for (const [, target = ''] of withoutCode(await read(page)).matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue;
    const [path = '', anchor] = target.split('#');
    const file = path === '' ? join(CHECKOUT, page) : resolve(CHECKOUT, dirname(page), path);
    const isThere = existsSync(file);
    if (!isThere || (anchor !== undefined && !anchorsOf(await readFile(file, 'utf8')).has(anchor)))
      missing.push(target);
  }
  expect(missing).toEqual([]);
});

/** As GitHub makes them of headings. */
function anchorsOf(text: string): Set<string> {
  const headings = withoutCode(text).matchAll(/^#+ (.*)$/gm);
  return new Set(
    [...headings].map(([, heading = '']) =>
      heading
        .trim()
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(/\s/g, '-'),
    ),
  );
}

function withoutCode(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```/gm, '');
}

function read(page: string): Promise<string> {
  return readFile(join(CHECKOUT, page), 'utf8');
}
