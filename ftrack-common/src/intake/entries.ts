import { createHash } from 'node:crypto';
import type { LogEntry } from '../event-log/index.ts';
import { type FtrackEvent, projectIdOf } from '../events/index.ts';
import type { EventRow } from '../ftrack/index.ts';

/** Topic of hints: the body is a row of ftrack's Event table. */
export const HINT_TOPIC = 'ayon.ftrack.hint';

/** Topic of the notice that tells a closed gap; the body is a {@link GapNotice}. */
export const GAP_TOPIC = 'ayon.ftrack.gap';

/** Tells that events may have been missed, and what was done about it. */
export interface GapNotice {
  /** ISO time of the last moment at which the hub was heard; null when it never was before. */
  readonly from: string | null;
  readonly to: string;
  /** Why the hub was not heard (`start`, `closed`, `silent` …), or `log_…` when the log itself lost what it had. */
  readonly reason: string;
  /** Rows of the Event table that were read for it; null when they were not asked for. */
  readonly rows: number | null;
}

/** Ids as ftrack makes them. Others could be too long, or be taken for the id of a hint or notice: publishers choose them freely. */
const ORDINARY_ID = /^[^:]{1,150}$/;

/** The log entry of a hub event. `json` is its text as received. */
export function entryOfEvent(event: FtrackEvent, json: string): LogEntry {
  const id = ORDINARY_ID.test(event.id) ? event.id : `hashed:${hashOf(event.id)}`;
  return { id, kind: 'event', topic: event.topic, projectId: projectIdOf(event), body: json };
}

/** The log entry of a row of the Event table. Row ids count per server, so the server is part of the entry's id. */
export function entryOfRow(row: EventRow, serverUrl: string): LogEntry {
  const { host } = new URL(serverUrl);
  return {
    id: `event-row:${host.length <= 150 ? host : hashOf(host)}:${row.id}`,
    kind: 'hint',
    topic: HINT_TOPIC,
    projectId: row.projectId,
    body: JSON.stringify(row),
  };
}

/** The log entry that tells a closed gap; `id` is new for each. */
export function entryOfGap(notice: GapNotice, id: string): LogEntry {
  return { id: `gap:${id}`, kind: 'notice', topic: GAP_TOPIC, projectId: null, body: JSON.stringify(notice) };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
