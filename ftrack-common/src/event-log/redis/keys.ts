/**
 * Names of the log's Redis keys. The prefix is a hash tag, so that all keys of a log share one slot and scripts may touch them together.
 */
export interface LogKeys {
  /** Hash: epoch, format, partitions, createdAt, sequence. */
  readonly meta: string;
  /** Prefix of the sets of remembered ids; one per time window, `<prefix><window>`. */
  readonly seen: string;
  /** Channel of wake-ups; the message is a comma separated list of partitions. */
  readonly wake: string;
  /** Prefix of the dirty sets, `<prefix><project id>`: sorted set of entity ids by the sequence of their newest mark. */
  readonly dirty: string;
  /** Set of the project ids that have a dirty set. */
  readonly dirtyProjects: string;
  /** Stream of dead letters. */
  readonly dead: string;
  stream(partition: number): string;
  cursors(partition: number): string;
  /** Sorted set of sequences that a handler settled ahead of its cursor. */
  ahead(partition: number, handler: string): string;
}

/** Builds the key names for a prefix such as `ayon-ftrack`. */
export function logKeys(prefix: string): LogKeys {
  const root = `{${prefix}}`;
  return {
    meta: `${root}:log`,
    seen: `${root}:log:seen:`,
    wake: `${root}:log:wake`,
    dirty: `${root}:dirty:`,
    dirtyProjects: `${root}:dirty`,
    dead: `${root}:log:dead`,
    stream: (partition) => `${root}:log:stream:${partition}`,
    cursors: (partition) => `${root}:log:cursors:${partition}`,
    ahead: (partition, handler) => `${root}:log:ahead:${partition}:${handler}`,
  };
}
