import { readFile, realpath } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';

/** File systems whose files go with the container or the machine's power. */
const PASSING = new Set(['overlay', 'aufs', 'tmpfs', 'ramfs', 'rootfs', 'squashfs']);

export interface FolderDurability {
  /** False when the files would be gone with the container or at a restart of the machine. A hint, not a proof. */
  readonly durable: boolean;
  /** e.g. `ext4`, `overlay`; `unknown` where the system does not tell. */
  readonly fileSystem: string;
  readonly mountPoint: string;
}

/**
 * Tells whether a folder (which need not exist yet) lies on a disk that stays, or in a container's own layer or in
 * memory. Read from `/proc/mounts`; where there is none (macOS, Windows) the answer is durable, file system `unknown`.
 *
 * @param readMounts for tests
 */
export async function isDurableFolder(
  folder: string,
  readMounts: () => Promise<string> = () => readFile('/proc/mounts', 'utf8'),
): Promise<FolderDurability> {
  const path = await realPathOfNearest(resolve(folder));
  const mounts = await readMounts().catch(() => '');
  let best = { mountPoint: '', fileSystem: 'unknown' };
  for (const line of mounts.split('\n')) {
    const [, rawPoint, fileSystem] = line.split(' ');
    if (rawPoint === undefined || fileSystem === undefined) continue;
    const mountPoint = rawPoint.replace(/\\(\d{3})/g, (_, octal: string) =>
      String.fromCharCode(Number.parseInt(octal, 8)),
    );
    const contains = mountPoint === '/' || path === mountPoint || path.startsWith(`${mountPoint}/`);
    // Of two mounts at one point the later hides the earlier.
    if (contains && mountPoint.length >= best.mountPoint.length) best = { mountPoint, fileSystem };
  }
  return { durable: !PASSING.has(best.fileSystem), ...best };
}

/** The path with links resolved as far as it exists. */
async function realPathOfNearest(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const parent = dirname(path);
    if (parent === path) throw error;
    return join(await realPathOfNearest(parent), basename(path));
  }
}
