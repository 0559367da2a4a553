import type { Redis } from 'ioredis';
import { defineScript, logKeys, runScript } from '../event-log/index.ts';
import type { TakenMark } from './dirty-marks.ts';

/**
 * Makes due rechecks dirty.
 * KEYS: rechecks, dirty projects. ARGV: now, dirty prefix.
 */
const MOVE_DUE = defineScript(`
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, 1000)
for _, member in ipairs(due) do
  local project, entity, sequence = string.match(member, '^(%S+) (%S+) (%d+)$')
  if not redis.call('ZSCORE', ARGV[2] .. project, entity) then redis.call('ZADD', ARGV[2] .. project, sequence, entity) end
  redis.call('SADD', KEYS[2], project)
  redis.call('ZREM', KEYS[1], member)
end
return #due
`);

/**
 * Remembers who has a project in hand, so that a takeover is noticed.
 *
 * A holder that lost its lease may have one more write under way: sent just before, or held back while its machine was suspended. It
 * cannot be called back and may arrive after the new holder's own writes. So what the new holder found marked is looked at once more
 * when the longest time a request can take is over.
 */
export class Takeovers {
  readonly #redis: Redis;
  readonly #inHand: string;
  readonly #rechecks: string;
  readonly #dirty: string;
  readonly #dirtyProjects: string;

  constructor(redis: Redis, prefix = 'ayon-ftrack') {
    const keys = logKeys(prefix);
    this.#redis = redis;
    this.#inHand = `{${prefix}}:in-hand:`;
    this.#rechecks = `{${prefix}}:rechecks`;
    this.#dirty = keys.dirty;
    this.#dirtyProjects = keys.dirtyProjects;
  }

  /** Takes a project in hand; true when the last holder never let go of it. */
  async begin(projectId: string, token: string): Promise<boolean> {
    const before = await this.#redis.getset(this.#inHand + projectId, token);
    return before !== null && before !== token;
  }

  /** Lets go: nothing of ours is under way any more. */
  async end(projectId: string): Promise<void> {
    await this.#redis.del(this.#inHand + projectId);
  }

  /** Has these marks made dirty again at a time, milliseconds since 1970. */
  async recheck(projectId: string, ...[marks, at]: [readonly TakenMark[], number]): Promise<void> {
    if (marks.length === 0) return;
    const members = marks.flatMap(({ entityId, sequence }) => [at, `${projectId} ${entityId} ${sequence}`]);
    await this.#redis.zadd(this.#rechecks, ...members);
  }

  /** Makes dirty what is due at this time. */
  async moveDue(now: number): Promise<void> {
    await runScript(this.#redis, MOVE_DUE, [
      [this.#rechecks, this.#dirtyProjects],
      [now, this.#dirty],
    ]);
  }
}
