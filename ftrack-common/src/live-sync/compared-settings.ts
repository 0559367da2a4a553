import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import type { EventLog } from '../event-log/index.ts';
import type { FtrackSettings } from '../settings/index.ts';
import { type AyonServer, pickPaired, syncSettingsOf } from '../sync/index.ts';
import { requestSettingsComparison } from './requests.ts';

/** Whether the addon and its sync are switched on. */
export function isSyncOn({ enabled, service_event_handlers }: FtrackSettings): boolean {
  return enabled && service_event_handlers.sync_from_ftrack.enabled;
}

/** Stands for "something was left undone because sync was switched off": no settings have this fingerprint. */
const OFF = 'off';

/** Under which settings each ftrack project was last compared as a whole. */
export class ComparedSettings {
  readonly #redis: Redis;
  readonly #key: string;

  constructor(redis: Redis, prefix = 'ayon-ftrack') {
    this.#redis = redis;
    this.#key = `{${prefix}}:compared-settings`;
  }

  /** All of the project was compared, or is going to be, as these settings say. */
  async note(projectId: string, settings: FtrackSettings): Promise<void> {
    await this.#redis.hset(this.#key, projectId, fingerprintOf(settings));
  }

  /** Something of the project was left undone because sync was switched off. */
  async noteOff(projectId: string): Promise<void> {
    await this.#redis.hset(this.#key, projectId, OFF);
  }

  /** Those of which `noteOff` was the last word. */
  async listOff(): Promise<string[]> {
    const noted = await this.#redis.hgetall(this.#key);
    return Object.keys(noted).filter((projectId) => noted[projectId] === OFF);
  }

  async isOff(projectId: string): Promise<boolean> {
    return (await this.#redis.hget(this.#key, projectId)) === OFF;
  }

  /** All projects of which something is known. */
  list(): Promise<string[]> {
    return this.#redis.hkeys(this.#key);
  }

  /** Whether a comparison under these settings may find what the last one did not. */
  async isOutdated(projectId: string, settings: FtrackSettings): Promise<boolean> {
    return (await this.#redis.hget(this.#key, projectId)) !== fingerprintOf(settings);
  }
}

/** The same for settings under which sync does the same. */
function fingerprintOf(settings: FtrackSettings): string {
  const text = JSON.stringify(syncSettingsOf(settings), (_, value: unknown) =>
    value instanceof Map ? [...value] : value,
  );
  return createHash('sha256').update(text).digest('base64url');
}

export interface OutdatedComparisons {
  readonly compared: ComparedSettings;
  /** Ids of ftrack projects, each known to `compared`. */
  readonly projectIds: readonly string[];
  readonly log: EventLog;
  readonly ayon: Pick<AyonServer, 'listProjects'>;
  /** As they are for an AYON project; with null, for the studio. */
  readonly readSettings: (ayonProjectName: string | null) => Promise<FtrackSettings>;
  /** One project could not be looked at; the others are. */
  readonly onError: (projectId: string, error: unknown) => void;
}

/**
 * Has each project compared that was last looked at under other settings, or not followed while they switched sync off; not those that
 * are not active in AYON, or belong to no project there any more.
 */
export async function compareOutdated(options: OutdatedComparisons): Promise<void> {
  const { compared, projectIds, log, ayon, readSettings, onError } = options;
  if (projectIds.length === 0) return;
  const projects = await ayon.listProjects();
  for (const projectId of projectIds) {
    const paired = pickPaired(projects, projectId);
    if (paired === undefined ? !(await compared.isOff(projectId)) : !paired.active) continue;
    try {
      const settings = await readSettings(paired?.name ?? null);
      if (!isSyncOn(settings) || !(await compared.isOutdated(projectId, settings))) continue;
      await requestSettingsComparison(log, projectId);
      await compared.note(projectId, settings);
    } catch (error) {
      onError(projectId, error);
    }
  }
}
