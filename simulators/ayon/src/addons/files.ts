import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { AyonError } from '../errors.ts';
import type { Call } from '../http/call.ts';
import type { Reply } from '../http/router.ts';
import type { ServerState } from '../state.ts';
import { requireAddon } from './require-addon.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.md': 'text/markdown; charset=utf-8',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.toml': 'application/toml',
  '.txt': 'text/plain; charset=utf-8',
  '.woff2': 'font/woff2',
  '.zip': 'application/zip',
};

/** Where on the disk the three kinds of files are. */
const FOLDERS = { public: 'public', private: 'private', frontend: 'frontend/dist' } as const;

/** Answers `/addons/{name}/{version}/{public|private|frontend}/{path}`; undefined for any other path. */
export function addonFile(state: ServerState, call: Call): Reply | undefined {
  if (call.method !== 'GET') return undefined;
  const found = /^\/addons\/([^/]+)\/([^/]+)\/(public|private|frontend)\/(.*)$/.exec(call.path);
  if (!found) return undefined;
  const [, name = '', version = '', kind = 'public', rest = ''] = found;
  if (kind === 'private' && call.identity.isGuest) throw new AyonError(403, 'Forbidden');
  const { folder } = requireAddon(state, name, version);
  const asked = decodeURIComponent(rest) || (kind === 'frontend' ? 'index.html' : '');
  if (folder === undefined) throw new AyonError(404, 'File not found');
  const base = path.join(folder, FOLDERS[kind as keyof typeof FOLDERS]);
  const file = path.join(base, asked);
  if (!file.startsWith(`${base}${path.sep}`) || asked === '') throw new AyonError(404, 'Invalid file path');
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new AyonError(404, 'File not found');
  const type = TYPES[path.extname(file).toLowerCase()] ?? 'application/octet-stream';
  return {
    status: 200,
    bytes: readFileSync(file),
    headers: { 'accept-ranges': 'bytes', 'content-type': type },
  };
}
