import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { findBuiltModule } from '../../chaos/built-module.ts';

/**
 * A small process beside us that outlives us: if we are killed, it ends our child processes and removes our folders.
 * Told of nothing, it does nothing.
 */
export class Guard {
  readonly #child: ChildProcess;

  constructor() {
    const script = findBuiltModule(import.meta.url, './guard-process.js');
    this.#child = spawn(process.execPath, [script], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] });
    this.#child.stdin?.on('error', () => undefined);
    this.#child.on('error', () => undefined);
  }

  /** A process that must not outlive us. */
  watch(pid: number): void {
    this.#tell(`+${pid}`);
  }

  /** A process that has ended: its number may be given to another. */
  forget(pid: number): void {
    this.#tell(`-${pid}`);
  }

  /** A folder that must not outlive us. */
  watchFolder(path: string): void {
    this.#tell(`folder ${path}`);
  }

  /** Everything was cleared by ourselves. */
  async dismiss(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.stdin === null) return;
    const exited = once(this.#child, 'exit');
    this.#child.stdin.end('done\n');
    await exited;
  }

  #tell(line: string): void {
    this.#child.stdin?.write(`${line}\n`);
  }
}
