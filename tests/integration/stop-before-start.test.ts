import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

const START = join(import.meta.dirname, '../../services/start.mjs');
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ayon-ftrack-start-'));
  await copyFile(START, join(folder, 'start.mjs'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs `start.mjs` beside that program, sends the signal at its first word, and tells how the process ended. */
async function endOf(program: string, signal: NodeJS.Signals): Promise<unknown> {
  await writeFile(join(folder, 'main.js'), program);
  const child = spawn(process.execPath, ['start.mjs'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  await once(child.stdout, 'data');
  child.kill(signal);
  const [code, by] = await exited;
  return code ?? by;
}

const SPEAKS = `process.stdout.write('here'); setInterval(() => {}, 1_000);`;

test.each(['SIGTERM', 'SIGINT'] as const)('a service that does not listen yet ends at %s', async (signal) => {
  expect(await endOf(SPEAKS, signal)).toBe(0);
});

test.each(['SIGTERM', 'SIGINT'] as const)('one that listens has %s for itself', async (signal) => {
  const listens = `process.on('${signal}', () => setImmediate(() => process.exit(7)));`;
  expect(await endOf(listens + SPEAKS, signal)).toBe(7);
});
