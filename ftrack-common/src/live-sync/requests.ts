import { randomUUID } from 'node:crypto';
import type { EventLog } from '../event-log/index.ts';

/** Topic of the notice that asks for a sync of a whole project; the body is a {@link SyncRequest}. */
export const SYNC_REQUEST_TOPIC = 'ayon.ftrack.sync.requested';

/** Topic of the notice that asks to compare every project with auto-sync. */
export const RECONCILE_TOPIC = 'ayon.ftrack.reconcile';

/** Topic of the notice that asks to compare the project it is of, because its settings are others than when that was last done. */
export const SETTINGS_TOPIC = 'ayon.ftrack.sync.settings';

/** A person asks for a sync of one project or a part of it; whether auto-sync is on does not matter. */
export interface SyncRequest {
  /** Id of the ftrack project. */
  readonly projectId: string;
  /** Make the AYON project when there is none. */
  readonly createProject: boolean;
  /** Switch live sync on for the project once it is synced. */
  readonly enableAutoSync: boolean;
  /** Ids of the ftrack entities to look at; without them, the whole project. */
  readonly entityIds?: readonly string[];
  /** Carry out the removals that wait for a person. */
  readonly confirmRemovals?: boolean;
  /** Take the ftrack id off AYON entities that carry that of another one's twin. */
  readonly repairPairs?: boolean;
  /** Who asks: stands in the report. */
  readonly requestedBy?: RequestAuthor;
}

/** A person as the report names them: a ftrack user where there is one. */
export interface RequestAuthor {
  readonly id: string | null;
  readonly name: string;
}

const LONGEST_NAME = 200;

/**
 * Marks of a project that stand for a request instead of an entity. They begin with `*`, which no entity id does.
 */
export const REQUEST_MARKS = {
  requested: '*requested',
  /** Like `requested`, of the entities that are marked beside it. */
  requestedPart: '*requested-part',
  confirmRemovals: '*confirm-removals',
  repairPairs: '*repair-pairs',
  createProject: '*create-project',
  enableAutoSync: '*enable-auto-sync',
} as const;

/**
 * Asks the processor for a full sync.
 * @returns the request's sequence in the log, by which the journal names it as cause.
 */
export async function requestSync(log: EventLog, request: SyncRequest): Promise<number> {
  const result = await log.append([
    {
      id: `sync-request:${randomUUID()}`,
      kind: 'notice',
      topic: SYNC_REQUEST_TOPIC,
      projectId: request.projectId,
      body: JSON.stringify(request),
    },
  ]);
  return result.lastSequence;
}

/** Asks the processor to compare every project with auto-sync, as it does once a day. */
export async function requestComparison(log: EventLog): Promise<void> {
  const id = `reconcile:request:${randomUUID()}`;
  await log.append([{ id, kind: 'notice', topic: RECONCILE_TOPIC, projectId: null, body: '{}' }]);
}

/** Asks the processor to compare a project whose settings changed, if auto-sync is on in it. */
export async function requestSettingsComparison(log: EventLog, projectId: string): Promise<void> {
  const id = `settings:${projectId}:${randomUUID()}`;
  await log.append([{ id, kind: 'notice', topic: SETTINGS_TOPIC, projectId, body: '{}' }]);
}

/** Reads the body of a request notice; null when it is none. */
export function readSyncRequest(value: unknown): SyncRequest | null {
  if (typeof value !== 'object' || value === null) return null;
  const { projectId, entityIds, requestedBy, ...wishes } = value as Partial<SyncRequest>;
  if (typeof projectId !== 'string') return null;
  const author = readAuthor(requestedBy);
  return {
    projectId,
    createProject: wishes.createProject === true,
    enableAutoSync: wishes.enableAutoSync === true,
    ...(wishes.confirmRemovals === true && { confirmRemovals: true }),
    ...(wishes.repairPairs === true && { repairPairs: true }),
    ...(author !== null && { requestedBy: author }),
    ...(Array.isArray(entityIds) && { entityIds: entityIds.filter((id) => typeof id === 'string') }),
  };
}

function readAuthor(value: unknown): RequestAuthor | null {
  if (typeof value !== 'object' || value === null) return null;
  const { id, name } = value as Partial<RequestAuthor>;
  if (typeof name !== 'string' || name === '') return null;
  return { id: typeof id === 'string' ? id : null, name: name.slice(0, LONGEST_NAME) };
}
