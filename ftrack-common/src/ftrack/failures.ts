import { FtrackError, type FtrackErrorCode } from './errors.ts';

/** What the server, or the network before it, said: the exception by its name on the wire. */
export class ServerFailure extends Error {
  readonly exception: string;
  readonly errorCode: string | null;
  /** What the network said; absent when the server answered. */
  readonly networkError: Error | undefined;

  constructor(exception: string, content: unknown, errorCode: string | null) {
    super(content instanceof Error ? describeNetworkError(content) : String(content));
    this.networkError = content instanceof Error ? content : undefined;
    this.name = 'ServerFailure';
    this.exception = exception;
    this.errorCode = errorCode;
  }
}

export interface FailureContext {
  /** What was asked, `query Task where …`. */
  readonly what: string;
  readonly apiKey: string;
  readonly isWrite: boolean;
  readonly timedOut: boolean;
  readonly timeoutMs: number;
}

/** One place where a failed request becomes a typed error. */
export function toFtrackError(reason: unknown, context: FailureContext): FtrackError {
  const { what, apiKey, isWrite, timedOut, timeoutMs } = context;
  const fail = (
    code: FtrackErrorCode,
    text: string,
    flags: { retryable?: boolean; outcomeUnknown?: boolean } = {},
  ) =>
    new FtrackError(code, {
      message: `${what}: ${text}`.replaceAll(apiKey, '***'),
      retryable: flags.retryable ?? false,
      outcomeUnknown: isWrite && (flags.outcomeUnknown ?? false),
      cause: reason instanceof ServerFailure ? reason.networkError : reason,
    });

  if (reason instanceof FtrackError) return reason;
  if (timedOut) {
    return fail('ftrack_timeout', `ftrack did not answer within ${timeoutMs} ms`, {
      retryable: true,
      outcomeUnknown: true,
    });
  }
  if (reason instanceof SyntaxError) {
    return fail(
      'ftrack_server',
      'the answer is not JSON; a proxy or a server in trouble has answered instead of ftrack',
      {
        retryable: true,
        outcomeUnknown: true,
      },
    );
  }
  if (!(reason instanceof ServerFailure)) {
    const text = reason instanceof Error ? reason.message : String(reason);
    return fail('ftrack_server', `the answer could not be read (${text})`, {
      retryable: true,
      outcomeUnknown: true,
    });
  }
  const { exception, errorCode, message } = reason;
  const text = `${exception}: ${message}`;
  if (exception === 'InvalidCredentialsError' || errorCode === 'api_credentials_invalid') {
    return fail(
      'ftrack_credentials',
      `ftrack does not accept the user name and API key; check both (${message})`,
    );
  }
  switch (exception) {
    case 'NetworkError':
    case 'AbortError':
      return fail(
        'ftrack_unreachable',
        `no answer from ftrack (${message}); check the server URL and the network`,
        {
          retryable: true,
          outcomeUnknown: !neverReached(reason.networkError),
        },
      );
    case 'MalformedResponseError':
      return fail('ftrack_server', text, { retryable: true, outcomeUnknown: true });
    case 'PermissionError':
    case 'FTAuthenticationError':
      return fail(
        'ftrack_permission',
        `the API user may not do this; check its role and the API key (${text})`,
      );
    case 'ValidationError':
    case 'IntegrityError':
    case 'ParseError':
      return fail('ftrack_validation', text);
    default:
      return fail('ftrack_server', text);
  }
}

/** Failures before anything was sent. */
const NEVER_SENT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_|ERR_TLS_|DEPTH_ZERO_|SELF_SIGNED|UNABLE_TO_)/;

function neverReached(cause: unknown): boolean {
  if (cause instanceof AggregateError && cause.errors.length > 0) return cause.errors.every(neverReached);
  return (
    cause instanceof Error && 'code' in cause && typeof cause.code === 'string' && NEVER_SENT.test(cause.code)
  );
}

/** Node tries several addresses of a host and then says nothing but `AggregateError`. */
function describeNetworkError(error: Error): string {
  if (error.message !== '') return error.message;
  if (error instanceof AggregateError) {
    return error.errors.map((inner) => (inner instanceof Error ? inner.message : String(inner))).join(', ');
  }
  return error.name;
}
