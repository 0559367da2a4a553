import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { findBuiltModule } from '../../chaos/built-module.ts';
import { Guard } from './guard.ts';
import { ManagedProcess, ProcessError } from './managed-process.ts';

let folder: string;
let guard: Guard;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'managed-process-test-'));
  guard = new Guard();
});

afterEach(async () => {
  await guard.dismiss();
  await rm(folder, { recursive: true, force: true });
});

async function options(name: string, source: string) {
  const script = join(folder, `${name}.mjs`);
  await writeFile(script, source);
  return { name, script, env: process.env, logFile: join(folder, `${name}.log`), guard };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe('ManagedProcess', () => {
  it('hands out the first line, keeps the log, and stops', async () => {
    const { process: started, line } = await ManagedProcess.startSpeaking(
      await options(
        'speaker',
        "console.error('hello'); console.log('{\"url\":1}'); setInterval(() => {}, 1000);",
      ),
    );
    expect(line).toEqual({ url: 1 });
    await vi.waitFor(async () => expect(await started.tail()).toBe('hello'));
    expect(started.running).toBe(true);
    await started.stop();
    expect(started.running).toBe(false);
    expect(await started.exited).toBe('ended by SIGTERM');
  });

  it('says how a process ended that was to speak', async () => {
    const broken = await options('broken', "console.error('no such module'); process.exit(3);");
    const failure = await ManagedProcess.startSpeaking(broken).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ProcessError);
    expect((failure as ProcessError).message).toBe('broken ended with code 3.');
  });

  it('refuses a first line that is no JSON', async () => {
    const talker = await options('talker', "console.log('Listening'); setInterval(() => {}, 1000);");
    await expect(ManagedProcess.startSpeaking(talker)).rejects.toThrow(/line of JSON, but wrote: Listening/);
  });

  it('kills a process that is deaf to SIGTERM', async () => {
    const deaf = await options(
      'deaf',
      "process.on('SIGTERM', () => {}); console.log('{}'); setInterval(() => {}, 1000);",
    );
    const { process: started } = await ManagedProcess.startSpeaking(deaf);
    await started.kill();
    expect(await started.exited).toBe('ended by SIGKILL');
  });
});

describe.skipIf(!existsSync(findBuiltModule(import.meta.url, './guard-process.js')))('Guard', () => {
  it('ends processes and removes folders when its owner is killed', async () => {
    const doomed = join(folder, 'doomed');
    await mkdir(doomed);
    const owner = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `import { spawn } from 'node:child_process';
         import { Guard } from ${JSON.stringify(new URL(`file://${findBuiltModule(import.meta.url, './guard.js')}`))};
         const guard = new Guard();
         const sleeper = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { detached: true, stdio: 'ignore' });
         guard.watch(sleeper.pid);
         guard.watchFolder(${JSON.stringify(doomed)});
         console.log(sleeper.pid);
         setInterval(() => {}, 1000);`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    const [text] = (await once(createInterface({ input: owner.stdout }), 'line')) as [string];
    expect(isAlive(Number(text))).toBe(true);
    owner.kill('SIGKILL');
    await vi.waitFor(() => expect(isAlive(Number(text)) || existsSync(doomed)).toBe(false), {
      timeout: 5_000,
    });
  });
});
