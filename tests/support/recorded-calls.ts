import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

/**
 * Around a whole run: makes the folder where AYON simulators note the calls of our services, and at the end holds all
 * of them to the contract once more. A simulator fails the test that closes it; one that was killed is found here.
 */
export default function recordCalls({ config }: TestProject): (() => void) | undefined {
  const folder = config.env['AYON_SIMULATOR_CONTRACT_RECORD'];
  if (folder === undefined) return undefined;
  mkdirSync(folder, { recursive: true });
  return () => {
    const lines = readdirSync(folder).flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'));
    rmSync(folder, { recursive: true });
    const calls = [...new Set(lines)]
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { route: string; complaints: string[] });
    const breaches = calls.filter(({ complaints }) => complaints.length > 0);
    if (breaches.length === 0) return;
    process.exitCode = 1;
    throw new Error(breaches.map(({ route, complaints }) => `${route}: ${complaints.join('; ')}`).join('\n'));
  };
}
