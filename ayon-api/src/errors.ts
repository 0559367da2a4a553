/** What went wrong, stable across releases. */
export type AyonErrorCode =
  | 'ayon_unreachable'
  | 'ayon_timeout'
  | 'ayon_unauthorized'
  | 'ayon_forbidden'
  | 'ayon_not_found'
  | 'ayon_conflict'
  | 'ayon_validation'
  | 'ayon_busy'
  | 'ayon_server'
  | 'ayon_graphql'
  | 'ayon_operations';

export interface AyonErrorOptions {
  code: AyonErrorCode;
  message: string;
  /** HTTP status, or the status a GraphQL error carries; null when no answer came. */
  status?: number | null;
  /** The server's own words, one line, without traceback. */
  detail?: string | null;
  retryable?: boolean;
  outcomeUnknown?: boolean;
  missing?: 'entity' | 'route' | null;
  cause?: unknown;
}

/** Every failure of a call to AYON. The message names the request and what to do, never a credential. */
export class AyonError extends Error {
  override readonly name: string = 'AyonError';
  readonly code: AyonErrorCode;
  readonly status: number | null;
  readonly detail: string | null;
  /** The same request may succeed later although nobody changes anything. */
  readonly retryable: boolean;
  /** A write was sent and nobody can tell whether it was carried out: read again before sending it again. */
  readonly outcomeUnknown: boolean;
  /** For `ayon_not_found`: the thing asked for does not exist, or the server does not know the address at all. */
  readonly missing: 'entity' | 'route' | null;

  constructor(options: AyonErrorOptions) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.status = options.status ?? null;
    this.detail = options.detail ?? null;
    this.retryable = options.retryable ?? false;
    this.outcomeUnknown = options.outcomeUnknown ?? false;
    this.missing = options.missing ?? null;
  }
}

/** True when AYON itself said that the thing asked for does not exist (a 404 of a proxy or an unknown route is not that). */
export function isMissingEntity(error: unknown): boolean {
  return error instanceof AyonError && error.code === 'ayon_not_found' && error.missing === 'entity';
}
