import { describe, expect, it, vi } from 'vitest';
import { FtrackError, isOwnOrigin, openFtrackSession, type RequestReport } from './index.ts';
import { startTestServer, type TestServer } from './testing.ts';

/** The official client keeps the print functions it finds when it is loaded, which is after this. */
const printed = vi.hoisted(() => {
  const lines: unknown[][] = [];
  for (const name of ['log', 'info', 'warn', 'error', 'debug', 'trace']) {
    Reflect.set(console, name, (...line: unknown[]) => lines.push(line));
  }
  return lines;
});

const open = (server: TestServer, more: Partial<Parameters<typeof openFtrackSession>[0]> = {}) =>
  openFtrackSession({ serverUrl: `${server.url}/`, user: 'jane', apiKey: 'secret-key', ...more });

const page = (data: unknown[], offset: number | null = null) => [
  { action: 'query', data, metadata: { next: { offset } } },
];

async function failureOf(promise: Promise<unknown>): Promise<FtrackError> {
  const error: unknown = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (!(error instanceof FtrackError)) throw error;
  expect(error.message).not.toContain('secret-key');
  return error;
}

describe('openFtrackSession', () => {
  it('sends one request with our origin, and never touches the event hub', async () => {
    await using server = await startTestServer();
    const session = await open(server, { originPrefix: 'ayon-ftrack-leecher' });
    expect(session.serverUrl).toBe(server.url);
    expect(session.origin).toMatch(/^ayon-ftrack-leecher--[\da-f-]{36}$/);
    expect(isOwnOrigin(session.origin)).toBe(true);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({
      path: '/api',
      headers: {
        'ftrack-user': 'jane',
        'ftrack-api-key': 'secret-key',
        'ftrack-clienttoken': session.origin,
        'ftrack-pushtoken': session.origin,
      },
    });
  });

  it('has an origin of its own each time', async () => {
    await using server = await startTestServer();
    expect((await open(server)).origin).not.toBe((await open(server)).origin);
  });

  it.each([
    [{ exception: 'InvalidCredentialsError', content: 'The supplied API key is not valid.' }],
    [{ exception: 'ServerError', content: 'no', error_code: 'api_credentials_invalid' }],
  ])('tells wrong credentials: %j', async (answer) => {
    await using server = await startTestServer();
    server.onRequest = (response) => response.end(JSON.stringify(answer));
    expect(await failureOf(open(server))).toMatchObject({ code: 'ftrack_credentials', retryable: false });
  });

  it('tells a page that is no ftrack from a server in trouble', async () => {
    await using server = await startTestServer();
    server.onRequest = (response) => response.end('<!doctype html>');
    expect(await failureOf(open(server))).toMatchObject({ code: 'ftrack_not_ftrack', retryable: false });
    server.onRequest = (response) => response.writeHead(404).end('{"detail":"Not Found"}');
    expect(await failureOf(open(server))).toMatchObject({ code: 'ftrack_not_ftrack' });
    server.onRequest = (response) => response.writeHead(502).end('<html>Bad Gateway</html>');
    expect(await failureOf(open(server))).toMatchObject({ code: 'ftrack_server', retryable: true });
  });

  it('tells a server that is not there', async () => {
    const server = await startTestServer();
    await server[Symbol.asyncDispose]();
    const error = await failureOf(open(server));
    expect(error).toMatchObject({ code: 'ftrack_unreachable', retryable: true });
    expect(error.message).toContain('ECONNREFUSED');
  });

  it('aborts a first request without an answer', async () => {
    await using server = await startTestServer();
    let aborted = false;
    server.onRequest = (response) => {
      response.on('close', () => {
        aborted = true;
      });
    };
    expect(await failureOf(open(server, { timeoutMs: 50 }))).toMatchObject({
      code: 'ftrack_timeout',
      retryable: true,
    });
    await vi.waitFor(() => expect(aborted).toBe(true));
  });

  it('refuses settings that cannot work', async () => {
    const settings = { serverUrl: 'http://ftrack.test', user: 'jane', apiKey: 'k' };
    expect(await failureOf(openFtrackSession({ ...settings, serverUrl: 'ftp://studio' }))).toMatchObject({
      code: 'ftrack_not_ftrack',
    });
    expect(await failureOf(openFtrackSession({ ...settings, apiKey: '' }))).toMatchObject({
      code: 'ftrack_credentials',
    });
    await expect(openFtrackSession({ ...settings, originPrefix: 'other' })).rejects.toThrow(RangeError);
  });
});

