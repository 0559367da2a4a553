import { AyonError, type AyonErrorCode } from './errors.ts';

/** What is known of the request an error belongs to. */
export interface RequestContext {
  method: string;
  path: string;
  /** The server's address. */
  url: string;
  /** The request may have changed something. */
  write: boolean;
  timeoutMs: number;
  /** Takes credentials out of a text. */
  scrub: (text: string) => string;
}

export interface RefusedAnswer {
  status: number;
  location: string | null;
  text: string;
  /** The parsed body; undefined when it is no JSON. */
  body: unknown;
}

/** Causes of a failed connection after which nothing can have reached the server. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const TLS_PROBLEM = /^(?:CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_|ERR_SSL_|EPROTO$)/;

const DETAIL_LIMIT = 500;

const ADVICE: Record<AyonErrorCode, string> = {
  ayon_unreachable: 'Check that the AYON server runs and that AYON_SERVER_URL is its address.',
  ayon_timeout: 'The server may be overloaded; the request can be sent again later.',
  ayon_unauthorized: 'Check AYON_API_KEY: it must be the key of an active AYON service user.',
  ayon_forbidden: 'The account of the API key lacks the right for it; use the key of a service user.',
  ayon_not_found: '',
  ayon_conflict: '',
  ayon_validation: '',
  ayon_busy: 'Try again in a moment.',
  ayon_server: 'The AYON server log has the details.',
  ayon_graphql: '',
  ayon_operations: '',
};

/** The error for a request that got no answer: 'timeout', or what `fetch` threw. */
export function errorFromFailure(context: RequestContext, cause: unknown): AyonError {
  const where = `${context.method} ${context.path} at ${context.url}`;
  if (cause === 'timeout') {
    const message = `AYON did not answer ${where} within ${context.timeoutMs} ms. ${ADVICE.ayon_timeout}`;
    return new AyonError({ code: 'ayon_timeout', message, retryable: true, outcomeUnknown: context.write });
  }
  const reason = systemCode(cause);
  const tls = reason !== null && TLS_PROBLEM.test(reason);
  const advice = tls
    ? 'Its TLS certificate or protocol is not accepted; trust its authority with NODE_EXTRA_CA_CERTS or correct AYON_SERVER_URL.'
    : ADVICE.ayon_unreachable;
  return new AyonError({
    code: 'ayon_unreachable',
    message: `AYON cannot be reached for ${where} (${reason ?? 'connection failed'}). ${advice}`,
    detail: reason,
    retryable: true,
    outcomeUnknown: context.write && !tls && !(reason !== null && NEVER_SENT.has(reason)),
  });
}

/** The error for an answer that is not a success, or not JSON. */
export function errorFromAnswer(context: RequestContext, answer: RefusedAnswer): AyonError {
  const where = `${context.method} ${context.path}`;
  if (answer.status >= 300 && answer.status < 400) {
    const target = answer.location === null ? 'elsewhere' : redirectTarget(answer.location, context.url);
    return new AyonError({
      code: 'ayon_server',
      status: answer.status,
      message: `${context.url} redirects ${where} to ${target}. Set AYON_SERVER_URL to the address it redirects to.`,
    });
  }
  const body = asRecord(answer.body);
  const detail = detailOf(answer, body, context.scrub);
  if (answer.status >= 200 && answer.status < 300) {
    return new AyonError({
      code: 'ayon_server',
      status: answer.status,
      detail,
      message: `${context.url} answered ${where} with a page instead of data. AYON_SERVER_URL must be the address of the AYON server itself, without a login page in front.`,
      outcomeUnknown: context.write,
    });
  }
  const { code, certain } = classify(answer.status, body, detail);
  const missing = code === 'ayon_not_found' ? missingThing(answer.status, body) : null;
  const advice =
    missing === 'route'
      ? `${context.url} does not know this address: check AYON_SERVER_URL and the server's version.`
      : ADVICE[code];
  return new AyonError({
    code,
    status: answer.status,
    detail,
    missing,
    message: join(`AYON refused ${where} with ${answer.status}`, detail, advice),
    retryable:
      ['ayon_busy', 'ayon_timeout', 'ayon_unreachable', 'ayon_server'].includes(code) &&
      answer.status !== 501,
    outcomeUnknown: context.write && !certain,
  });
}

/** The error for the `errors` of a GraphQL answer: the status the server attached decides, else `ayon_graphql`. */
export function errorFromGraphql(errors: readonly unknown[], scrub: (text: string) => string): AyonError {
  const first = asRecord(errors[0]);
  const text = typeof first?.['message'] === 'string' ? first['message'] : 'no reason given';
  const attached = asRecord(first?.['extensions'])?.['status'];
  const status = typeof attached === 'number' ? attached : null;
  const code = status === null ? 'ayon_graphql' : classify(status, null, text).code;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  const detail = oneLine(scrub(text));
  return new AyonError({
    code,
    status,
    detail,
    missing: code === 'ayon_not_found' ? 'entity' : null,
    message: join('AYON refused a GraphQL query', detail + more, ADVICE[code]),
    retryable: code === 'ayon_busy',
  });
}

