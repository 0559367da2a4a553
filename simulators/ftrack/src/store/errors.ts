/** `exception` of the answer to a failed request, as ftrack names it. */
export type ExceptionName =
  | 'ValidationError'
  | 'IntegrityError'
  | 'PermissionError'
  | 'InvalidCredentialsError'
  | 'ParseError'
  | 'ServerError';

/** A request that cannot be done, in the words the client is told. */
export class FtrackServerError extends Error {
  readonly exception: ExceptionName;
  /** `error_code` of the answer: null but for bad credentials. */
  readonly code: string | null;

  constructor(exception: ExceptionName, message: string, code: string | null = null) {
    super(message);
    this.name = 'FtrackServerError';
    this.exception = exception;
    this.code = code;
  }
}

export function validationError(message: string): FtrackServerError {
  return new FtrackServerError('ValidationError', message);
}
