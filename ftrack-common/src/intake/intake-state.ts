import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redis } from 'ioredis';

/** What intake has to know after a restart. */
export interface IntakePosition {
  /** ftrack server the event id belongs to. */
  readonly serverUrl: string;
  /** Everything up to this id of the Event table is in the log, as event or as hint. */
  readonly eventId: number;
  /** Epoch of the log at that time. */
  readonly epoch: string;
  /** Highest sequence of the log at that time. */
  readonly sequence: number;
}

/** Keeps the position in Redis and beside it in a file, so that a Redis which was emptied or set back can be told from a new one. */
export class IntakeState {
  readonly #redis: Redis;
  readonly #key: string;
  readonly #file: string;

  constructor(options: { redis: Redis; folder: string; prefix?: string }) {
    this.#redis = options.redis;
    this.#key = `{${options.prefix ?? 'ayon-ftrack'}}:intake`;
    this.#file = join(options.folder, 'intake-position.json');
  }

  /** The position as Redis and as the file have it; each null when absent or unreadable. */
  async load(): Promise<{ redis: IntakePosition | null; file: IntakePosition | null }> {
    const [redis, file] = await Promise.all([
      this.#redis.get(this.#key),
      readFile(this.#file, 'utf8').catch(() => null),
    ]);
    return { redis: readPosition(redis), file: readPosition(file) };
  }

  async save(position: IntakePosition): Promise<void> {
    const text = JSON.stringify(position);
    await this.#redis.set(this.#key, text);
    await mkdir(join(this.#file, '..'), { recursive: true });
    await writeFile(`${this.#file}.new`, text);
    await rename(`${this.#file}.new`, this.#file);
  }
}

function readPosition(text: string | null): IntakePosition | null {
  if (text === null) return null;
  try {
    const value = JSON.parse(text) as Partial<IntakePosition> | null;
    const { serverUrl, eventId, epoch, sequence } = value ?? {};
    if (typeof serverUrl !== 'string' || typeof epoch !== 'string') return null;
    if (!Number.isInteger(eventId) || !Number.isInteger(sequence)) return null;
    return { serverUrl, epoch, eventId: Number(eventId), sequence: Number(sequence) };
  } catch {
    return null;
  }
}
