import { cleanText, encodeBody } from './clean-text.ts';
import { type Backoff, type Clock, backoffMs, sleep, systemClock } from './clock.ts';
import { AyonError, isMissingEntity } from './errors.ts';
import { errorFromAnswer, errorFromFailure } from './server-errors.ts';

/** One finished attempt of a request, for metrics and logs. */
export interface RequestInfo {
  method: string;
  /** Path on the server, without query. */
  path: string;
  /** null when no answer came. */
  status: number | null;
  ms: number;
  /** Size of the answer's body. */
  bytes: number;
}

/** How often and how fast idempotent requests (GET, GraphQL) are repeated. Writes never are. */
export interface RetryOptions extends Backoff {
  /** Attempts in all; 1 = no repetition. */
  attempts: number;
}

export interface AyonClientOptions {
  /** Address of the server: `https://ayon.example.com`, without `/api`. */
  url: string;
  apiKey: string;
  /** Stable name of this process: stored as sender of its events, and the owner of its enrolled jobs. */
  sender: string;
  /** Kind of program, such as `ftrack`: others tell our writes from those of people by it. */
  senderType: string;
  /** Limit of one attempt, body included. Default 30,000. */
  timeoutMs?: number;
  fetch?: typeof fetch;
  onRequest?: (info: RequestInfo) => void;
  /** Default: 3 attempts, 250 ms to 5 s apart. */
  retry?: Partial<RetryOptions>;
  clock?: Clock;
  /** Numbers in [0, 1) that spread repetitions. Default `Math.random`. */
  random?: () => number;
}

/** What any call takes beside its own arguments. */
export interface CallOptions {
  timeoutMs?: number;
  /** Aborting rejects with the signal's reason; whether a write in flight was carried out is then unknown. */
  signal?: AbortSignal;
}

export interface AyonRequest extends CallOptions {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Path from the server's root, `/api/...`; variable parts encoded by `path`. */
  path: string;
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  /** A file to be sent in place of a body. */
  file?: { bytes: Uint8Array; type: string };
  /** The request changes nothing and may be sent again. Default: GET only. */
  idempotent?: boolean;
}

export interface AyonAnswer {
  status: number;
  /** Parsed JSON; null when the body is empty. */
  body: unknown;
}

interface RawAnswer {
  status: number;
  location: string | null;
  bytes: Uint8Array;
}

const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_RETRY: RetryOptions = { attempts: 3, minMs: 250, maxMs: 5_000 };

/** Builds a path of literal parts and encoded values: path`/api/projects/${name}`. */
export function path(literals: TemplateStringsArray, ...values: string[]): string {
  return String.raw({ raw: literals }, ...values.map(encodeSegment));
}

/** An empty or dotted segment would turn the path into that of something else, whatever its encoding. */
function encodeSegment(value: string): string {
  if (/^\.{0,2}$/.test(value)) {
    throw new AyonError({
      code: 'ayon_validation',
      message: `AYON was not asked: ${JSON.stringify(value)} is no name or id.`,
    });
  }
  return encodeURIComponent(cleanText(value));
}

/** Sends requests with our headers, limits and repetitions; turns everything but an answer of success into an `AyonError`. */
export class AyonTransport {
  readonly url: string;
  readonly sender: string;
  readonly senderType: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly #apiKey: string;
  readonly #timeoutMs: number;
  readonly #fetch: typeof fetch;
  readonly #onRequest: ((info: RequestInfo) => void) | undefined;
  readonly #retry: RetryOptions;

  /** @throws AyonError when the address or the API key cannot be used at all. */
  constructor(options: AyonClientOptions) {
    this.url = serverUrl(options.url);
    this.#apiKey = headerValue(options.apiKey);
    this.sender = nameText(options.sender);
    this.senderType = nameText(options.senderType);
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? Math.random;
    this.#timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.#fetch = options.fetch ?? fetch;
    this.#onRequest = options.onRequest;
    this.#retry = { ...DEFAULT_RETRY, ...options.retry };
  }

