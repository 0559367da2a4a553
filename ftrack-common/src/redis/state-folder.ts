import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** Environment variable that names another state folder. */
export const STATE_FOLDER_VARIABLE = 'AYON_FTRACK_STATE_FOLDER';

/**
 * The folder where a checkout keeps what it makes by itself (unpacked Redis, the private Redis' data).
 *
 * `AYON_FTRACK_STATE_FOLDER` wins; else `.state` in the checkout this file belongs to, found by its
 * `pnpm-workspace.yaml`; outside a checkout `.state` in the working directory. The folder is not created.
 */
export function findStateFolder(env: NodeJS.ProcessEnv = process.env): string {
  const configured = env[STATE_FOLDER_VARIABLE];
  if (configured) return resolve(configured);
  for (let folder = import.meta.dirname; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return join(folder, '.state');
    if (folder === dirname(folder)) return resolve('.state');
  }
}
