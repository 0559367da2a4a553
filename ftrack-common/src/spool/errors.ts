/** The spool has reached its bound; nothing of the batch was kept. The caller decides what gives way. */
export class SpoolFullError extends Error {
  readonly code = 'SPOOL_FULL';

  constructor(
    readonly folder: string,
    readonly maxBytes: number,
  ) {
    super(`The spool ${folder} is full (${maxBytes} bytes): bring Redis back, or allow the spool more bytes`);
    this.name = 'SpoolFullError';
  }
}

/**
 * The disk refused a batch. It must be treated as not kept, though a part may come back later: whoever takes
 * records out of the spool has to bear one it has seen before.
 */
export class SpoolWriteError extends Error {
  readonly code = 'SPOOL_WRITE_FAILED';

  constructor(folder: string, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`The spool ${folder} cannot be written (${reason}): free disk space or correct its rights`, {
      cause,
    });
    this.name = 'SpoolWriteError';
  }
}
