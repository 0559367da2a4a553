import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const POLL_MS = 25;

/** Locks this process holds now: a lock with our pid that is not among them is left from an earlier process. */
const heldHere = new Set<string>();

/** Whether a process of this machine runs under `pid`, whoever owns it. */
export function isProcessAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** The `code` of a Node system error, or undefined. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/**
 * Runs `task` while no other process of this machine holds the lock `folder`.
 *
 * The lock is a folder that holds its owner's pid. It is made aside and renamed into place, so it never
 * exists without its owner; the lock of a dead process is taken over. Waits as long as the owner lives.
 *
 * @param onWait called once when the lock is held by another process
 */
export async function withProcessLock<T>(
  folder: string,
  task: () => Promise<T>,
  onWait?: (ownerPid: number) => void,
): Promise<T> {
  await mkdir(dirname(folder), { recursive: true });
  let waited = false;
  while (!(await acquire(folder))) {
    const owner = await readOwner(folder);
    const abandoned =
      owner === process.pid ? !heldHere.has(folder) : owner !== undefined && !isProcessAlive(owner);
    if (owner !== undefined && abandoned) {
      await removeLockOf(folder, owner);
      continue;
    }
    if (owner !== undefined && !waited) onWait?.(owner);
    waited = true;
    await delay(POLL_MS);
  }
  heldHere.add(folder);
  try {
    return await task();
  } finally {
    // Moved away in one step first: a lock folder is never seen without its owner.
    const aside = asideName(folder);
    await rename(folder, aside).catch(() => undefined);
    heldHere.delete(folder);
    await rm(aside, { recursive: true, force: true });
  }
}

async function acquire(folder: string): Promise<boolean> {
  const candidate = asideName(folder);
  await mkdir(candidate);
  try {
    await writeFile(join(candidate, 'pid'), String(process.pid));
    await rename(candidate, folder);
    return true;
  } catch (error) {
    await rm(candidate, { recursive: true, force: true });
    // A folder with something in it is never replaced by rename.
    if (['ENOTEMPTY', 'EEXIST', 'EPERM'].includes(errorCode(error) ?? '')) return false;
    throw error;
  }
}

async function readOwner(folder: string): Promise<number | undefined> {
  try {
    return Number(await readFile(join(folder, 'pid'), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Takes a dead owner's lock away; a lock that was taken by another process meanwhile is put back. */
async function removeLockOf(folder: string, deadOwner: number): Promise<void> {
  const aside = asideName(folder);
  try {
    await rename(folder, aside);
  } catch {
    return;
  }
  if ((await readOwner(aside)) === deadOwner) await rm(aside, { recursive: true, force: true });
  else await rename(aside, folder);
}

let asideCount = 0;

function asideName(folder: string): string {
  asideCount += 1;
  return `${folder}.${process.pid}-${asideCount}`;
}
