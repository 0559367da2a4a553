import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Where a running service answers, for launchers on the same machine. */
export interface HealthAddress {
  readonly url: string;
  readonly pid: number;
}

/** The file in the state folder that tells where a service of this name answers: `leecher.health.json`. */
export function healthFileOf(stateFolder: string, service: string): string {
  return join(stateFolder, `${service}.health.json`);
}

/** Rejects with an error of the file system. */
export async function writeHealthFile(file: string, address: HealthAddress): Promise<void> {
  await mkdir(join(file, '..'), { recursive: true });
  const aside = `${file}.${address.pid}`;
  await writeFile(aside, `${JSON.stringify(address)}\n`);
  await rename(aside, file);
}

/** The address in a health file; null when there is none. Its process may have died without taking it away. */
export async function readHealthFile(file: string): Promise<HealthAddress | null> {
  try {
    const value = JSON.parse(await readFile(file, 'utf8')) as Partial<HealthAddress> | null;
    const { url, pid } = value ?? {};
    return typeof url === 'string' && typeof pid === 'number' ? { url, pid } : null;
  } catch {
    return null;
  }
}

/** Takes the file away unless another process has written its own since. */
export async function removeHealthFile(file: string, pid: number): Promise<void> {
  const address = await readHealthFile(file);
  if (address?.pid === pid) await rm(file, { force: true });
}
