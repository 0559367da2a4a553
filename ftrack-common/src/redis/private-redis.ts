import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmod, lstat, mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type FoundRedisServer, findRedisServer } from './find-redis-server.ts';
import { isProcessAlive, withProcessLock } from './process-lock.ts';
import { RedisStartError, RedisStopError } from './redis-errors.ts';
import { isAnswering, startRedisProcess } from './redis-process.ts';
import { findStateFolder } from './state-folder.ts';

/** The shortest limit of a unix socket's path among our systems (macOS; Linux has 107). */
const MAX_SOCKET_PATH_BYTES = 103;
const LOADING_TIMEOUT_MS = 120_000;
const STOP_TIMEOUT_MS = 3_000;
const MAX_RESTART_DELAY_MS = 5_000;
/** A server that ran this long is restarted at once; delays grow between deaths that follow each other faster. */
const STEADY_MS = 10_000;

export type PrivateRedisState =
  | { readonly state: 'ready' }
  /** The server went away and is being started again; `error` is set when a try failed. */
  | { readonly state: 'restarting'; readonly attempt: number; readonly error: Error | undefined };

export interface PrivateRedisOptions {
  /** Default: {@link findStateFolder}. */
  readonly stateFolder?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly log?: (line: string) => void;
  readonly onState?: (state: PrivateRedisState) => void;
}

/** A user's hold on the private Redis of a state folder. */
export interface PrivateRedis extends AsyncDisposable {
  readonly socketPath: string;
  /** `unix:<socketPath>`, as `connectRedis` and `AYON_FTRACK_REDIS_URL` take it. */
  readonly url: string;
  /** True when the server ran already. */
  readonly joined: boolean;
  /** Gives the hold back; the last user stops the server. Can be called twice. Rejects with RedisStopError. */
  close(): Promise<void>;
}

interface Place {
  readonly stateFolder: string;
  readonly folder: string;
  readonly dataFolder: string;
  readonly usersFolder: string;
  readonly socketFolder: string;
  readonly socketPath: string;
  readonly lock: string;
}

/**
 * Starts the private, durable Redis of a state folder, or joins it when it runs.
 *
 * One server per state folder, whoever comes first: `appendfsync always`, nothing evicted, no TCP port, a unix
 * socket in a folder only this user may enter. The server belongs to no process: it survives the one that started
 * it, every user watches it and starts it again (with growing delays) when it dies, and the last user that calls
 * `close()` stops it. Users that were killed do not count; when the very last user is killed the server stays, and
 * the next user joins it, or {@link stopPrivateRedis} stops it.
 *
 * @throws RedisNotFoundError, RedisStartError
 */
