import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Guard } from './guard.ts';

export interface ProcessOptions {
  /** For messages. */
  readonly name: string;
  /** Module to run, with its arguments. */
  readonly script: string;
  readonly args?: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Takes what the process writes, behind what is there. */
  readonly logFile: string;
  readonly guard: Guard;
}

/** A process did not begin as expected, or ended by itself. */
export class ProcessError extends Error {
  readonly code = 'process_failed';

  constructor(name: string, problem: string) {
    super(`${name} ${problem}`);
    this.name = 'ProcessError';
  }
}

const STOP_LIMIT_MS = 12_000;
/** Of what a process wrote, in messages. */
const SHOWN_LINES = 12;

/**
 * A Node process of ours. It is in a process group of its own, so that Ctrl-C reaches us alone and everything is stopped in
 * order; the guard ends it when we are killed.
 */
export class ManagedProcess {
  readonly name: string;
  readonly logFile: string;
  readonly #child: ChildProcess;
  readonly #guard: Guard;
  readonly #exited: Promise<string>;
  #ended = false;

  private constructor(options: ProcessOptions, firstLine: boolean) {
    this.name = options.name;
    this.logFile = options.logFile;
    this.#guard = options.guard;
    const log = openSync(options.logFile, 'a');
    this.#child = spawn(process.execPath, [options.script, ...(options.args ?? [])], {
      detached: true,
      env: options.env,
      stdio: ['ignore', firstLine ? 'pipe' : log, log],
    });
    closeSync(log);
    const { pid } = this.#child;
    if (pid !== undefined) this.#guard.watch(pid);
    this.#exited = new Promise((resolve) => {
      const end = (how: string): void => {
        this.#ended = true;
        if (pid !== undefined) this.#guard.forget(pid);
        resolve(how);
      };
      this.#child.once('error', (error) => end(`could not be started: ${error.message}`));
      this.#child.once('exit', (code, signal) =>
        end(signal === null ? `ended with code ${code}` : `ended by ${signal}`),
      );
    });
  }

  static start(options: ProcessOptions): ManagedProcess {
    return new ManagedProcess(options, false);
  }

  /**
   * Starts a process that tells by one line of JSON on stdout that it is ready.
   * @throws {ProcessError} it ended before, or its first line is no JSON.
   */
  static async startSpeaking(options: ProcessOptions): Promise<{ process: ManagedProcess; line: unknown }> {
    const started = new ManagedProcess(options, true);
    const stdout = started.#child.stdout;
    if (stdout === null) throw new ProcessError(options.name, 'has no stdout.');
    const lines = createInterface({ input: stdout });
    const line = await Promise.race([
      once(lines, 'line').then(([text]) => String(text)),
      started.#exited.then(() => null),
    ]);
    if (line === null) throw await started.failure();
    try {
      return { process: started, line: JSON.parse(line) as unknown };
    } catch {
      await started.kill();
      throw new ProcessError(
        options.name,
        `was to begin with a line of JSON, but wrote: ${line.slice(0, 200)}`,
      );
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get running(): boolean {
    return !this.#ended;
  }

  /** Resolves with how it ended. */
  get exited(): Promise<string> {
    return this.#exited;
  }

  /** How it ended, as an error. Waits for its end. */
  async failure(): Promise<ProcessError> {
    return new ProcessError(this.name, `${await this.#exited}.`);
  }

  /** The last lines it wrote; empty when there are none. */
  async tail(lines = SHOWN_LINES): Promise<string> {
    const text = await readFile(this.logFile, 'utf8').catch(() => '');
    return text.trimEnd().split('\n').slice(-lines).join('\n');
  }

  /** Ends it as a crash does (SIGKILL). */
  async kill(): Promise<void> {
    if (!this.#ended) this.#child.kill('SIGKILL');
    await this.#exited;
  }

  /** Asks it to stop (SIGTERM) and kills it when it does not within 12 s. */
  async stop(): Promise<void> {
    if (this.#ended) return;
    this.#child.kill('SIGTERM');
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_LIMIT_MS);
    await this.#exited;
    clearTimeout(timer);
  }
}