  /** Takes the API key out of a text that came from outside. */
  readonly scrub = (text: string): string => text.replaceAll(this.#apiKey, '***');

  /** The first message of a websocket: the only place besides the headers where the API key goes. */
  socketAuthentication(subscription: { subscribe: readonly string[]; project?: string }): string {
    return encodeBody({ topic: 'auth', token: this.#apiKey, ...subscription });
  }

  async request(request: AyonRequest): Promise<AyonAnswer> {
    const idempotent = request.idempotent ?? request.method === 'GET';
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#attempt(request, idempotent);
      } catch (error) {
        const again = idempotent && attempt < this.#retry.attempts && isTransient(error);
        if (!again) throw error;
        await sleep(this.clock, backoffMs(this.#retry, attempt, this.random), request.signal);
      }
    }
  }

  /** Like `request`, but null when AYON says that the thing asked for does not exist. */
  async requestIfPresent(request: AyonRequest): Promise<AyonAnswer | null> {
    try {
      return await this.request(request);
    } catch (error) {
      if (isMissingEntity(error)) return null;
      throw error;
    }
  }

  async #attempt(request: AyonRequest, idempotent: boolean): Promise<AyonAnswer> {
    const started = this.clock.now();
    const timeoutMs = request.timeoutMs ?? this.#timeoutMs;
    const report = (status: number | null, bytes: number): void =>
      this.#onRequest?.({
        method: request.method,
        path: request.path,
        status,
        ms: this.clock.now() - started,
        bytes,
      });
    const context = {
      method: request.method,
      path: request.path,
      url: this.url,
      write: !idempotent,
      timeoutMs,
      scrub: this.scrub,
    };

    let raw: RawAnswer;
    const limit = new TimeLimit(this.clock, timeoutMs, request.signal);
    try {
      raw = await this.#send(request, limit.signal);
    } catch (cause) {
      report(null, 0);
      request.signal?.throwIfAborted();
      throw errorFromFailure(context, limit.reached ? 'timeout' : cause);
    } finally {
      limit.release();
    }
    report(raw.status, raw.bytes.byteLength);

    const text = new TextDecoder().decode(raw.bytes);
    const body = parseJson(text);
    if (raw.status < 200 || raw.status > 299 || body === undefined) {
      throw errorFromAnswer(context, { status: raw.status, location: raw.location, text, body });
    }
    return { status: raw.status, body };
  }

  async #send(request: AyonRequest, signal: AbortSignal): Promise<RawAnswer> {
    const headers: Record<string, string> = {
      Accept: 'application/json',
      'X-Api-Key': this.#apiKey,
      'X-Sender': this.sender,
      'X-Sender-Type': this.senderType,
    };
    // A redirect is an answer to report: following it would turn writes into reads and carry the key to another host.
    const init: RequestInit = { method: request.method, headers, signal, redirect: 'manual' };
    if (request.body !== undefined) {
      headers['Content-Type'] = 'application/json';
      init.body = encodeBody(request.body);
    }
    if (request.file !== undefined) {
      headers['Content-Type'] = request.file.type;
      init.body = Buffer.from(request.file.bytes);
    }
    const answer = await this.#fetch(this.url + request.path + queryText(request.query), init);
    return {
      status: answer.status,
      location: answer.headers.get('location'),
      bytes: new Uint8Array(await answer.arrayBuffer()),
    };
  }
}

/** Aborts its signal when the time is over or the caller's signal is aborted. */
class TimeLimit {
  readonly #controller = new AbortController();
  readonly #clock: Clock;
  readonly #timer: unknown;
  readonly #outer: AbortSignal | undefined;
  readonly #abort = (): void => this.#controller.abort(this.#outer?.reason);
  reached = false;

  constructor(clock: Clock, ms: number, outer: AbortSignal | undefined) {
    this.#outer = outer;
    this.#clock = clock;
    this.#timer = clock.setTimeout(() => {
      this.reached = true;
      this.#controller.abort();
    }, ms);
    if (outer?.aborted) this.#abort();
    else outer?.addEventListener('abort', this.#abort, { once: true });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  release(): void {
    this.#clock.clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#abort);
  }
}

/** A 500 is retryable for the caller's patience, but repeating it at once rarely helps. */
function isTransient(error: unknown): boolean {
  return error instanceof AyonError && error.retryable && error.status !== 500;
}

/** undefined when the text is no JSON; an empty text counts as null. */
function parseJson(text: string): unknown {
  if (text.trim() === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function queryText(query: AyonRequest['query']): string {
  const parameters = new URLSearchParams();
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined) parameters.set(key, String(value));
  }
  return parameters.size === 0 ? '' : `?${parameters.toString()}`;
}

function serverUrl(text: string): string {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  if (
    url === null ||
    !['http:', 'https:'].includes(url.protocol) ||
    url.username !== '' ||
    url.search !== ''
  ) {
    throw new AyonError({
      code: 'ayon_unreachable',
      message:
        'The AYON server address is not usable: write it like https://ayon.example.com (AYON_SERVER_URL).',
    });
  }
  return (url.origin + url.pathname).replace(/\/+$/, '');
}

/** `fetch` quotes a header value it refuses in its error, so a bad key must not get that far. */
function headerValue(apiKey: string): string {
  if (!/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new AyonError({
      code: 'ayon_unauthorized',
      message: 'The AYON API key is empty or holds characters no key has; copy it again (AYON_API_KEY).',
    });
  }
  return apiKey;
}

/** The server ignores or refuses sender names of another form. */
function nameText(text: string): string {
  const name = text.replace(/[^a-zA-Z0-9_.-]/g, '_').replace(/^[.-]+|[.-]+$/g, '');
  return name === '' ? 'unnamed' : name;
}