export async function startPrivateRedis(options: PrivateRedisOptions = {}): Promise<PrivateRedis> {
  const place = placeFor(options.stateFolder ?? findStateFolder(options.env));
  const server = await findRedisServer({ ...options, stateFolder: place.stateFolder });

  const user = join(place.usersFolder, nextUserName());
  const joined = await withProcessLock(place.lock, async () => {
    const answer = await ensureRunning(place, server);
    await writeFile(user, '');
    return answer === 'joined';
  });
  options.log?.(
    `${joined ? 'Joined' : 'Started'} the private Redis ${server.version} at ${place.socketPath}`,
  );
  const stopWatching = watch(place, server, options);
  options.onState?.({ state: 'ready' });

  let closing: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing ??= (async () => {
      await stopWatching();
      await withProcessLock(place.lock, async () => {
        await rm(user, { force: true });
        if ((await readUsers(place)).length === 0) await shutDown(place);
      });
    })();
    return closing;
  };
  return {
    socketPath: place.socketPath,
    url: `unix:${place.socketPath}`,
    joined,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/**
 * Stops the private Redis of a state folder unless a living process uses it.
 *
 * @returns what was found; with `in use` nothing was done
 */
export async function stopPrivateRedis(
  options: Pick<PrivateRedisOptions, 'stateFolder' | 'env'> = {},
): Promise<'stopped' | 'not running' | 'in use'> {
  const place = placeFor(options.stateFolder ?? findStateFolder(options.env));
  return withProcessLock(place.lock, async () => {
    if (!(await isListening(place.socketPath))) return 'not running';
    if ((await readUsers(place)).length > 0) return 'in use';
    await shutDown(place);
    return 'stopped';
  });
}

function placeFor(stateFolder: string): Place {
  const absolute = resolve(stateFolder);
  const folder = join(absolute, 'redis');
  const fits = Buffer.byteLength(join(folder, 'redis.sock')) <= MAX_SOCKET_PATH_BYTES;
  const digest = createHash('sha256').update(absolute).digest('hex').slice(0, 12);
  const socketFolder = fits ? folder : join(tmpdir(), `ayon-ftrack-${userInfo().uid}-${digest}`);
  return {
    stateFolder: absolute,
    folder,
    dataFolder: join(folder, 'data'),
    usersFolder: join(folder, 'users'),
    socketFolder,
    socketPath: join(socketFolder, 'redis.sock'),
    lock: join(absolute, 'redis.lock'),
  };
}

async function makePrivateFolders(place: Place): Promise<void> {
  await mkdir(place.folder, { recursive: true });
  await chmod(place.folder, 0o700);
  await mkdir(place.dataFolder, { recursive: true });
  await mkdir(place.usersFolder, { recursive: true });
  await mkdir(place.socketFolder, { recursive: true, mode: 0o700 });
  // The temporary folder is everybody's: somebody else may have made ours first.
  const { uid, mode } = await lstat(place.socketFolder).then((stats) => {
    if (!stats.isDirectory()) throw new RedisStartError(`${place.socketFolder} is not a folder: remove it`);
    return stats;
  });
  if (uid !== userInfo().uid || (mode & 0o077) !== 0) {
    throw new RedisStartError(
      `${place.socketFolder} is open to other users: remove it or set TMPDIR to another folder`,
    );
  }
}

/** To be called with the lock held. */
async function ensureRunning(place: Place, server: FoundRedisServer): Promise<'joined' | 'started'> {
  await makePrivateFolders(place);
  const deadline = performance.now() + LOADING_TIMEOUT_MS;
  while (await isListening(place.socketPath)) {
    if (await isAnswering(place.socketPath)) return 'joined';
    if (performance.now() > deadline) {
      throw new RedisStartError(
        `The Redis at ${place.socketPath} runs but does not answer: end that process`,
      );
    }
    await delay(50);
  }
  await startRedisProcess({
    binary: server.binary,
    dataFolder: place.dataFolder,
    socketPath: place.socketPath,
    logFile: join(place.folder, 'redis.log'),
    append: 'always',
    detached: true,
  });
  return 'started';
}

/** Keeps one connection open and brings the server back when it closes. Returns how to end that. */
function watch(place: Place, server: FoundRedisServer, options: PrivateRedisOptions): () => Promise<void> {
  const ended = new AbortController();
  let socket: Socket | undefined;

  const attend = async (): Promise<void> => {
    for (let attempt = 0; !ended.signal.aborted; ) {
      socket = createConnection(place.socketPath);
      socket.resume();
      let connectedAt = Number.POSITIVE_INFINITY;
      socket.once('connect', () => {
        connectedAt = performance.now();
        if (attempt > 0) options.onState?.({ state: 'ready' });
      });
      const error = await closed(socket);
      if (ended.signal.aborted) return;
      attempt = performance.now() - connectedAt > STEADY_MS ? 1 : attempt + 1;
      options.onState?.({ state: 'restarting', attempt, error });
      await bringBack(attempt);
    }
  };
  const bringBack = async (attempt: number): Promise<void> => {
    try {
      await delay(
        attempt === 1 ? 0 : Math.min(MAX_RESTART_DELAY_MS, 50 * 2 ** Math.min(attempt, 10)),
        undefined,
        {
          signal: ended.signal,
        },
      );
      await withProcessLock(place.lock, () => ensureRunning(place, server));
      options.log?.(`The private Redis at ${place.socketPath} runs again`);
    } catch (error) {
      if (ended.signal.aborted || !(error instanceof Error)) return;
      options.onState?.({ state: 'restarting', attempt, error });
    }
  };

  const done = attend();
  return async () => {
    ended.abort();
    socket?.destroy();
    await done;
  };
}

/** Resolves when the socket has closed, with the error that closed it. */
function closed(socket: Socket): Promise<Error | undefined> {
  return new Promise((settle) => {
    let failure: Error | undefined;
    socket.once('error', (error) => {
      failure = error;
    });
    socket.once('close', () => settle(failure));
  });
}

/** Whether anything accepts connections there: a server that has ended leaves a socket that refuses. */
async function isListening(socketPath: string): Promise<boolean> {
  const socket = createConnection(socketPath);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

/** SHUTDOWN writes and syncs the append-only file, then closes every connection. */
async function shutDown(place: Place): Promise<void> {
  const socket = createConnection(place.socketPath);
  socket.resume();
  socket.once('connect', () => socket.write('SHUTDOWN\r\n'));
  const timer = setTimeout(() => socket.destroy(), STOP_TIMEOUT_MS);
  await closed(socket);
  clearTimeout(timer);
  const deadline = performance.now() + STOP_TIMEOUT_MS;
  while (await isListening(place.socketPath)) {
    if (performance.now() > deadline) {
      throw new RedisStopError(`The Redis at ${place.socketPath} does not stop: end that process`);
    }
    await delay(10);
  }
  if (place.socketFolder !== place.folder) await rm(place.socketFolder, { recursive: true, force: true });
}

/** The users that live; marks of dead ones are removed. A mark is named `<pid>-<count>`. */
async function readUsers(place: Place): Promise<string[]> {
  const living: string[] = [];
  for (const name of await readdir(place.usersFolder).catch(() => [])) {
    if (isProcessAlive(Number(name.split('-')[0]))) living.push(name);
    else await rm(join(place.usersFolder, name), { force: true });
  }
  return living;
}

let userCount = 0;

function nextUserName(): string {
  userCount += 1;
  return `${process.pid}-${userCount}`;
}
