import { type FileHandle, mkdir, open, readdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { SpoolFullError, SpoolWriteError } from './errors.ts';
import { encodeFrame, type FrameFault, SEGMENT_HEADER } from './frame.ts';
import {
  parseSegmentName,
  readSegment,
  removeSegment,
  scanSegment,
  type Segment,
  segmentPath,
  syncFolder,
} from './segment.ts';

const DEFAULT_SEGMENT_BYTES = 4 * 1024 * 1024;
const DEFAULT_READ_BYTES = 1024 * 1024;

export interface SpoolOptions {
  /** Made when absent. One process at a time. */
  readonly folder: string;
  /** Upper limit of all files together. */
  readonly maxBytes: number;
  /** Whether `append` waits until the disk has the bytes. Default true; false survives a killed process only. */
  readonly fsync?: boolean;
  /** A file that has grown to this is followed by a new one. Default 4 MiB, at most a quarter of `maxBytes`. */
  readonly segmentBytes?: number;
  /** Bytes that are not whole records were found and are left out: the tail of a write cut by a crash, or bad disk. */
  readonly onDamage?: (damage: SpoolDamage) => void;
}

export interface SpoolDamage {
  readonly file: string;
  /**
   * `cut`: the file ends within a record. `corrupt`: the checksum is wrong. `foreign`: not a file of this format,
   * perhaps of a later version; it is left where it is.
   */
  readonly fault: FrameFault | 'foreign';
  /** Offset of the first byte left out. */
  readonly offset: number;
  readonly droppedBytes: number;
}

/** Where a record ends; what `acknowledge` takes. */
export interface SpoolPosition {
  readonly segment: number;
  readonly offset: number;
}

export interface SpoolRecord {
  readonly data: Buffer;
  readonly position: SpoolPosition;
}

interface PendingAppend {
  readonly bytes: Buffer;
  readonly records: number;
  readonly settle: (error?: Error) => void;
}

/**
 * Opens a first-in first-out store of records on disk, for what cannot be delivered now.
 *
 * What `append` has confirmed comes back after a crash at any point. A record may come back although it was
 * acknowledged: acknowledging removes whole files only, so after a crash the oldest file is read from its start.
 *
 * @throws Error of the file system when the folder cannot be made or read
 */
export async function openSpool(options: SpoolOptions): Promise<Spool> {
  const folder = resolve(options.folder);
  const made = await mkdir(folder, { recursive: true });
  if (made !== undefined) await syncFolder(dirname(made));
  const ids = (await readdir(folder))
    .map(parseSegmentName)
    .filter((id) => id !== undefined)
    .sort((a, b) => a - b);
  const segments: Segment[] = [];
  for (const id of ids) {
    const { segment, fileBytes, fault } = await scanSegment(segmentPath(folder, id), id);
    if (fault) reportDamage(options, { segment, fault, fileBytes });
    if (segment.records > 0) segments.push(segment);
    else if (fault !== 'foreign') await removeSegment(segment);
  }
  return new Spool({ ...options, folder }, segments, (ids.at(-1) ?? 0) + 1);
}

/** Made by {@link openSpool}. All methods may be called at any time; they take effect in the order of the calls. */
export class Spool implements AsyncDisposable {
  readonly #options: SpoolOptions;
  readonly #segmentBytes: number;
  /** Oldest first; the last is the active one while `#file` is open. */
  readonly #segments: Segment[];
  #nextId: number;
  #file: FileHandle | undefined;
  /** Offset of the oldest record not acknowledged, in the oldest segment. */
  #head = SEGMENT_HEADER.length;
  #acknowledged = 0;
  #pending: PendingAppend[] = [];
  #tail: Promise<unknown> = Promise.resolve();
  #closed = false;

  constructor(options: SpoolOptions, segments: Segment[], nextId: number) {
    this.#options = options;
    this.#segments = segments;
    this.#nextId = nextId;
    this.#segmentBytes = Math.min(
      options.segmentBytes ?? DEFAULT_SEGMENT_BYTES,
      Math.ceil(options.maxBytes / 4),
    );
  }

  /** Bytes of all files. */
  get bytes(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.validBytes, 0);
  }

  /** Records that are not acknowledged. */
  get records(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.records, 0) - this.#acknowledged;
  }

  /**
   * Adds records and returns when the disk has them. Calls that come while the disk is busy share one write and
   * one fsync. All records of a call are kept, or none is confirmed.
   *
   * @throws SpoolFullError, SpoolWriteError; RangeError for an empty record or one above 64 MiB
   */
  append(records: readonly Uint8Array[]): Promise<void> {
    if (this.#closed) return Promise.reject(new Error(`The spool ${this.#options.folder} is closed`));
    if (records.length === 0) return Promise.resolve();
    return new Promise((done, fail) => {
      const bytes = Buffer.concat(records.map(encodeFrame));
      const settle = (error?: Error): void => (error ? fail(error) : done());
      this.#pending.push({ bytes, records: records.length, settle });
      if (this.#pending.length === 1) void this.#inOrder(() => this.#writePending());
    });
  }

  /** The oldest records not acknowledged, about `maxBytes` of them (default 1 MiB), at least one if there is one. */
  read(maxBytes: number = DEFAULT_READ_BYTES): Promise<SpoolRecord[]> {
    return this.#inOrder(async () => {
      for (;;) {
        const oldest = this.#segments[0];
        if (!oldest) return [];
        const { records, fault } = await readSegment(oldest, this.#head, maxBytes);
        if (fault) await this.#giveUpRest(oldest, records.at(-1)?.end ?? this.#head, fault);
        if (records.length > 0) {
          return records.map(({ data, end }) => ({ data, position: { segment: oldest.id, offset: end } }));
        }
        if (!fault) return [];
        await this.#removeOldest();
      }
    });
  }

  /** Gives back every record up to and with this one. Files without records left are deleted. */
  acknowledge(position: SpoolPosition): Promise<void> {
    return this.#inOrder(async () => {
      for (;;) {
        const oldest = this.#segments[0];
        if (!oldest || oldest.id > position.segment) return;
        if (oldest.id === position.segment && position.offset < oldest.validBytes) {
          await this.#moveHead(oldest, position.offset);
          return;
        }
        await this.#removeOldest();
      }
    });
  }

  /** Waits for what is under way and closes the files. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#inOrder(() => this.#seal());
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #inOrder<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(task);
    this.#tail = result.catch(() => undefined);
    return result;
  }

  async #writePending(): Promise<void> {
    const batch = this.#pending;
    this.#pending = [];
    const accepted: PendingAppend[] = [];
    const { folder, maxBytes } = this.#options;
    // A new file's header counts, whether one is needed or not.
    let total = this.bytes + SEGMENT_HEADER.length;
    for (const append of batch) {
      if (total + append.bytes.length > maxBytes) {
        append.settle(new SpoolFullError(folder, maxBytes));
        continue;
      }
      total += append.bytes.length;
      accepted.push(append);
    }
    if (accepted.length === 0) return;
    let failure: Error | undefined;
    try {
      await this.#write(accepted);
    } catch (error) {
      failure = new SpoolWriteError(folder, error);
      // Behind a half-written record nothing could be found again: later records go to a new file.
      await this.#seal().catch(() => undefined);
    }
    for (const append of accepted) append.settle(failure);
  }

  async #write(batch: readonly PendingAppend[]): Promise<void> {
    const { file, segment } = await this.#activeSegment();
    const bytes = Buffer.concat(batch.map((append) => append.bytes));
    for (let written = 0; written < bytes.length; ) {
      const result = await file.write(bytes, written, bytes.length - written, segment.validBytes + written);
      written += result.bytesWritten;
    }
    if (this.#options.fsync ?? true) await file.datasync();
    segment.validBytes += bytes.length;
    segment.records += batch.reduce((sum, append) => sum + append.records, 0);
  }

  async #activeSegment(): Promise<{ file: FileHandle; segment: Segment }> {
    const last = this.#segments.at(-1);
    if (this.#file && last && last.validBytes < this.#segmentBytes)
      return { file: this.#file, segment: last };
    await this.#seal();
    const id = this.#nextId;
    this.#nextId += 1;
    const path = segmentPath(this.#options.folder, id);
    const file = await open(path, 'wx', 0o600);
    this.#file = file;
    const segment: Segment = { id, path, validBytes: SEGMENT_HEADER.length, records: 0 };
    this.#segments.push(segment);
    await file.write(SEGMENT_HEADER, 0, SEGMENT_HEADER.length, 0);
    if (this.#options.fsync ?? true) await syncFolder(this.#options.folder);
    return { file, segment };
  }

  /** Ends the active file. One that got no record goes. */
  async #seal(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close().catch(() => undefined);
    const last = this.#segments.at(-1);
    if (!last || last.records > 0) return;
    this.#segments.pop();
    await removeSegment(last);
  }

  async #moveHead(segment: Segment, offset: number): Promise<void> {
    while (this.#head < offset) {
      const { records } = await readSegment(segment, this.#head, offset - this.#head);
      const passed = records.filter((record) => record.end <= offset);
      const last = passed.at(-1);
      if (!last) return;
      this.#head = last.end;
      this.#acknowledged += passed.length;
    }
  }

  async #removeOldest(): Promise<void> {
    if (this.#segments.length === 1) {
      await this.#file?.close();
      this.#file = undefined;
    }
    const oldest = this.#segments.shift();
    this.#head = SEGMENT_HEADER.length;
    this.#acknowledged = 0;
    if (oldest) await removeSegment(oldest);
  }

  /** The disk no longer gives back what was written: the rest of the file cannot be read. */
  async #giveUpRest(segment: Segment, offset: number, fault: FrameFault): Promise<void> {
    if (segment === this.#segments.at(-1)) {
      await this.#file?.close();
      this.#file = undefined;
    }
    const fileBytes = segment.validBytes;
    const rescanned = await scanSegment(segment.path, segment.id);
    segment.validBytes = offset;
    segment.records = rescanned.segment.records;
    reportDamage(this.#options, { segment, fault, fileBytes });
  }
}

function reportDamage(
  options: SpoolOptions,
  found: { segment: Segment; fault: SpoolDamage['fault']; fileBytes: number },
): void {
  const { segment, fault, fileBytes } = found;
  const offset = fault === 'foreign' ? 0 : Math.min(segment.validBytes, fileBytes);
  options.onDamage?.({ file: segment.path, fault, offset, droppedBytes: fileBytes - offset });
}
