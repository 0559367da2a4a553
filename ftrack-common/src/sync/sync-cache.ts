import type { Attribute } from '@ynput/ayon-api';
import type { AyonUser } from './ayon-project.port.ts';
import type { SyncSettings } from './settings.ts';
import type { FtrackCatalog } from './snapshot/read-catalog.ts';
import type { FtrackProject } from './snapshot/ftrack-snapshot.ts';

/** What rarely changes about one pairing. */
export interface ProjectMemory {
  readonly readAt: number;
  readonly project: FtrackProject;
  readonly catalog: FtrackCatalog;
  readonly ayonAttributes: readonly Attribute[];
  readonly ayonUsers: readonly AyonUser[];
  readonly ayonProjectName: string;
  /** As they are for this project; null where those of the studio count. */
  readonly settings: SyncSettings | null;
  readonly settingsReadAt: number;
  /** Ids in use that are in no catalog, however new: groups that are assigned, types a studio removed. */
  readonly tolerated: ReadonlySet<string>;
}

/**
 * Keeps what rarely changes between the runs of one process: types, statuses, attributes, users and which AYON project belongs to which
 * ftrack project. Forgotten when a whole project is synced, when something unknown shows up, and after a while.
 */
export class SyncCache {
  readonly #projects = new Map<string, ProjectMemory>();
  readonly #maxAgeMs: number;

  constructor({ maxAgeMs = 300_000 }: { readonly maxAgeMs?: number } = {}) {
    this.#maxAgeMs = maxAgeMs;
  }

  get(projectId: string, now: number): ProjectMemory | null {
    const memory = this.#projects.get(projectId);
    return memory && now - memory.readAt < this.#maxAgeMs ? memory : null;
  }

  set(projectId: string, memory: ProjectMemory): void {
    this.#projects.set(projectId, memory);
  }

  forget(projectId: string): void {
    this.#projects.delete(projectId);
  }
}
