import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createConnection } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { RedisStartError } from './redis-errors.ts';

/** When an acknowledged write is on the disk: at once, within a second, or never. */
export type RedisAppendMode = 'always' | 'everysec' | 'none';

export interface RedisProcessOptions {
  readonly binary: string;
  /** Folder of the append-only files. */
  readonly dataFolder: string;
  readonly socketPath: string;
  /** The server's output is appended to this file. */
  readonly logFile: string;
  readonly append: RedisAppendMode;
  /** A detached server outlives the process that started it. */
  readonly detached: boolean;
}

const READY_TIMEOUT_MS = 30_000;

/**
 * Starts a Redis server that listens on a unix socket only, and waits until it answers.
 *
 * @throws RedisStartError when it ends or does not answer within 30 s
 */
export async function startRedisProcess(options: RedisProcessOptions): Promise<ChildProcess> {
  const output = openSync(options.logFile, 'a', 0o600);
  const child = spawn(options.binary, serverArguments(options), {
    stdio: ['ignore', output, output],
    detached: options.detached,
    cwd: options.dataFolder,
  });
  closeSync(output);
  let ended: string | undefined;
  child.once('error', (error) => {
    ended = error.message;
  });
  child.once('exit', (code, signal) => {
    ended = signal ? `it was ended by ${signal}` : `it ended with code ${code}`;
  });

  const deadline = performance.now() + READY_TIMEOUT_MS;
  while (!(await isAnswering(options.socketPath))) {
    if (ended === undefined && performance.now() > deadline) {
      child.kill('SIGKILL');
      ended = `it did not answer within ${READY_TIMEOUT_MS / 1000} s`;
    }
    if (ended !== undefined) {
      throw new RedisStartError(
        `The Redis server ${options.binary} did not start: ${ended}`,
        await readTail(options.logFile),
      );
    }
    await delay(2);
  }
  if (options.detached) child.unref();
  return child;
}

/** Sends SIGTERM, waits, and sends SIGKILL after `graceMs`. Returns when the child has ended. */
export async function stopChild(child: ChildProcess, graceMs = 5_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await exited;
  clearTimeout(timer);
}

/** Whether a Redis server behind the socket answers a PING (a server that still loads its data does not count). */
export function isAnswering(socketPath: string, timeoutMs = 1_000): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(socketPath);
    const finish = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(timeoutMs, () => finish(false));
    socket.once('error', () => finish(false));
    socket.once('connect', () => socket.write('PING\r\n'));
    socket.once('data', (data) => finish(data.toString('latin1').startsWith('+PONG')));
  });
}

function serverArguments(options: RedisProcessOptions): string[] {
  const settings: Record<string, string> = {
    port: '0',
    unixsocket: options.socketPath,
    unixsocketperm: '700',
    dir: options.dataFolder,
    save: '',
    daemonize: 'no',
    logfile: '',
    'maxmemory-policy': 'noeviction',
    appendonly: options.append === 'none' ? 'no' : 'yes',
    appendfsync: options.append === 'none' ? 'no' : options.append,
  };
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}

async function readTail(file: string): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').slice(-12).join('\n');
}