describe('query', () => {
  it('reads page after page', async () => {
    await using server = await startTestServer();
    const session = await open(server);
    server.onOperations = ([operation]) => {
      const offset = Number(/offset (\d+) limit 2$/.exec(String(operation?.['expression']))?.[1]);
      const data = [1, 2].map((n) => ({ __entity_type__: 'Task', id: `t${offset + n}` }));
      return page(data, offset < 4 ? offset + 2 : null);
    };
    const tasks = await session.query('select id from Task order by id', { pageSize: 2 });
    expect(tasks.map((task) => task['id'])).toEqual(['t1', 't2', 't3', 't4', 't5', 't6']);
    expect(server.requests[1]?.operations).toEqual([
      { action: 'query', expression: 'select id from Task order by id offset 0 limit 2' },
    ]);
  });

  it('sends an expression with a limit of its own as it is, once', async () => {
    await using server = await startTestServer();
    const session = await open(server);
    server.onOperations = () => page([{ __entity_type__: 'Task', id: 't1' }], 1);
    expect(await session.query('Task limit 1')).toHaveLength(1);
    expect(server.requests[1]?.operations[0]).toMatchObject({ expression: 'Task limit 1' });
  });

  it('gives dates as ISO text and follows references', async () => {
    await using server = await startTestServer();
    const session = await open(server);
    const project = { __entity_type__: 'Project', id: 'p', start: { __type__: 'date', value: '2024-05-06' } };
    server.onOperations = () =>
      page([
        {
          __entity_type__: 'Task',
          id: 't1',
          end_date: { __type__: 'datetime', value: '2022-10-10T10:12:09' },
          project,
        },
        {
          __entity_type__: 'Task',
          id: 't2',
          end_date: null,
          project: { __entity_type__: 'Project', id: 'p' },
        },
      ]);
    const tasks = await session.query('Task');
    expect(tasks[0]).toMatchObject({ end_date: '2022-10-10T10:12:09.000Z' });
    expect(tasks[1]).toMatchObject({ project: { id: 'p', start: '2024-05-06' } });
  });

  it('ends when told, with the reason of the signal', async () => {
    await using server = await startTestServer();
    const session = await open(server);
    const controller = new AbortController();
    server.onOperations = () => {
      controller.abort(new Error('enough'));
    };
    await expect(session.query('Task', { signal: controller.signal })).rejects.toThrow('enough');
    await expect(session.query('Task', { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow(
      'before',
    );
  });

  it('ends when the pages go round in circles', async () => {
    await using server = await startTestServer();
    const session = await open(server);
    server.onOperations = () => page([], 0);
    expect(await failureOf(session.query('Task'))).toMatchObject({ code: 'ftrack_server' });
  });
});

describe('execute', () => {
  it('sends one batch and answers an entity for each operation', async () => {
    await using server = await startTestServer();
    const session = await open(server);
    server.onOperations = () => [
      { action: 'create', data: { __entity_type__: 'Task', id: 't1', name: 'a' } },
      { action: 'update', data: { __entity_type__: 'Task', id: 't2', name: 'b' } },
      { action: 'delete', data: true },
    ];
    const entities = await session.execute([
      { action: 'create', entityType: 'Task', data: { name: 'a' } },
      { action: 'update', entityType: 'Task', key: ['t2'], data: { name: 'b' } },
      { action: 'delete', entityType: 'Task', key: ['t3'] },
    ]);
    expect(entities).toEqual([
      { __entity_type__: 'Task', id: 't1', name: 'a' },
      { __entity_type__: 'Task', id: 't2', name: 'b' },
      { __entity_type__: 'Task' },
    ]);
    expect(server.requests[1]?.operations).toEqual([
      { action: 'create', entity_type: 'Task', entity_data: { name: 'a', __entity_type__: 'Task' } },
      {
        action: 'update',
        entity_type: 'Task',
        entity_key: ['t2'],
        entity_data: { name: 'b', __entity_type__: 'Task' },
      },
      { action: 'delete', entity_type: 'Task', entity_key: ['t3'] },
    ]);
    expect(server.requests[1]?.headers).toMatchObject({ 'ftrack-clienttoken': session.origin });
  });

  it('sends nothing for nothing', async () => {
    await using server = await startTestServer();
    const session = await open(server);
    expect(await session.execute([])).toEqual([]);
    expect(server.requests).toHaveLength(1);
  });
});

describe('failures of a write', () => {
  const write = [{ action: 'delete', entityType: 'Task', key: ['t'] }] as const;

  it.each([
    ['ValidationError', 'ftrack_validation'],
    ['IntegrityError', 'ftrack_validation'],
    ['PermissionError', 'ftrack_permission'],
    ['FTAuthenticationError', 'ftrack_permission'],
    ['SomethingElse', 'ftrack_server'],
  ])('%s is %s, and known to have changed nothing', async (exception, code) => {
    await using server = await startTestServer();
    const session = await open(server);
    server.onOperations = () => ({ exception, content: 'because of secret-key', error_code: null });
    const error = await failureOf(session.execute(write));
    expect(error).toMatchObject({ code, retryable: false, outcomeUnknown: false });
    expect(error.message).toMatch(/^1 operations \(delete Task\): .*because of/);
  });

  it.each<[string, (server: TestServer) => void, string]>([
    ['no answer', (server) => (server.onRequest = () => {}), 'ftrack_timeout'],
    ['a cut', (server) => (server.onRequest = (response) => response.destroy()), 'ftrack_unreachable'],
    [
      'half an answer',
      (server) =>
        (server.onRequest = (response) => void response.writeHead(200, { 'content-length': 50 }).write('[{')),
      'ftrack_timeout',
    ],
    [
      'HTML',
      (server) => (server.onRequest = (response) => response.writeHead(502).end('<html>')),
      'ftrack_server',
    ],
    ['too few answers', (server) => (server.onOperations = () => []), 'ftrack_server'],
  ])('%s leaves the outcome unknown', async (_name, spoil, code) => {
    await using server = await startTestServer();
    const session = await open(server, { timeoutMs: 100 });
    spoil(server);
    expect(await failureOf(session.execute(write))).toMatchObject({
      code,
      retryable: true,
      outcomeUnknown: true,
    });
  });

  it('a refused connection is known to have changed nothing; a read never leaves a doubt', async () => {
    const server = await startTestServer();
    const session = await open(server);
    await server[Symbol.asyncDispose]();
    const expected = { code: 'ftrack_unreachable', retryable: true, outcomeUnknown: false };
    expect(await failureOf(session.execute(write))).toMatchObject(expected);
    expect(await failureOf(session.query('Task'))).toMatchObject(expected);
  });
});

describe('watching', () => {
  it('reports each request, and prints nothing', async () => {
    printed.length = 0;
    await using server = await startTestServer();
    const reports: RequestReport[] = [];
    const session = await open(server, { onRequest: (report) => reports.push(report) });
    server.onOperations = () => ({ exception: 'ValidationError', content: 'no' });
    await failureOf(session.query('Task'));
    server.onOperations = () => [{ version: '5.0.0' }];
    expect(await session.serverInformation()).toEqual({ version: '5.0.0' });
    expect(reports.map(({ kind, operations, error }) => [kind, operations, error])).toEqual([
      ['start', 2, null],
      ['query', 1, 'ftrack_validation'],
      ['information', 1, null],
    ]);
    expect(printed).toEqual([]);
  });
});

describe('isOwnOrigin', () => {
  it.each([
    ['ayon-ftrack--5', true],
    ['ayon-ftrack-processor--5', true],
    ['ftrack-javascript-api--5', false],
    ['ayon-ftracker--5', false],
    ['', false],
    [null, false],
  ])('%j: %j', (token, expected) => {
    expect(isOwnOrigin(token)).toBe(expected);
  });
});