interface Classification {
  code: AyonErrorCode;
  /** The server refused before anything was saved, or undid it. */
  certain: boolean;
}

function classify(
  status: number,
  body: Record<string, unknown> | null,
  detail: string | null,
): Classification {
  if (status === 401) return { code: 'ayon_unauthorized', certain: true };
  if (status === 403) return { code: 'ayon_forbidden', certain: true };
  if (status === 404 || status === 405) return { code: 'ayon_not_found', certain: true };
  if (status === 409) return { code: 'ayon_conflict', certain: true };
  if (status === 429) return { code: 'ayon_busy', certain: true };
  if (status === 408 || status === 504) return { code: 'ayon_timeout', certain: false };
  if (status === 502) return { code: 'ayon_unreachable', certain: false };
  // AYON itself says 503 before it starts on a request; a gateway may say it at any time.
  if (status === 503) return { code: 'ayon_busy', certain: body?.['code'] === 503 };
  if (status < 500) return { code: 'ayon_validation', certain: true };
  // The database's refusals come as 500 with the real status inside.
  if (body?.['code'] === 409) return { code: 'ayon_conflict', certain: true };
  if (REFUSED_BY_DATABASE.test(detail ?? '')) return { code: 'ayon_conflict', certain: true };
  if (REFUSED_VALUE.test(detail ?? '')) return { code: 'ayon_validation', certain: true };
  return { code: 'ayon_server', certain: false };
}

/**
 * Values refused late come as a plain 500 that begins with the name of the exception. A model named `…Response` is the
 * server's own answer: what it was to tell of is saved by then.
 */
const REFUSED_VALUE =
  /^(?:pydantic\.error_wrappers\.ValidationError: \d+ validation errors? for (?!\w*Response\b)|asyncpg\.exceptions\.(?:DataError|CharacterNotInRepertoireError|UntranslatableCharacterError)\b)/;

/** A type or status that is in use cannot be removed, and names must differ: the server reports only what follows from it. */
const REFUSED_BY_DATABASE = /^asyncpg\.exceptions\.InFailedSQLTransactionError\b/;

/** AYON's own 404 for a missing thing has `code` and no `path`; all else comes from the router or from another server. */
function missingThing(status: number, body: Record<string, unknown> | null): 'entity' | 'route' {
  return status === 404 && body?.['code'] === 404 && body['path'] === undefined ? 'entity' : 'route';
}

function detailOf(
  answer: RefusedAnswer,
  body: Record<string, unknown> | null,
  scrub: (text: string) => string,
): string | null {
  const fields = fieldErrors(body?.['errors']);
  const detail = body?.['detail'];
  if (typeof detail === 'string') return oneLine(scrub(fields === null ? detail : `${detail}: ${fields}`));
  if (answer.body === undefined && !/^\s*</.test(answer.text)) return oneLine(scrub(answer.text));
  const title = /<title>([^<]*)<\/title>/i.exec(answer.text)?.[1];
  return title === undefined ? null : oneLine(scrub(title));
}

/** `attrib: value is not a valid dict; name: field required` of a list of pydantic errors. */
function fieldErrors(errors: unknown): string | null {
  if (!Array.isArray(errors) || errors.length === 0) return null;
  const texts = errors.slice(0, 3).map((item) => {
    const error = asRecord(item);
    const location = Array.isArray(error?.['loc']) ? error['loc'].slice(1).join('/') : '';
    const message = typeof error?.['msg'] === 'string' ? error['msg'] : 'not valid';
    return `${location === '' ? 'body' : location}: ${message}`;
  });
  return texts.join('; ');
}

function systemCode(error: unknown): string | null {
  for (let current: unknown = error, depth = 0; depth < 4; depth++) {
    const record = asRecord(current);
    if (record === null) return null;
    if (typeof record['code'] === 'string') return record['code'];
    current = record['cause'];
  }
  return null;
}

function redirectTarget(location: string, base: string): string {
  if (!URL.canParse(location, base)) return 'elsewhere';
  return new URL(location, base).origin;
}

function join(what: string, detail: string | null, advice: string): string {
  const sentence = detail === null || detail === '' ? `${what}.` : `${what}: ${detail.replace(/\.$/, '')}.`;
  return advice === '' ? sentence : `${sentence} ${advice}`;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > DETAIL_LIMIT ? `${line.slice(0, DETAIL_LIMIT)}…` : line;
}

function asRecord(value: unknown): Record<string, unknown> | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : null;
}
