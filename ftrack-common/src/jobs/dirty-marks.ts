import type { Redis } from 'ioredis';
import { type LogKeys, logKeys } from '../event-log/index.ts';
import { defineScript, runScript } from '../event-log/index.ts';
import { type JobLease, LeaseLostError } from './lease.ts';

/** A dirty entity of a project as taken by a job. */
export interface TakenMark {
  /** ftrack entity id, or `*` for the whole project. */
  readonly entityId: string;
  /** Sequence of the newest record that marked it. */
  readonly sequence: number;
}

/**
 * Removes marks that nothing touched since they were taken, if the lease is held.
 * KEYS: lease, dirty set, dirty projects. ARGV: token, project id, then per mark: entity id, sequence.
 * Returns: number of marks left, or -1 when the lease is lost.
 */
const SETTLE = defineScript(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return -1 end
for at = 3, #ARGV, 2 do
  local score = redis.call('ZSCORE', KEYS[2], ARGV[at])
  if score and tonumber(score) <= tonumber(ARGV[at + 1]) then redis.call('ZREM', KEYS[2], ARGV[at]) end
end
local left = redis.call('ZCARD', KEYS[2])
if left == 0 then redis.call('SREM', KEYS[3], ARGV[2]) end
return left
`);

/**
 * Marks entities of a project that are not marked by records of the log: each mark gets a number above the one it has.
 * KEYS: dirty set, dirty projects. ARGV: project id, entity ids.
 */
const ADD = defineScript(`
for at = 2, #ARGV do
  redis.call('ZADD', KEYS[1], (redis.call('ZSCORE', KEYS[1], ARGV[at]) or 0) + 1, ARGV[at])
end
return redis.call('SADD', KEYS[2], ARGV[1])
`);

const MARKS_PER_REQUEST = 1_000;

/**
 * The dirty entities of every project. Marks are written with a handler's commit (see the event log) and live until a sync that
 * took them has succeeded, so whoever takes a project over after a crash has in hand all that the last holder had.
 */
export class DirtyMarks {
  readonly #redis: Redis;
  readonly #keys: LogKeys;

  constructor(redis: Redis, prefix = 'ayon-ftrack') {
    this.#redis = redis;
    this.#keys = logKeys(prefix);
  }

  /** Projects with at least one mark. */
  projects(): Promise<string[]> {
    return this.#redis.smembers(this.#keys.dirtyProjects);
  }

  /**
   * Marks entities without a record of the log. Such marks stand in a set of their own, never beside those of records. A mark made while
   * an older one is worked off stays, whatever the clocks say.
   */
  async add(projectId: string, entityIds: readonly string[]): Promise<void> {
    for (let at = 0; at < entityIds.length; at += MARKS_PER_REQUEST) {
      await runScript(this.#redis, ADD, [
        [this.#keys.dirty + projectId, this.#keys.dirtyProjects],
        [projectId, ...entityIds.slice(at, at + MARKS_PER_REQUEST)],
      ]);
    }
  }

  /** Adds marks to those a run has taken; it settles them with its own. */
  async keep(projectId: string, marks: readonly TakenMark[]): Promise<void> {
    if (marks.length === 0) return;
    const members = marks.flatMap(({ entityId, sequence }) => [sequence, entityId]);
    await this.#redis
      .multi()
      .zadd(this.#keys.dirty + projectId, 'GT', ...members)
      .sadd(this.#keys.dirtyProjects, projectId)
      .exec();
  }

  /** All marks of a project, oldest first. They stay in the set until settled. */
  async take(projectId: string): Promise<TakenMark[]> {
    const flat = await this.#redis.zrange(this.#keys.dirty + projectId, '0', '-1', 'WITHSCORES');
    const marks: TakenMark[] = [];
    for (let at = 0; at + 1 < flat.length; at += 2) {
      marks.push({ entityId: flat[at] ?? '', sequence: Number(flat[at + 1]) });
    }
    return marks;
  }

  /**
   * Removes marks that were worked off, unless they were made anew meanwhile.
   * @returns number of marks the project still has.
   * @throws {LeaseLostError} nothing was removed.
   */
  async settle(lease: JobLease, projectId: string, marks: readonly TakenMark[]): Promise<number> {
    const left = await runScript(this.#redis, SETTLE, [
      [lease.key, this.#keys.dirty + projectId, this.#keys.dirtyProjects],
      [lease.token, projectId, ...marks.flatMap((mark) => [mark.entityId, mark.sequence])],
    ]);
    if (Number(left) < 0) throw new LeaseLostError(`project ${projectId}`);
    return Number(left);
  }
}
