import type { LogHandler, LogRecord } from '../event-log/index.ts';
import { parseEvent } from '../events/index.ts';
import type { EventRow } from '../ftrack/index.ts';
import { GAP_TOPIC, HINT_TOPIC } from '../intake/index.ts';
import { marksOfEvent, marksOfHint, type SyncMark, WHOLE_PROJECT } from '../sync/index.ts';
import { readSyncRequest, RECONCILE_TOPIC, REQUEST_MARKS, SYNC_REQUEST_TOPIC } from './requests.ts';

/** Name of the handler, and with it of its cursor. */
export const SYNC_HANDLER = 'sync';

export interface SyncHandlerOptions {
  /** Whether a gap makes every project with auto-sync be compared. */
  readonly reconcileAfterGap: boolean;
  /** Ids of the ftrack projects with auto-sync. */
  readonly listAutoSyncProjects: () => Promise<readonly string[]>;
}

/**
 * The handler that turns what the log tells into dirty marks. It reads nothing but the record and writes nothing but marks, which are
 * stored in the same step as its cursor: so every change is looked at, however often processes die, and none is looked at twice
 * for that reason.
 */
export function createSyncHandler(options: SyncHandlerOptions): LogHandler {
  return {
    name: SYNC_HANDLER,
    topics: ['ftrack.update', HINT_TOPIC, GAP_TOPIC, SYNC_REQUEST_TOPIC, RECONCILE_TOPIC],
    hints: true,
    startAt: 'oldest',
    attempts: 1_000,
    handle: (record, context) => {
      if (record.topic === RECONCILE_TOPIC || (record.topic === GAP_TOPIC && options.reconcileAfterGap)) {
        return options.listAutoSyncProjects().then((projects) => {
          for (const projectId of projects) context.mark(projectId, WHOLE_PROJECT);
        });
      }
      for (const mark of marksOfRecord(record)) context.mark(mark.projectId, mark.entityId);
      return undefined;
    },
  };
}

function marksOfRecord(record: LogRecord): readonly SyncMark[] {
  switch (record.topic) {
    case 'ftrack.update': {
      const parsed = parseEvent(record.value);
      return parsed.ok ? marksOfEvent(parsed.event) : [];
    }
    case HINT_TOPIC:
      return record.value === null ? [] : marksOfHint(record.value as EventRow);
    case SYNC_REQUEST_TOPIC:
      return marksOfRequest(record.value);
    default:
      return [];
  }
}

function marksOfRequest(value: unknown): SyncMark[] {
  const request = readSyncRequest(value);
  if (request === null) return [];
  const { projectId } = request;
  const marks: SyncMark[] = [{ projectId, entityId: REQUEST_MARKS.requested }];
  if (request.createProject) marks.push({ projectId, entityId: REQUEST_MARKS.createProject });
  if (request.enableAutoSync) marks.push({ projectId, entityId: REQUEST_MARKS.enableAutoSync });
  return marks;
}
