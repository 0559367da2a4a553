import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Mail } from '../api/index.ts';
import type { EventLog } from '../event-log.ts';
import type { Entity, Store } from '../store/index.ts';
import { type FaultSwitches, readFaultChange } from './faults.ts';
import { headerOf, readBody, sendJson } from './respond.ts';

export interface AdminRouteParts {
  readonly token: string;
  readonly store: Store;
  readonly faults: FaultSwitches;
  readonly log: EventLog;
  readonly mails: readonly Mail[];
}

/**
 * What real servers do not have, for those who know the token (header `x-simulator-admin`):
 * `GET` and `POST /simulator/faults` read and set the switches; `GET /simulator/state?type=Task` answers all rows of a
 * type as they are stored, further parameters (`&project_id=…`) only those with these values; `GET /simulator/mails` what
 * the server would have sent.
 */
export async function handleAdmin(
  request: IncomingMessage,
  response: ServerResponse,
  { token, store, faults, log, mails, url }: AdminRouteParts & { readonly url: URL },
): Promise<void> {
  if (!isSame(headerOf(request, 'x-simulator-admin') ?? '', token)) {
    sendJson(response, 403, { error: 'The header x-simulator-admin must hold the token of this simulator.' });
    return;
  }
  const route = `${request.method} ${url.pathname}`;
  if (route === 'GET /simulator/faults') sendJson(response, 200, faults.current);
  else if (route === 'POST /simulator/faults') await setFaults(request, response, faults);
  else if (route === 'GET /simulator/mails') sendJson(response, 200, mails);
  else if (route === 'GET /simulator/state') {
    log.settle();
    sendState(response, store, url.searchParams);
  } else sendJson(response, 404, { error: `There is no ${route}.` });
}

async function setFaults(
  request: IncomingMessage,
  response: ServerResponse,
  faults: FaultSwitches,
): Promise<void> {
  const body = await readBody(request);
  try {
    sendJson(response, 200, faults.change(readFaultChange(JSON.parse(body.toString('utf8')))));
  } catch (error) {
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    sendJson(response, 400, { error: error.message });
  }
}

function sendState(response: ServerResponse, store: Store, parameters: URLSearchParams): void {
  const { type = '', ...wanted } = Object.fromEntries(parameters);
  if (store.schema.type(type) === undefined) {
    sendJson(response, 400, { error: `There is no entity type "${type}"; name one as ?type=Task.` });
    return;
  }
  const rows: unknown[] = [];
  for (const entity of store.rows(type)) {
    if (hasValues(entity, wanted)) rows.push({ __entity_type__: entity.type, ...entity.row });
  }
  sendJson(response, 200, { type, count: rows.length, rows });
}

function hasValues({ row }: Entity, wanted: Readonly<Record<string, string>>): boolean {
  return Object.entries(wanted).every(([name, value]) => {
    const stored = row[name];
    return stored === value || (typeof stored !== 'string' && JSON.stringify(stored ?? null) === value);
  });
}

function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}
