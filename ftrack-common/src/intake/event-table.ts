import { type EventRow, type FtrackSession, readEventRows, readNewestEventId } from '../ftrack/index.ts';

/** Where backfill reads: ftrack's Event table. Everything rejects with an `FtrackError` while ftrack does not answer. */
export interface EventTable {
  /** Null when the table is empty. */
  newestId(): Promise<number | null>;
  /** Pages of rows with an id above `afterId`, in order. */
  rowsAfter(afterId: number, signal: AbortSignal): AsyncIterable<EventRow[]>;
}

/** The Event table of a server that need not be there yet: the session is opened at the first use that succeeds. */
export function createEventTable(openSession: () => Promise<FtrackSession>): EventTable {
  let opened: Promise<FtrackSession> | null = null;
  const session = (): Promise<FtrackSession> => {
    opened ??= openSession().catch((error: unknown) => {
      opened = null;
      throw error;
    });
    return opened;
  };
  return {
    newestId: async () => readNewestEventId(await session()),
    async *rowsAfter(afterId, signal) {
      yield* readEventRows(await session(), { afterId, signal });
    },
  };
}
