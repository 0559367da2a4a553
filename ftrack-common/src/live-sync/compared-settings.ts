import type { Redis } from 'ioredis';
import type { EventLog } from '../event-log/index.ts';
import type { FtrackSettings } from '../settings/index.ts';
import type { AyonServer } from '../sync/index.ts';
import { requestSwitchedOnComparison } from './requests.ts';

/** Whether the addon and its sync are switched on. */
export function isSyncOn({ enabled, service_event_handlers }: FtrackSettings): boolean {
  return enabled && service_event_handlers.sync_from_ftrack.enabled;
}

/** ftrack projects in which something was left undone because sync was switched off. */
export class SwitchedOffProjects {
  readonly #redis: Redis;
  readonly #key: string;

  constructor(redis: Redis, prefix = 'ayon-ftrack') {
    this.#redis = redis;
    this.#key = `{${prefix}}:switched-off`;
  }

  async note(projectId: string): Promise<void> {
    await this.#redis.sadd(this.#key, projectId);
  }

  list(): Promise<string[]> {
    return this.#redis.smembers(this.#key);
  }

  async forget(projectId: string): Promise<void> {
    await this.#redis.srem(this.#key, projectId);
  }
}

export interface SwitchedOnOptions {
  readonly projects: SwitchedOffProjects;
  readonly log: EventLog;
  readonly ayon: Pick<AyonServer, 'listProjects'>;
  /** As they are for an AYON project; with null, for the studio. */
  readonly readSettings: (ayonProjectName: string | null) => Promise<FtrackSettings>;
}

/** Has each project compared whose sync is switched on again: what changed meanwhile was not followed. */
export async function compareSwitchedOn({
  projects,
  log,
  ayon,
  readSettings,
}: SwitchedOnOptions): Promise<void> {
  const waiting = await projects.list();
  if (waiting.length === 0) return;
  const names = new Map((await ayon.listProjects()).map(({ ftrackId, name }) => [ftrackId, name]));
  for (const projectId of waiting) {
    if (!isSyncOn(await readSettings(names.get(projectId) ?? null))) continue;
    await requestSwitchedOnComparison(log, projectId);
    await projects.forget(projectId);
  }
}
