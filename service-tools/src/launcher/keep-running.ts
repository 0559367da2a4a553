import { type ChildProcess, spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { backoffDelay, type Clock, delay } from '@ynput/ftrack-common/clock';
import { healthFileOf, readHealthFile } from '@ynput/ftrack-common/service';
import { findBuiltModule } from '../chaos/built-module.ts';

export interface KeepRunningOptions {
  /** `leecher` or `processor`. */
  readonly service: string;
  /** Path of the module that runs it. */
  readonly program: string;
  /** All variables of the process. */
  readonly env: NodeJS.ProcessEnv;
  /** Where the service leaves the address of its health pages. */
  readonly stateFolder: string;
  readonly say: (line: string) => void;
  readonly clock: Clock;
  /** Aborting stops the service; the reason is the name of the signal that asked for it, if one did. */
  readonly signal: AbortSignal;
}

const RESTART = { firstMs: 1_000, maxMs: 30_000 };
/** Delays grow only between ends that follow each other faster. */
const STEADY_MS = 60_000;
/** A service ends itself after ten seconds. */
const STOP_LIMIT_MS = 12_000;

/**
 * Runs a service as a process until the signal is aborted and the process has ended; starts it again, with growing delays, whenever it ends by
 * itself. Its output is ours.
 */
export async function keepRunning(options: KeepRunningOptions): Promise<void> {
  const { service, clock, signal, say } = options;
  for (let attempt = 0; !signal.aborted; ) {
    const startedAt = clock.now();
    const end = await runOnce(options);
    if (signal.aborted) return;
    attempt = clock.now() - startedAt > STEADY_MS ? 1 : attempt + 1;
    const waitMs = backoffDelay(RESTART, attempt, Math.random());
    say(`${service} ended (${end}); it is started again in ${(waitMs / 1_000).toFixed(1)} s.`);
    await delay(clock, waitMs, signal);
  }
}

/** Resolves when the process has ended, with how. */
async function runOnce(options: KeepRunningOptions): Promise<string> {
  const follow = findBuiltModule(import.meta.url, './follow-launcher.js');
  const child = spawn(process.execPath, ['--import', pathToFileURL(follow).href, options.program], {
    env: options.env,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // In a group of its own the terminal's Ctrl-C comes to us alone, and the service is asked to stop once.
    detached: process.platform !== 'win32',
  });
  const ended = endOf(child);
  const killWithUs = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', killWithUs);
  const running = new AbortController();
  const stop = (): void => askToStop(child, options, running.signal);
  if (options.signal.aborted) stop();
  else options.signal.addEventListener('abort', stop, { once: true });
  void tellHealthPages(child, options, running.signal);
  try {
    return await ended;
  } finally {
    running.abort();
    options.signal.removeEventListener('abort', stop);
    process.off('exit', killWithUs);
  }
}

function endOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`));
  });
}

function askToStop(child: ChildProcess, options: KeepRunningOptions, ended: AbortSignal): void {
  const { clock, service, say, signal } = options;
  // On Windows the console's Ctrl-C has reached the service too, and a second request would end it at once.
  const knows = process.platform === 'win32' && signal.reason === 'SIGINT';
  if (child.connected && !knows) child.disconnect();
  void delay(clock, STOP_LIMIT_MS, ended).then(() => {
    if (ended.aborted) return;
    say(`${service} did not stop within ${STOP_LIMIT_MS / 1_000} s and is ended.`);
    child.kill('SIGKILL');
  });
}

async function tellHealthPages(
  { pid }: ChildProcess,
  { service, stateFolder, say, clock }: KeepRunningOptions,
  ended: AbortSignal,
): Promise<void> {
  const file = healthFileOf(stateFolder, service);
  while (!ended.aborted) {
    const address = await readHealthFile(file);
    if (address !== null && address.pid === pid) {
      say(`${service}: ${address.url} shows how it is.`);
      return;
    }
    await delay(clock, 100, ended);
  }
}
