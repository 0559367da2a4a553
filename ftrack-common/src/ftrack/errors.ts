export type FtrackErrorCode =
  | 'ftrack_credentials'
  | 'ftrack_unreachable'
  | 'ftrack_timeout'
  | 'ftrack_permission'
  | 'ftrack_validation'
  | 'ftrack_not_ftrack'
  | 'ftrack_server';

export interface FtrackErrorOptions {
  readonly message: string;
  readonly retryable?: boolean;
  readonly outcomeUnknown?: boolean;
  readonly cause?: unknown;
}

/** A request to ftrack that did not succeed. The message says what was asked, what happened and what to do; it holds no secret. */
export class FtrackError extends Error {
  /** The same request may succeed later, without a change of settings or data. */
  readonly retryable: boolean;
  /** A write may have been applied although no answer came: read before sending again. */
  readonly outcomeUnknown: boolean;
  readonly code: FtrackErrorCode;

  constructor(code: FtrackErrorCode, { message, retryable, outcomeUnknown, cause }: FtrackErrorOptions) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'FtrackError';
    this.code = code;
    this.retryable = retryable ?? false;
    this.outcomeUnknown = outcomeUnknown ?? false;
  }
}
