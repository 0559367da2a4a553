/** What a request did, as far as it costs a real server time. `folders`: folders in the project before it. */
export type RequestWork =
  | {
      is: 'entities';
      folders: number;
      folderCreates: number;
      /** Creates of tasks, products, versions and everything else. */
      otherCreates: number;
      /** Updates and deletions. */
      updates: number;
      /** What the request makes the server rebuild once. */
      rebuilds: 'folders' | 'tasks' | 'folder-values' | 'nothing';
    }
  | { is: 'graphql'; rows: number }
  | { is: 'folder-list'; rows: number }
  | { is: 'other' };

/** More folder creates than this in one request run out of locks. */
export const MAX_FOLDER_CREATES = 2500;
/** How long it takes a request until it runs out of locks. */
export const OUT_OF_LOCKS_MS = 60_000;

/** Per folder of the project, once per request. */
const REBUILD_MS = { folders: 0.07, tasks: 0.05, 'folder-values': 0.015, nothing: 0 } as const;

/**
 * Milliseconds an AYON 1.16 takes for a request, fitted to measurements of a running one. A folder create refreshes a
 * view of all folders each time, so it costs more with each folder that is there.
 */
export function costOf(work: RequestWork): number {
  switch (work.is) {
    case 'entities': {
      const { folders, folderCreates, otherCreates, updates, rebuilds } = work;
      const existing = folders * folderCreates + (folderCreates * (folderCreates - 1)) / 2;
      const creates = 10 * folderCreates + 0.018 * existing + 2.4 * otherCreates;
      return 15 + creates + 3 * updates + REBUILD_MS[rebuilds] * folders;
    }
    case 'graphql':
      return 25 + 0.075 * work.rows;
    case 'folder-list':
      return 5 + 0.03 * work.rows;
    case 'other':
      return 5;
  }
}
