import { FtrackError } from './errors.ts';
import type { FtrackEntity, FtrackSession } from './types.ts';

/**
 * A row of the `Event` table: ftrack's own log of activity, the only trace of changes that the event hub has not delivered. Its vocabulary is not
 * documented and not every change leaves a row, so a row says where to look, never what is there now.
 */
export interface EventRow {
  /** Increases with time, but a row may become visible after one with a larger id: read with an overlap. */
  readonly id: number;
  /** Such as `change.status.task`, `asset.published`, `update.custom_attribute.fend`. Not a closed list. */
  readonly action: string | null;
  /** `insert`, `update` or `delete`. */
  readonly insert: string | null;
  /** ISO date in UTC. */
  readonly createdAt: string | null;
  readonly parentId: string | null;
  /** A legacy name: `task`, `asset_version` or `assetversion`. */
  readonly parentType: string | null;
  readonly projectId: string | null;
  readonly userId: string | null;
  /** JSON text whose form depends on the action. */
  readonly data: string | null;
}

/** The largest id of the `Event` table, or null when it is empty. */
export async function readNewestEventId(session: FtrackSession): Promise<number | null> {
  const [newest] = await session.query('select id from Event order by id desc limit 1');
  return newest === undefined ? null : readId(newest);
}

export interface ReadEventRowsOptions {
  /** Rows with larger ids are read. */
  readonly afterId: number;
  /** Rows per request. Default 500. */
  readonly pageSize?: number;
  readonly signal?: AbortSignal;
}

/**
 * The rows after an id, oldest first, page by page until there are no more. Pages follow ids, not offsets, so that rows added meanwhile move
 * nothing. Rejects with an `FtrackError`.
 */
export async function* readEventRows(
  session: FtrackSession,
  { afterId, pageSize = 500, signal }: ReadEventRowsOptions,
): AsyncGenerator<EventRow[], void, undefined> {
  const columns = 'id, action, insert, created_at, parent_id, parent_type, project_id, user_id, data';
  let last = afterId;
  for (;;) {
    const page = await session.query(
      `select ${columns} from Event where id > ${last} order by id asc limit ${pageSize}`,
      signal === undefined ? {} : { signal },
    );
    const rows = page.map(readRow).filter(({ id }) => id > last);
    rows.sort((a, b) => a.id - b.id);
    const newest = rows.at(-1);
    if (newest === undefined) return;
    yield rows;
    last = newest.id;
  }
}

function readRow(entity: FtrackEntity): EventRow {
  return {
    id: readId(entity),
    action: textOf(entity, 'action'),
    insert: textOf(entity, 'insert'),
    createdAt: textOf(entity, 'created_at'),
    parentId: textOf(entity, 'parent_id'),
    parentType: textOf(entity, 'parent_type'),
    projectId: textOf(entity, 'project_id'),
    userId: textOf(entity, 'user_id'),
    data: textOf(entity, 'data'),
  };
}

function readId(entity: FtrackEntity): number {
  const id = Number(entity['id']);
  if (!Number.isSafeInteger(id)) {
    throw new FtrackError('ftrack_server', {
      message: `a row of Event has the id ${String(entity['id'])}, no integer`,
    });
  }
  return id;
}

function textOf(entity: FtrackEntity, attribute: string): string | null {
  const value = entity[attribute];
  return typeof value === 'string' ? value : null;
}
