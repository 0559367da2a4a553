import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { Accounts } from '../accounts.ts';
import type { ApiCaller, FtrackApi } from '../api/index.ts';
import { type ExceptionName, FtrackServerError, validationError } from '../store/index.ts';
import type { FaultSwitches } from './faults.ts';
import { headerOf, readBody, sendJson, sendProxyError } from './respond.ts';

/** HTTP status of a failure for clients that ask for strictness; all others get 200. */
const STRICT_STATUS: Readonly<Record<ExceptionName, number>> = {
  ValidationError: 400,
  ParseError: 400,
  IntegrityError: 409,
  PermissionError: 403,
  InvalidCredentialsError: 401,
  ServerError: 500,
};

const SESSION_COOKIE = /(?:^|;\s*)ftrack_session=([^;]+)/;

export interface ApiRouteParts {
  readonly api: FtrackApi;
  readonly accounts: Accounts;
  readonly faults: FaultSwitches;
}

/** `POST /api`: an array of operations, answered by an array, or by one object that names what failed. */
export async function handleApi(
  request: IncomingMessage,
  response: ServerResponse,
  { api, accounts, faults }: ApiRouteParts,
): Promise<void> {
  const body = await readBody(request);
  const latency = faults.latencyOf(body);
  if (latency > 0) await wait(latency);
  const failure = faults.nextFailure();
  if (failure !== null) {
    sendProxyError(response, failure);
    return;
  }
  let answers: unknown[];
  try {
    const caller = authenticate(request, response, accounts);
    if (caller === null) throw invalidCredentials();
    answers = api.run(parseOperations(body), {
      caller,
      pushToken: headerOf(request, 'ftrack-pushtoken'),
      clientToken: headerOf(request, 'ftrack-clienttoken'),
    });
  } catch (error) {
    if (!(error instanceof FtrackServerError)) throw error;
    const status = isStrict(request) ? STRICT_STATUS[error.exception] : 200;
    sendJson(response, status, {
      exception: error.exception,
      content: error.message,
      error_code: error.code,
    });
    return;
  }
  if (faults.strikes(faults.current.lostAnswerRate)) request.socket.destroy();
  else sendJson(response, 200, answers);
}

/** Who sends a request: told by user and key, or by the cookie that the first answer to these set. */
function authenticate(
  request: IncomingMessage,
  response: ServerResponse,
  accounts: Accounts,
): ApiCaller | null {
  const apiKey = headerOf(request, 'ftrack-api-key');
  const session = SESSION_COOKIE.exec(headerOf(request, 'cookie') ?? '')?.[1] ?? '';
  if (apiKey === null) return accounts.ofSession(session);
  const caller = accounts.authenticate(headerOf(request, 'ftrack-user') ?? '', apiKey);
  if (caller !== null && accounts.ofSession(session)?.id !== caller.id) {
    const token = accounts.openSession(caller);
    response.setHeader('set-cookie', `ftrack_session=${token}; Path=/; HttpOnly`);
  }
  return caller;
}

function invalidCredentials(): FtrackServerError {
  return new FtrackServerError(
    'InvalidCredentialsError',
    'The supplied API key is not valid. Check the user name and the key.',
    'api_credentials_invalid',
  );
}

function parseOperations(body: Buffer): unknown[] {
  let operations: unknown;
  try {
    operations = JSON.parse(body.toString('utf8'));
  } catch {
    throw validationError('The request body is not JSON.');
  }
  if (!Array.isArray(operations)) throw validationError('The request body must be a list of operations.');
  return operations;
}

/** Clients ask for strictness as `ftrack-api-options: strict:1;denormalize:1` (or with `=`) or `ftrack-strict-api: true`. */
function isStrict(request: IncomingMessage): boolean {
  const options = headerOf(request, 'ftrack-api-options') ?? '';
  return /\bstrict\s*[:=]\s*(1|true)/i.test(options) || headerOf(request, 'ftrack-strict-api') === 'true';
}
