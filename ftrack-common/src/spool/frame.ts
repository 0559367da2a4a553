import { crc32 } from 'node:zlib';

/** First bytes of every segment file: the name of the format and its number. */
export const SEGMENT_HEADER = Buffer.from('AYFSPL01', 'latin1');
/** Bytes before each record: its length and the CRC-32 of length and record, both unsigned 32 bit little endian. */
export const FRAME_HEADER_BYTES = 8;
const MAX_RECORD_BYTES = 64 * 1024 * 1024;

/** Why bytes are not a record: the file ends inside it, or they are not what was written. */
export type FrameFault = 'cut' | 'corrupt';

export type FrameResult =
  | { readonly ok: true; readonly data: Buffer /** Offset after the record. */; readonly end: number }
  | {
      readonly ok: false;
      readonly fault: FrameFault /** Bytes needed from `offset` on to know more. */;
      readonly need: number;
    };

/** @throws RangeError for an empty record or one above 64 MiB */
export function encodeFrame(data: Uint8Array): Buffer {
  if (data.length === 0 || data.length > MAX_RECORD_BYTES) {
    throw new RangeError(`A spool record has 1 to ${MAX_RECORD_BYTES} bytes, this one has ${data.length}`);
  }
  const frame = Buffer.allocUnsafe(FRAME_HEADER_BYTES + data.length);
  frame.writeUInt32LE(data.length, 0);
  frame.set(data, FRAME_HEADER_BYTES);
  frame.writeUInt32LE(checksum(frame), 4);
  return frame;
}

/** Reads the record at `offset`. The length is part of the checksum, so a run of zeros is never a record. */
export function decodeFrame(bytes: Buffer, offset: number): FrameResult {
  const available = bytes.length - offset;
  if (available < FRAME_HEADER_BYTES) return { ok: false, fault: 'cut', need: FRAME_HEADER_BYTES };
  const length = bytes.readUInt32LE(offset);
  const total = FRAME_HEADER_BYTES + length;
  if (length === 0 || length > MAX_RECORD_BYTES) return { ok: false, fault: 'corrupt', need: total };
  if (available < total) return { ok: false, fault: 'cut', need: total };
  const frame = bytes.subarray(offset, offset + total);
  if (checksum(frame) !== frame.readUInt32LE(4)) return { ok: false, fault: 'corrupt', need: total };
  return { ok: true, data: frame.subarray(FRAME_HEADER_BYTES), end: offset + total };
}

function checksum(frame: Buffer): number {
  return crc32(frame.subarray(FRAME_HEADER_BYTES), crc32(frame.subarray(0, 4)));
}
