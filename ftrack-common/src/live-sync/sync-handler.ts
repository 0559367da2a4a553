import type { LogHandler, LogRecord } from '../event-log/index.ts';
import { parseEvent } from '../events/index.ts';
import type { EventRow } from '../ftrack/index.ts';
import { GAP_TOPIC, HINT_TOPIC } from '../intake/index.ts';
import { marksOfEvent, marksOfHint, type SyncMark, WHOLE_PROJECT } from '../sync/index.ts';
import type { ComparedProjects } from './auto-sync.ts';
import {
  readSyncRequest,
  RECONCILE_TOPIC,
  REQUEST_MARKS,
  SETTINGS_TOPIC,
  SYNC_REQUEST_TOPIC,
} from './requests.ts';

/** Name of the handler, and with it of its cursor. */
export const SYNC_HANDLER = 'sync';

export interface SyncHandlerOptions {
  /** Whether a gap makes every project with auto-sync be compared. */
  readonly reconcileAfterGap: boolean;
  readonly listComparedProjects: () => Promise<ComparedProjects>;
}

/**
 * The handler that turns what the log tells into dirty marks. It reads nothing but the record and writes nothing but marks, which are
 * stored in the same step as its cursor: so every change is looked at, however often processes die, and none is looked at twice
 * for that reason.
 */
export function createSyncHandler(options: SyncHandlerOptions): LogHandler {
  return {
    name: SYNC_HANDLER,
    topics: ['ftrack.update', HINT_TOPIC, GAP_TOPIC, SYNC_REQUEST_TOPIC, SETTINGS_TOPIC, RECONCILE_TOPIC],
    hints: true,
    startAt: 'oldest',
    attempts: 1_000,
    handle: (record, context) => {
      if (asksForComparison(record, options.reconcileAfterGap)) {
        return options.listComparedProjects().then(({ whole, ended }) => {
          for (const projectId of whole) context.mark(projectId, WHOLE_PROJECT);
          for (const projectId of ended) if (FTRACK_ID.test(projectId)) context.mark(projectId, projectId);
        });
      }
      for (const { projectId, entityId } of marksOfRecord(record)) {
        if (FTRACK_ID.test(projectId) && MARKED_ID.test(entityId)) context.mark(projectId, entityId);
      }
      return undefined;
    },
  };
}

/** Anybody may publish events with ids of their choice; what is none never gets into a query or a key. */
const FTRACK_ID = /^[A-Za-z0-9_-]{1,64}$/;
const MARKED_ID = /^(?:(?:[a-z]{1,20}:)?[A-Za-z0-9_-]{1,64}|\*[a-z-]{0,63})$/;

function asksForComparison({ kind, topic }: LogRecord, afterGap: boolean): boolean {
  return kind === 'notice' && (topic === RECONCILE_TOPIC || (topic === GAP_TOPIC && afterGap));
}

/** A topic counts only for the kind that our own services write with it: on the hub anybody may publish any topic. */
function marksOfRecord({ kind, topic, value, projectId }: LogRecord): readonly SyncMark[] {
  switch (kind) {
    case 'event': {
      const parsed = topic === 'ftrack.update' ? parseEvent(value) : null;
      return parsed?.ok === true ? marksOfEvent(parsed.event) : [];
    }
    case 'hint':
      return topic === HINT_TOPIC && isEventRow(value) ? marksOfHint(value) : [];
    case 'notice':
      if (topic === SETTINGS_TOPIC && projectId !== null) return [{ projectId, entityId: WHOLE_PROJECT }];
      return topic === SYNC_REQUEST_TOPIC ? marksOfRequest(value) : [];
  }
}

const ROW_TEXTS = ['projectId', 'parentId', 'parentType', 'data', 'insert'] as const;

function isEventRow(value: unknown): value is EventRow {
  if (typeof value !== 'object' || value === null) return false;
  return ROW_TEXTS.every((name) => {
    const member: unknown = Reflect.get(value, name);
    return member === null || typeof member === 'string';
  });
}

function marksOfRequest(value: unknown): SyncMark[] {
  const request = readSyncRequest(value);
  if (request === null) return [];
  const { projectId, entityIds } = request;
  const marked: string[] = [entityIds === undefined ? REQUEST_MARKS.requested : REQUEST_MARKS.requestedPart];
  for (const wish of ['createProject', 'enableAutoSync', 'confirmRemovals', 'repairPairs'] as const)
    if (request[wish] === true) marked.push(REQUEST_MARKS[wish]);
  return [...marked, ...(entityIds ?? [])].map((entityId): SyncMark => ({ projectId, entityId }));
}
