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
    const breaches = breachesOf(readRecord(folder));
    rmSync(folder, { recursive: true });
    if (breaches.length === 0) return;
    process.exitCode = 1;
    throw new Error(breaches.join('\n'));
  };
}

/** One kind of call as a simulator notes it: its route, and what is wrong with it. */
interface RecordedCall {
  route: string;
  complaints: string[];
}

/** The kinds of calls in a folder of records; of one process when it is given. */
export function readRecord(folder: string, pid?: number): RecordedCall[] {
  const files = pid === undefined ? readdirSync(folder) : [`${pid}.jsonl`];
  const lines = files.flatMap((file) => readFileSync(join(folder, file), 'utf8').split('\n'));
  return [...new Set(lines)].filter((line) => line !== '').map((line) => JSON.parse(line) as RecordedCall);
}

/** The calls that no server describes, each with what is wrong with it. */
export function breachesOf(calls: readonly RecordedCall[]): string[] {
  return calls
    .filter(({ complaints }) => complaints.length > 0)
    .map(({ route, complaints }) => `${route}: ${complaints.join('; ')}`);
}
