import type { LogRecord } from '../types.ts';

/**
 * Records with the same order key are handled one after the other, in log order.
 * - `project` (default): one key per project. `entity`: one per entity named by the handler's `keyOf`. `global`: one for all.
 * - `none`: no order; a failed record never holds another one back.
 */
export type HandlerOrder = 'project' | 'entity' | 'global' | 'none';

/** What a handler may do besides its own effects. */
export interface HandlerContext {
  /** 1 for the first attempt. */
  readonly attempt: number;
  /** Ends when the lease is lost or the process stops: whatever is still to be done will be delivered again elsewhere. */
  readonly signal: AbortSignal;
  /** Marks an entity as dirty, in the same step that settles this record: exactly once however often the record is delivered. */
  mark(projectId: string, entityId: string): void;
}

/** Something that wants records of the log. */
export interface LogHandler {
  /** Stable name: the key of its cursor. Another name is another handler, with a cursor of its own. */
  readonly name: string;
  /** Topics wanted: exact names, or a prefix with a trailing `*`. */
  readonly topics: readonly string[];
  /** Whether hints and notices with these topics are wanted too. Default false: hub events only. */
  readonly hints?: boolean;
  readonly order?: HandlerOrder;
  /** The order key for `order: 'entity'`. */
  readonly keyOf?: (record: LogRecord) => string;
  /** Where a handler starts that never committed: `newest` (default) from now on, `oldest` with all that is kept. */
  readonly startAt?: 'oldest' | 'newest';
  /** Attempts before a record becomes a dead letter. Default 5. */
  readonly attempts?: number;
  /** May answer synchronously. Throwing means failure: retried with backoff, then a dead letter. */
  handle(record: LogRecord, context: HandlerContext): void | Promise<void>;
}

/** Compiles a handler's topics, hints and all, into one test. */
export function recordFilter(handler: LogHandler): (record: LogRecord) => boolean {
  const exact = new Set<string>();
  const prefixes: string[] = [];
  for (const topic of handler.topics) {
    if (topic.endsWith('*')) prefixes.push(topic.slice(0, -1));
    else exact.add(topic);
  }
  const wantsAll = handler.hints === true;
  return (record) =>
    (wantsAll || record.kind === 'event') &&
    (exact.has(record.topic) || prefixes.some((prefix) => record.topic.startsWith(prefix)));
}

/** The order key of a record for a handler; null where nothing is ordered. */
export function orderKey(handler: LogHandler, record: LogRecord): string | null {
  switch (handler.order ?? 'project') {
    case 'none':
      return null;
    case 'global':
      return '';
    case 'entity':
      return handler.keyOf?.(record) ?? record.projectId ?? '';
    case 'project':
      return record.projectId ?? '';
  }
}
