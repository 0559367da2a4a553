import type { Redis } from 'ioredis';

/**
 * When an acknowledged write is safe from a power cut: at once (`always`), within a second (`everysec`), not at
 * all (`none`), or the server does not tell (`unknown`: managed servers forbid CONFIG).
 */
export type RedisDurability = 'always' | 'everysec' | 'none' | 'unknown';

export type RedisProblemCode =
  | 'REDIS_TOO_OLD'
  | 'REDIS_EVICTS'
  | 'REDIS_DISK_FAILS'
  | 'REDIS_READ_ONLY'
  | 'REDIS_CLUSTER';

export interface RedisProblem {
  readonly code: RedisProblemCode;
  /** What is wrong and what to do, for the person who runs the server. */
  readonly message: string;
}

/** The oldest that the event log and BullMQ are tried with. */
const MINIMUM_VERSION = '6.0';

/** Asks the server how it writes its append-only file. Rejects only when the connection fails. */
export async function readDurability(redis: Redis): Promise<RedisDurability> {
  const appendOnly = await readConfig(redis, 'appendonly');
  const appendFsync = await readConfig(redis, 'appendfsync');
  if (appendOnly === undefined || appendFsync === undefined) return 'unknown';
  if (appendOnly !== 'yes') return 'none';
  if (appendFsync === 'always' || appendFsync === 'everysec') return appendFsync;
  return 'none';
}

/**
 * Lists what makes this Redis unfit for the event log: data would be lost or commands
 * would fail, so nothing may be written while there is one. Empty when all is well. Durability is not among it: below
 * `always` the leecher keeps its own copy of what it appends.
 */
export async function checkRedis(redis: Redis): Promise<RedisProblem[]> {
  return findProblems(await redis.info());
}

/** The problems that an answer to INFO shows. */
export function findProblems(infoText: string): RedisProblem[] {
  const info = parseInfo(infoText);
  const problems: RedisProblem[] = [];
  const version = info.get('redis_version') ?? '0';
  if (isOlder(version, MINIMUM_VERSION)) {
    problems.push({
      code: 'REDIS_TOO_OLD',
      message: `Redis ${version} is too old: install ${MINIMUM_VERSION} or newer (7.x recommended).`,
    });
  }
  const policy = info.get('maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction') {
    problems.push({
      code: 'REDIS_EVICTS',
      message:
        `Redis may throw data away when its memory is full (maxmemory-policy ${policy}): ` +
        'set "maxmemory-policy noeviction" in redis.conf or the parameter group.',
    });
  }
  if (info.get('aof_enabled') === '1' && info.get('aof_last_write_status') === 'err') {
    problems.push({
      code: 'REDIS_DISK_FAILS',
      message:
        'Redis cannot write its append-only file: free disk space and look at the log of the Redis server.',
    });
  }
  if (info.get('role') === 'slave') {
    problems.push({
      code: 'REDIS_READ_ONLY',
      message:
        'This Redis is a replica and takes no writes: set AYON_FTRACK_REDIS_URL to the primary server.',
    });
  }
  if (info.get('redis_mode') === 'cluster') {
    problems.push({
      code: 'REDIS_CLUSTER',
      message:
        'Redis Cluster is not supported: set AYON_FTRACK_REDIS_URL to a single server (cluster-enabled no).',
    });
  }
  return problems;
}

async function readConfig(redis: Redis, name: string): Promise<string | undefined> {
  try {
    const answer: unknown = await redis.call('CONFIG', 'GET', name);
    return Array.isArray(answer) && typeof answer[1] === 'string' ? answer[1] : undefined;
  } catch (error) {
    // An answer of the server (no permission, unknown or renamed command) is a "will not tell".
    if (error instanceof Error && error.name === 'ReplyError') return undefined;
    throw error;
  }
}

function parseInfo(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1));
  }
  return fields;
}

function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [wantedMajor = 0, wantedMinor = 0] = than.split('.').map(Number);
  return major < wantedMajor || (major === wantedMajor && minor < wantedMinor);
}
