import { createFtrackClient, type FtrackClient, type WireOperation } from './client.ts';
import { FtrackError } from './errors.ts';
import { createOrigin } from './origin.ts';
import { readEntities } from './read-entities.ts';
import { readThumbnail } from './read-thumbnail.ts';
import { resolveServerUrl } from './server-url.ts';
import type {
  FtrackEntity,
  FtrackOperation,
  FtrackSession,
  FtrackSessionOptions,
  QueryOptions,
  ServerInformation,
} from './types.ts';

const DEFAULT_TIMEOUT_MS = 60_000;
const DEFAULT_PAGE_SIZE = 500;

/**
 * Opens a session: reads the server's information and schemas, which also checks the credentials. Rejects with an `FtrackError`:
 * `ftrack_credentials`, `ftrack_unreachable`, `ftrack_timeout`, `ftrack_not_ftrack` or `ftrack_server`.
 */
export async function openFtrackSession(options: FtrackSessionOptions): Promise<FtrackSession> {
  const serverUrl = resolveServerUrl(options.serverUrl);
  const { user, apiKey } = options;
  if (user === '' || apiKey === '') {
    throw new FtrackError('ftrack_credentials', { message: 'set the user name and the API key for ftrack' });
  }
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const origin = createOrigin(options.originPrefix);
  const client = createFtrackClient({
    serverUrl,
    user,
    apiKey,
    clientToken: origin,
    timeoutMs,
    onRequest: options.onRequest,
  });
  try {
    await client.started;
  } catch (error) {
    throw await explainStart(error, serverUrl, timeoutMs);
  }
  return {
    serverUrl,
    origin,
    query: (expression, queryOptions) => queryAll(client, expression, queryOptions),
    execute: (operations) => execute(client, operations),
    readThumbnail: (request) => readThumbnail({ serverUrl, user, apiKey, timeoutMs }, request),
    serverInformation: () => readServerInformation(client),
  };
}

/**
 * An answer that is no JSON leaves open whether this is no ftrack server or one in trouble. The status tells; the official client
 * does not, so the URL is asked once more, without credentials.
 */
async function explainStart(error: unknown, serverUrl: string, timeoutMs: number): Promise<unknown> {
  if (!(error instanceof FtrackError) || error.code !== 'ftrack_server' || !error.retryable) return error;
  let status: number;
  let location: string | null;
  try {
    const answer = await fetch(`${serverUrl}/api`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '[]',
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    ({ status } = answer);
    location = answer.headers.get('location');
    await answer.body?.cancel();
  } catch {
    return error;
  }
  if (status === 429 || status >= 500) {
    return new FtrackError('ftrack_server', {
      message: `${serverUrl} answered with status ${status}: the server is in trouble, try again later`,
      retryable: true,
      cause: error,
    });
  }
  const redirect = location === null ? '' : ` and redirects to ${location}`;
  return new FtrackError('ftrack_not_ftrack', {
    message: `${serverUrl} does not answer like a ftrack server (status ${status}${redirect}); check the server URL`,
    cause: error,
  });
}

/** An expression that ends in its own limit or offset is one page. */
const OWN_PAGE = /\b(limit|offset)\s+\d+\s*$/i;

async function queryAll(
  client: FtrackClient,
  expression: string,
  { pageSize = DEFAULT_PAGE_SIZE, signal }: QueryOptions = {},
): Promise<FtrackEntity[]> {
  const onePage = OWN_PAGE.test(expression);
  const entities: FtrackEntity[] = [];
  let offset: number | null = 0;
  while (offset !== null) {
    const page: Page = await queryPage(client, {
      expression: onePage ? expression : `${expression} offset ${offset} limit ${pageSize}`,
      signal,
    });
    for (const entity of page.entities) entities.push(entity);
    if (onePage) break;
    if (page.next !== null && page.next <= offset) {
      throw unusable(expression, `the page after offset ${offset} begins at ${page.next}`);
    }
    offset = page.next;
  }
  return entities;
}

interface Page {
  readonly entities: readonly FtrackEntity[];
  readonly next: number | null;
}

async function queryPage(
  client: FtrackClient,
  { expression, signal }: { expression: string; signal: AbortSignal | undefined },
): Promise<Page> {
  const what = `query ${shorten(expression)}`;
  const [answer] = await client.call({
    kind: 'query',
    what,
    operations: [{ action: 'query', expression }],
    signal,
  });
  const data = memberOf(answer, 'data');
  if (!Array.isArray(data)) throw unusable(expression, 'the answer holds no list of entities');
  const next = memberOf(memberOf(memberOf(answer, 'metadata'), 'next'), 'offset');
  return { entities: readEntities(data), next: typeof next === 'number' ? next : null };
}

async function execute(
  client: FtrackClient,
  operations: readonly FtrackOperation[],
): Promise<FtrackEntity[]> {
  if (operations.length === 0) return [];
  const answers = await client.call({
    kind: 'execute',
    what: describeOperations(operations),
    operations: operations.map(toWire),
  });
  if (!Array.isArray(answers) || answers.length !== operations.length) {
    throw new FtrackError('ftrack_server', {
      message: `${describeOperations(operations)}: ftrack answered another number of operations`,
      retryable: true,
      outcomeUnknown: true,
    });
  }
  return readEntities(
    operations.map(({ action, entityType }, index) => {
      const data = action === 'delete' ? null : memberOf(answers[index], 'data');
      return typeof data === 'object' && data !== null ? data : { __entity_type__: entityType };
    }),
  );
}

function toWire(operation: FtrackOperation): WireOperation {
  const { action, entityType } = operation;
  const wire = { action, entity_type: entityType };
  if (action === 'delete') return { ...wire, entity_key: [...operation.key] };
  const data = { entity_data: { ...operation.data, __entity_type__: entityType } };
  return action === 'create' ? { ...wire, ...data } : { ...wire, entity_key: [...operation.key], ...data };
}

/** `3 operations (create Task, update Task, …)`: what a person needs to find the batch, never its values. */
function describeOperations(operations: readonly FtrackOperation[]): string {
  const names = new Set(operations.map(({ action, entityType }) => `${action} ${entityType}`));
  const shown = [...names].slice(0, 4).join(', ');
  return `${operations.length} operations (${shown}${names.size > 4 ? ', …' : ''})`;
}

async function readServerInformation(client: FtrackClient): Promise<ServerInformation> {
  const what = 'query_server_information';
  const [answer] = await client.call({ kind: 'information', what, operations: [{ action: what }] });
  const version = memberOf(answer, 'version');
  if (typeof answer !== 'object' || answer === null || typeof version !== 'string') {
    throw unusable(what, 'the answer names no version');
  }
  return { ...answer, version };
}

function unusable(what: string, problem: string): FtrackError {
  return new FtrackError('ftrack_server', { message: `${shorten(what)}: ${problem}`, retryable: true });
}

function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}

function shorten(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
