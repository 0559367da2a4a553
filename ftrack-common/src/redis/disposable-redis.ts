import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FindRedisServerOptions, findRedisServer } from './find-redis-server.ts';
import { errorCode, isProcessAlive } from './process-lock.ts';
import { type RedisAppendMode, startRedisProcess, stopChild } from './redis-process.ts';

const PREFIX = 'ayon-ftrack-redis-';

export interface DisposableRedisOptions extends FindRedisServerOptions {
  /** Default `always`, as in the private Redis. */
  readonly append?: RedisAppendMode;
}

/** A Redis server of a test's own, in a temporary folder that goes with it. */
export interface DisposableRedis extends AsyncDisposable {
  readonly socketPath: string;
  /** What `connectRedis({ url })` and `AYON_FTRACK_REDIS_URL` take: `unix:<socketPath>`. */
  readonly url: string;
  readonly version: string;
  /** Pid of the running server. */
  readonly pid: number;
  /** Ends the server as a crash does (SIGKILL); its data stays for `start`. */
  kill(): Promise<void>;
  /** Stops the server (SIGTERM); its data stays for `start`. */
  stop(): Promise<void>;
  /** Starts it again on the same socket and data after `kill` or `stop`. */
  start(): Promise<void>;
}

/**
 * Starts a Redis server for a test: `await using redis = await startDisposableRedis()`.
 *
 * About 20 ms once a server program is at hand. At the end the server is killed and its folder removed; what an
 * earlier, killed test process left behind is cleared at the next start.
 *
 * @throws RedisNotFoundError, RedisStartError
 */
export async function startDisposableRedis(options: DisposableRedisOptions = {}): Promise<DisposableRedis> {
  const found = await findRedisServer(options);
  await clearLeftovers();
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
  const dataFolder = join(folder, 'data');
  await mkdir(dataFolder);
  const socketPath = join(folder, 'redis.sock');
  let child: ChildProcess | undefined;

  const start = async (): Promise<void> => {
    if (child) return;
    child = await startRedisProcess({
      binary: found.binary,
      dataFolder,
      socketPath,
      logFile: join(folder, 'redis.log'),
      append: options.append ?? 'always',
      detached: false,
    });
    await writeFile(join(folder, 'pid'), String(child.pid));
  };
  const stop = async (): Promise<void> => {
    if (child) await stopChild(child);
    child = undefined;
  };
  const kill = async (): Promise<void> => {
    if (!child) return;
    const exited = once(child, 'exit');
    if (child.kill('SIGKILL')) await exited;
    child = undefined;
  };
  const clearAtExit = (): void => {
    child?.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  };

  process.once('exit', clearAtExit);
  try {
    await start();
  } catch (error) {
    process.off('exit', clearAtExit);
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    socketPath,
    url: `unix:${socketPath}`,
    version: found.version,
    get pid() {
      return child?.pid ?? 0;
    },
    kill,
    stop,
    start,
    async [Symbol.asyncDispose]() {
      process.off('exit', clearAtExit);
      await kill();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Ends servers and removes folders whose owner, named in the folder's name, is dead. */
async function clearLeftovers(): Promise<void> {
  const names = (await readdir(tmpdir())).filter((name) => name.startsWith(PREFIX));
  for (const name of names) {
    const owner = Number(name.slice(PREFIX.length).split('-')[0]);
    if (isProcessAlive(owner)) continue;
    const folder = join(tmpdir(), name);
    const server = Number(await readFile(join(folder, 'pid'), 'utf8').catch(() => '0'));
    if (await isServerOf(server, folder)) endProcess(server);
    await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

/** Another test process may clear the same folder at this moment. */
function endProcess(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (errorCode(error) !== 'ESRCH') throw error;
  }
}

/** A pid may have been given to another process since: only one that works in the folder is ended. */
async function isServerOf(pid: number, folder: string): Promise<boolean> {
  const workingFolder = await readlink(`/proc/${pid}/cwd`).catch(() => '');
  return workingFolder.startsWith(folder);
}
