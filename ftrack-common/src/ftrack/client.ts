import { Session, type ActionResponse, type CallOptions, type IsTuple, type operation } from '@ftrack/api';
import loglevel from 'loglevel';
import { ServerFailure, toFtrackError } from './failures.ts';
import type { RequestReport } from './types.ts';

/** An operation as it goes over the wire. */
export interface WireOperation {
  readonly action: string;
  readonly [member: string]: unknown;
}

export interface ClientOptions {
  readonly serverUrl: string;
  readonly user: string;
  readonly apiKey: string;
  readonly clientToken: string;
  readonly timeoutMs: number;
  readonly onRequest: ((report: RequestReport) => void) | undefined;
}

export interface ClientCall {
  readonly kind: RequestReport['kind'];
  /** For error messages: `query Task where …`. */
  readonly what: string;
  readonly operations: readonly WireOperation[];
  readonly signal?: AbortSignal | undefined;
}

/** The official client with what it lacks: every request has a limit, and every failure is an `FtrackError`. */
export interface FtrackClient {
  /** Information and schemas were read: the credentials are right. */
  readonly started: Promise<void>;
  call(call: ClientCall): Promise<unknown[]>;
}

/** Makes a client and sends its first request. The event hub of the official client is never connected. */
export function createFtrackClient(options: ClientOptions): FtrackClient {
  silenceOfficialClient();
  const start = beginRequest(options, {
    kind: 'start',
    what: 'connect',
    operations: [{ action: 'query_server_information' }, { action: 'query_schemas' }],
  });

  class TimedSession extends Session {
    // The constructor calls this too, without a signal of its own.
    override call<T = ActionResponse>(
      operations: operation.Operation[],
      callOptions?: CallOptions,
    ): Promise<IsTuple<T> extends true ? T : T[]> {
      return super.call<T>(operations, {
        signal: start.signal,
        pushToken: options.clientToken,
        ...callOptions,
      });
    }
  }

  const session = new TimedSession(options.serverUrl, options.user, options.apiKey, {
    autoConnectEventHub: false,
    clientToken: options.clientToken,
    decodeDatesAsIso: true,
  });
  keepExceptionNames(session);
  return {
    started: start.follow(session.initializing.then(() => undefined)),
    call(call) {
      const request = beginRequest(options, call);
      const operations = call.operations.map((operation) => ({ ...operation }));
      return request.follow(session.call<unknown>(operations, { signal: request.signal }));
    },
  };
}

/**
 * The official client keeps the name of an exception only for three of them, and mixes failures of the network with answers of
 * the server. This method of it sees both; it is not part of its types, so its version is pinned.
 */
function keepExceptionNames(session: Session): void {
  Object.defineProperty(session, 'getErrorFromResponse', {
    value: (response: { exception: string; content: unknown; error_code?: string | null }) =>
      new ServerFailure(response.exception, response.content, response.error_code ?? null),
  });
}

interface Request {
  readonly signal: AbortSignal;
  follow<T>(answer: Promise<T>): Promise<T>;
}

function beginRequest({ timeoutMs, onRequest, apiKey }: ClientOptions, call: ClientCall): Request {
  const { kind, what, operations, signal } = call;
  const controller = new AbortController();
  let timedOut = false;
  const timer = setTimeout(() => {
    timedOut = true;
    controller.abort();
  }, timeoutMs);
  const abort = (): void => controller.abort();
  signal?.addEventListener('abort', abort, { once: true });
  if (signal?.aborted) abort();
  const startedAt = performance.now();
  return {
    signal: controller.signal,
    async follow(answer) {
      let error: string | null = null;
      try {
        return await answer;
      } catch (reason) {
        if (signal?.aborted) {
          error = 'aborted';
          throw signal.reason;
        }
        const failure = toFtrackError(reason, {
          what,
          apiKey,
          isWrite: kind === 'execute',
          timedOut,
          timeoutMs,
        });
        error = failure.code;
        throw failure;
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', abort);
        const milliseconds = performance.now() - startedAt;
        onRequest?.({ kind, milliseconds, operations: operations.length, error });
      }
    },
  };
}

/**
 * The official client prints each failure although it also rejects with it. It logs with loglevel of the version we depend on too, so both
 * are one module, in a checkout as in a bundle.
 */
function silenceOfficialClient(): void {
  loglevel.getLogger('ftrack_api').setLevel('silent', false);
}
