import { type EventLog, type LogRecord, partitionOf } from '../event-log/index.ts';
import { parseEvent } from '../events/index.ts';
import type { TakenMark } from '../jobs/index.ts';
import { JOURNAL_LIMIT, type JournalAuthor, type JournalCause } from './journal.ts';
import { readSyncRequest, REQUEST_MARKS, SYNC_REQUEST_TOPIC } from './requests.ts';

const REQUESTS: ReadonlySet<string> = new Set([REQUEST_MARKS.requested, REQUEST_MARKS.requestedPart]);

/** Whether a mark stands for somebody's request. */
export function isRequest({ entityId }: Pick<TakenMark, 'entityId'>): boolean {
  return REQUESTS.has(entityId);
}

export interface CauseOptions {
  readonly log: EventLog;
  readonly projectId: string;
  readonly marks: readonly TakenMark[];
  /** ftrack ids that the report has something to say about. */
  readonly concerned: ReadonlySet<string>;
}

/**
 * What the log says of the records that marked something: who made the change, or asked for the sync. Of very many marks those are
 * looked up that matter most: requests, then what could not be done as ftrack says.
 */
export async function readCauses({
  log,
  projectId,
  marks,
  concerned,
}: CauseOptions): Promise<JournalCause[]> {
  const partition = partitionOf(projectId, log.description.partitions);
  const rank = ({ entityId }: TakenMark) => (entityId.startsWith('*') ? 0 : concerned.has(entityId) ? 1 : 2);
  const listed = marks.toSorted((a, b) => rank(a) - rank(b)).slice(0, JOURNAL_LIMIT);
  const found = new Map<number, LogRecord>();
  await Promise.all(
    [...new Set(listed.map((mark) => mark.sequence))].map(async (sequence) => {
      const [record] = await log.read({ partition, after: sequence - 1, limit: 1 });
      if (record?.sequence === sequence) found.set(sequence, record);
    }),
  );
  return listed.map(({ entityId, sequence }) => {
    const record = found.get(sequence);
    return { entityId, sequence, kind: record?.kind ?? null, author: record ? authorOf(record) : null };
  });
}

/** Who is behind a record, as far as it says so. */
function authorOf({ kind, topic, value }: LogRecord): JournalAuthor | null {
  switch (kind) {
    case 'event': {
      const parsed = parseEvent(value);
      const user = parsed.ok ? parsed.event.source?.user : null;
      return user ? named(user.id ?? null, user.username ?? null) : null;
    }
    case 'hint': {
      const id: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, 'userId') : null;
      return named(typeof id === 'string' ? id : null, null);
    }
    case 'notice': {
      const request = topic === SYNC_REQUEST_TOPIC ? readSyncRequest(value) : null;
      return request?.requestedBy ?? null;
    }
  }
}

function named(id: string | null, name: string | null): JournalAuthor | null {
  return id === null && name === null ? null : { id, name };
}
