import { createRequire } from 'node:module';
import { Session, type ActionResponse, type CallOptions, type IsTuple, type operation } from '@ftrack/api';
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

let silenced = false;

/** The official client prints each failure although it also rejects with it. It logs with its own copy of loglevel. */
function silenceOfficialClient(): void {
  if (silenced) return;
  silenced = true;
  try {
    const loglevel: unknown = createRequire(createRequire(import.meta.url).resolve('@ftrack/api'))(
      'loglevel',
    );
    (loglevel as { getLogger(name: string): { setLevel(level: string, persist: boolean): void } })
      .getLogger('ftrack_api')
      .setLevel('silent', false);
  } catch {
    // In a bundle there is no such module to be found: its warnings are noise, not a failure.
  }
}
