import { type FileHandle, open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeFrame, FRAME_HEADER_BYTES, type FrameFault, SEGMENT_HEADER } from './frame.ts';

const SCAN_BYTES = 1024 * 1024;

/** One file of the spool. Its records lie between the header and `validBytes`; what follows is not read. */
export interface Segment {
  readonly id: number;
  readonly path: string;
  validBytes: number;
  /** Records between the header and `validBytes`. */
  records: number;
}

export interface SegmentRecord {
  readonly data: Buffer;
  /** Offset in the file after the record. */
  readonly end: number;
}

export interface SegmentRead {
  readonly records: SegmentRecord[];
  /** Set when reading stopped at bytes that are not a record. */
  readonly fault: FrameFault | undefined;
}

export function segmentPath(folder: string, id: number): string {
  return join(folder, `${String(id).padStart(10, '0')}.spool`);
}

/** The id in a segment's file name, or undefined for another file. */
export function parseSegmentName(name: string): number | undefined {
  const digits = /^(\d{10})\.spool$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

export interface SegmentScan {
  readonly segment: Segment;
  readonly fileBytes: number;
  /** What stands behind the whole records, if anything; `foreign`: the file is not of this format at all. */
  readonly fault: FrameFault | 'foreign' | undefined;
}

/** Finds how far a file holds whole records. */
export async function scanSegment(path: string, id: number): Promise<SegmentScan> {
  await using file = await open(path, 'r');
  const fileBytes = (await file.stat()).size;
  const segment: Segment = { id, path, validBytes: SEGMENT_HEADER.length, records: 0 };
  const header = await readAt(file, 0, SEGMENT_HEADER.length);
  if (!header.equals(SEGMENT_HEADER.subarray(0, header.length)))
    return { segment, fileBytes, fault: 'foreign' };
  for (;;) {
    const range = { from: segment.validBytes, to: fileBytes, maxBytes: SCAN_BYTES };
    const { records, fault } = await readFrames(file, range);
    segment.validBytes = records.at(-1)?.end ?? segment.validBytes;
    segment.records += records.length;
    if (fault || records.length === 0) return { segment, fileBytes, fault };
  }
}

/** Reads records from offset `from` until about `maxBytes` are read, at least one if there is one. */
export async function readSegment(segment: Segment, from: number, maxBytes: number): Promise<SegmentRead> {
  await using file = await open(segment.path, 'r');
  return await readFrames(file, { from, to: segment.validBytes, maxBytes });
}

export async function removeSegment(segment: Segment): Promise<void> {
  await rm(segment.path, { force: true });
}

/** Makes names in a folder durable. Windows cannot open folders and does not need it. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return;
  await using handle = await open(folder, 'r');
  await handle.sync();
}

async function readFrames(
  file: FileHandle,
  range: { from: number; to: number; maxBytes: number },
): Promise<SegmentRead> {
  const { from, to } = range;
  if (from >= to) return { records: [], fault: undefined };
  let bytes = await readAt(file, from, Math.min(range.maxBytes, to - from));
  const first = decodeFrame(bytes, 0);
  if (!first.ok && first.fault === 'cut' && from + bytes.length < to) {
    const header = bytes.length >= FRAME_HEADER_BYTES ? bytes : await readAt(file, from, FRAME_HEADER_BYTES);
    const again = decodeFrame(header, 0);
    const need = again.ok ? header.length : again.need;
    bytes = await readAt(file, from, Math.min(need, to - from));
  }
  const records: SegmentRecord[] = [];
  for (let offset = 0; offset < bytes.length; ) {
    const frame = decodeFrame(bytes, offset);
    if (!frame.ok) {
      const moreInFile = frame.fault === 'cut' && from + bytes.length < to && records.length > 0;
      return { records, fault: moreInFile ? undefined : frame.fault };
    }
    records.push({ data: frame.data, end: from + frame.end });
    offset = frame.end;
  }
  return { records, fault: undefined };
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(bytes, filled, length - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}
