import type { Redis } from 'ioredis';

/** A service of ours that uses a Redis, as it says of itself. */
export interface Presence {
  /** Stable name, `AYON_SERVICE_NAME`. */
  readonly name: string;
  readonly service: string;
  readonly version: string;
  readonly host: string;
  readonly pid: number;
  /** When it began, milliseconds since 1970. */
  readonly since: number;
}

const LIFE_MS = 15_000;
const REFRESH_MS = 5_000;

/** Who uses this Redis, kept by each service for itself and forgotten some seconds after it died. */
export class PresenceBoard {
  readonly #redis: Redis;
  readonly #prefix: string;
  #timer: NodeJS.Timeout | null = null;
  #announced: Presence | null = null;

  constructor(redis: Redis, prefix = 'ayon-ftrack') {
    this.#redis = redis;
    this.#prefix = `{${prefix}}:presence:`;
  }

  /** Writes our presence, and again every few seconds until {@link leave}. */
  async announce(presence: Presence): Promise<void> {
    this.#announced = presence;
    await this.#write();
    this.#timer = setInterval(() => {
      // While Redis is away writes would only queue up.
      if (this.#redis.status === 'ready') this.#write().catch(() => undefined);
    }, REFRESH_MS);
    this.#timer.unref();
  }

  async leave(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    const announced = this.#announced;
    this.#announced = null;
    if (announced !== null) await this.#redis.del(this.#keyOf(announced)).catch(() => 0);
  }

  /** All services that are there now, ours too. */
  async list(): Promise<Presence[]> {
    const index = `${this.#prefix}all`;
    const names = await this.#redis.smembers(index);
    if (names.length === 0) return [];
    const texts = await this.#redis.mget(names);
    const gone = names.filter((_, at) => texts[at] === null);
    if (gone.length > 0) await this.#redis.srem(index, gone);
    return texts.filter((text) => text !== null).map((text) => JSON.parse(text) as Presence);
  }

  async #write(): Promise<void> {
    if (this.#announced === null) return;
    const key = this.#keyOf(this.#announced);
    await this.#redis
      .multi()
      .set(key, JSON.stringify(this.#announced), 'PX', LIFE_MS)
      .sadd(`${this.#prefix}all`, key)
      .exec();
  }

  #keyOf(presence: Presence): string {
    return `${this.#prefix}${presence.service}:${presence.name}:${presence.host}:${presence.pid}`;
  }
}

/** A checkout was about to read along in a Redis that services of another version or machine use. */
export class ForeignServicesError extends Error {
  readonly code = 'redis_in_use';

  constructor(others: readonly Presence[]) {
    const list = others.map(({ name, version, host }) => `${name} ${version} on ${host}`).join(', ');
    super(
      `This Redis is used by ${list}. Services of a checkout would take part in their work. ` +
        'Set AYON_FTRACK_REDIS_URL to another Redis, or give --join to take part on purpose.',
    );
    this.name = 'ForeignServicesError';
  }
}

/**
 * Lets services started from a checkout use a Redis only together with their like: same version, same machine.
 * @throws {ForeignServicesError} others are there.
 */
export async function assertNoForeignServices(board: PresenceBoard, ours: Presence): Promise<void> {
  const others = (await board.list()).filter(
    (other) => other.version !== ours.version || other.host !== ours.host,
  );
  if (others.length > 0) throw new ForeignServicesError(others);
}
