import { inflateRawSync } from 'node:zlib';
import { Crash } from '../errors.ts';

/** A file of an archive. `mode` holds its Unix permissions, 0 when the archive says nothing. */
export interface ZipEntry {
  path: string;
  content: Buffer;
  mode: number;
}

const END_OF_DIRECTORY = 0x06054b50;
const END_LENGTH = 22;
const MAX_COMMENT = 65_535;

/** The files of a zip archive. Throws what the server answers to a body that is none or damaged. */
export function readZip(archive: Buffer): ZipEntry[] {
  const end = findEnd(archive);
  if (end === undefined) throw new Crash('zipfile.BadZipFile: File is not a zip file');
  try {
    return readEntries(archive, end);
  } catch (error) {
    // An offset beyond the archive, or content that does not inflate.
    throw error instanceof Crash
      ? error
      : new Crash('zipfile.BadZipFile: Bad magic number for central directory');
  }
}

function readEntries(archive: Buffer, end: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  let offset = archive.readUInt32LE(end + 16);
  const count = archive.readUInt16LE(end + 10);
  for (let index = 0; index < count; index += 1) {
    const nameLength = archive.readUInt16LE(offset + 28);
    const path = archive.toString('utf8', offset + 46, offset + 46 + nameLength);
    if (!path.endsWith('/')) {
      entries.push({
        path,
        content: readContent(archive, offset),
        mode: archive.readUInt32LE(offset + 38) >>> 16,
      });
    }
    offset += 46 + nameLength + archive.readUInt16LE(offset + 30) + archive.readUInt16LE(offset + 32);
  }
  return entries;
}

function findEnd(archive: Buffer): number | undefined {
  const first = Math.max(0, archive.length - END_LENGTH - MAX_COMMENT);
  for (let offset = archive.length - END_LENGTH; offset >= first; offset -= 1) {
    if (archive.readUInt32LE(offset) === END_OF_DIRECTORY) return offset;
  }
  return undefined;
}

function readContent(archive: Buffer, directoryOffset: number): Buffer {
  const method = archive.readUInt16LE(directoryOffset + 10);
  const size = archive.readUInt32LE(directoryOffset + 20);
  const header = archive.readUInt32LE(directoryOffset + 42);
  const start = header + 30 + archive.readUInt16LE(header + 26) + archive.readUInt16LE(header + 28);
  const stored = archive.subarray(start, start + size);
  if (method === 0) return Buffer.from(stored);
  if (method === 8) return inflateRawSync(stored);
  throw new Crash(`NotImplementedError: That compression method is not supported`);
}
