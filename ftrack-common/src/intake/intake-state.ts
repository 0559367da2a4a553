import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { z } from 'zod';

const schema = z.object({
  /** ftrack server the event ids belong to. */
  serverUrl: z.string(),
  /** Everything up to this id of the Event table is in the log, as event or as hint. */
  eventId: z.int().nullable(),
  /**
   * What `eventId` was in the last minutes, oldest first, with times in ms since 1970. A log that lost what it had is filled again from the
   * oldest on, since nobody may have read the last minutes of it.
   */
  earlier: z.array(z.object({ eventId: z.int(), at: z.number() })),
  /** Epoch of the log, and the highest sequence it had. */
  epoch: z.string(),
  sequence: z.int(),
  /** When the hub was heard last, ms since 1970; null when it never was. */
  heardAt: z.number().nullable(),
});

/** What intake has to know after a restart. */
export type IntakePosition = Readonly<z.infer<typeof schema>>;

const STEP_MS = 5 * 60_000;
const REACH_MS = 10 * 60_000;

/** The earlier ids to keep beside a new one: about a quarter of an hour, in steps of minutes. */
export function extendEarlier(
  earlier: IntakePosition['earlier'],
  { eventId, at }: { readonly eventId: number; readonly at: number },
): IntakePosition['earlier'] {
  const last = earlier.at(-1);
  const all = last === undefined || at - last.at >= STEP_MS ? [...earlier, { eventId, at }] : [...earlier];
  while (all[1] !== undefined && all[1].at <= at - REACH_MS) all.shift();
  return all;
}

/**
 * Keeps the position in Redis and beside it in a file, so that a Redis which was emptied or set back while nobody watched can be told from
 * one that still has everything.
 */
export class IntakeState {
  readonly #redis: Redis;
  readonly #key: string;
  readonly #file: string;
  #saving: Promise<unknown> = Promise.resolve();

  constructor(options: { redis: Redis; folder: string; prefix?: string }) {
    this.#redis = options.redis;
    this.#key = `{${options.prefix ?? 'ayon-ftrack'}}:intake`;
    this.#file = join(options.folder, 'intake-position.json');
  }

  /** The position in Redis; null when there is none that can be read. Rejects when Redis does not answer. */
  async loadFromRedis(): Promise<IntakePosition | null> {
    return readPosition(await this.#redis.get(this.#key));
  }

  /** The position in the file; null when there is none that can be read. */
  async loadFromFile(): Promise<IntakePosition | null> {
    return readPosition(await readFile(this.#file, 'utf8').catch(() => null));
  }

  /** Redis first: a file that is ahead of Redis means that Redis was set back. Rejects when one of them could not be written. */
  save(position: IntakePosition): Promise<void> {
    const saved = this.#saving.then(() => this.#write(JSON.stringify(position)));
    this.#saving = saved.catch(() => undefined);
    return saved;
  }

  async #write(text: string): Promise<void> {
    await this.#redis.set(this.#key, text);
    await mkdir(join(this.#file, '..'), { recursive: true });
    await writeFile(`${this.#file}.new`, text);
    await rename(`${this.#file}.new`, this.#file);
  }
}

function readPosition(text: string | null): IntakePosition | null {
  if (text === null) return null;
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return null;
  }
}
