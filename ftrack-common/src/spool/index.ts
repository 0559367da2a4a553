export { SpoolFullError, SpoolWriteError } from './errors.ts';
export { type FolderDurability, isDurableFolder } from './folder-durability.ts';
export type { FrameFault } from './frame.ts';
export {
  openSpool,
  type Spool,
  type SpoolDamage,
  type SpoolOptions,
  type SpoolPosition,
  type SpoolRecord,
} from './spool.ts';
