import { buffer } from 'node:stream/consumers';
import { ZipArchive } from 'archiver';
import type { PackageFile } from './package-files.ts';

/** The same for every package, so that equal sources give equal bytes. Zip files know no earlier year than 1980. */
const DATE = new Date('2000-01-01T00:00:00Z');
const FILE_MODE = 0o644;
const FOLDER_MODE = 0o755;

/** The zip of files, with their folders before them. A server gives what it unpacks the modes that stand here. */
export async function makeArchive(files: readonly PackageFile[]): Promise<Buffer> {
  const archive = new ZipArchive({ zlib: { level: 9 } });
  for (const folder of foldersOf(files))
    archive.append('', { name: folder, mode: FOLDER_MODE, date: DATE, type: 'directory' });
  for (const { path, content } of files) archive.append(content, { name: path, mode: FILE_MODE, date: DATE });
  const [bytes] = await Promise.all([buffer(archive), archive.finalize()]);
  return bytes;
}

/** `a/`, `a/b/` for `a/b/c`. */
function foldersOf(files: readonly PackageFile[]): string[] {
  const folders = files.flatMap(({ path }) => {
    const parts = path.split('/').slice(0, -1);
    return parts.map((_, index) => `${parts.slice(0, index + 1).join('/')}/`);
  });
  return [...new Set(folders)].toSorted();
}
