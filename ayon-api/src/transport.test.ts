import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { AyonError } from './errors.ts';
import { inTurn, json, type Responder, rejection, TEST_KEY, TestServer } from './testing/test-server.ts';
import { AyonTransport, path, type RequestInfo } from './transport.ts';

const read = { method: 'GET', path: '/api/thing' } as const;
const write = { method: 'POST', path: '/api/thing', body: { a: 1 } } as const;

function page(status: number, text: string): Responder {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'text/html' });
    response.end(text);
  };
}

const cut: Responder = (_request, response) => {
  response.socket?.destroy();
};

const cutInBody: Responder = (_request, response) => {
  response.writeHead(200, { 'content-length': '100' });
  response.write('{"a":');
  setImmediate(() => response.socket?.destroy());
};

const never: Responder = () => undefined;

test('sends key, sender and sender type with every request', async () => {
  await using server = await TestServer.start(json(200, { ok: true }));
  const transport = server.transport({ sender: 'host one/leecher' });
  await transport.request({ ...write, query: { variant: 'a b', left: undefined } });
  const [request] = server.received;
  expect(request?.headers).toMatchObject({
    'x-api-key': TEST_KEY,
    'x-sender': 'host_one_leecher',
    'x-sender-type': 'ftrack',
    'content-type': 'application/json',
  });
  expect(request?.url).toBe('/api/thing?variant=a+b');
});

describe('a refused request becomes a typed error', () => {
  const ayon = (status: number, detail: string, extra: object = {}): Responder =>
    json(status, { code: status, detail, ...extra });

  // [what, answer, code, retryable, outcomeUnknown of a write]
  const table: [string, Responder, string, boolean, boolean][] = [
    ['401', ayon(401, 'Access token is missing'), 'ayon_unauthorized', false, false],
    ['403', ayon(403, 'Forbidden'), 'ayon_forbidden', false, false],
    ['404', ayon(404, 'Not found'), 'ayon_not_found', false, false],
    ['405 of an unknown route', json(405, { detail: 'Method Not Allowed' }), 'ayon_not_found', false, false],
    ['409', ayon(409, 'exists'), 'ayon_conflict', false, false],
    ['400', ayon(400, 'Invalid topic: x y'), 'ayon_validation', false, false],
    ['422', ayon(422, 'no'), 'ayon_validation', false, false],
    ['429', ayon(429, 'slow down'), 'ayon_busy', true, false],
    ['503 of AYON', ayon(503, 'Enroll request is already running'), 'ayon_busy', true, false],
    ['503 of a gateway', page(503, '<html><title>Down</title></html>'), 'ayon_busy', true, true],
    ['502', page(502, '<html></html>'), 'ayon_unreachable', true, true],
    ['504', page(504, ''), 'ayon_timeout', true, true],
    [
      '500 with a conflict inside',
      json(500, { path: 'p', detail: 'taken', error: 'unique-violation', code: 409 }),
      'ayon_conflict',
      false,
      false,
    ],
    ['500', json(500, { status: 500, detail: 'TypeError: x', traceback: 't' }), 'ayon_server', true, true],
    ['500 in plain text', page(500, 'Internal Server Error'), 'ayon_server', true, true],
    ['500 without body', page(500, ''), 'ayon_server', true, true],
    ['501', ayon(501, 'Not implemented'), 'ayon_server', false, true],
    ['a login page', page(200, '<html><title>Sign in</title></html>'), 'ayon_server', false, true],
    ['a cut connection', cut, 'ayon_unreachable', true, true],
    ['a cut answer', cutInBody, 'ayon_unreachable', true, true],
  ];

  test.each(table)('%s', async (...[_name, respond, code, retryable, outcomeUnknown]) => {
    await using server = await TestServer.start(respond);
    const error = await rejection(server.transport().request(write));
    expect(error).toBeInstanceOf(AyonError);
    expect(error).toMatchObject({ code, retryable, outcomeUnknown });
    expect((error as AyonError).message).toContain('POST /api/thing');
    expect(server.received).toHaveLength(1);
  });

  test('the same for a read never has an unknown outcome', async () => {
    await using server = await TestServer.start(cut);
    const error = await rejection(server.transport().request(read));
    expect(error).toMatchObject({ code: 'ayon_unreachable', outcomeUnknown: false });
  });

  test('the fields a validation refuses are named', async () => {
    const errors = [{ loc: ['body', 'attrib'], msg: 'value is not a valid dict', type: 'type_error.dict' }];
    await using server = await TestServer.start(
      json(400, { code: 400, detail: 'Request validation error', errors }),
    );
    const error = await rejection(server.transport().request(write));
    expect((error as AyonError).detail).toBe('Request validation error: attrib: value is not a valid dict');
  });

  test('the title of a page is its detail', async () => {
    await using server = await TestServer.start(
      page(503, '<html><title>Down for\n maintenance</title></html>'),
    );
    const error = await rejection(server.transport().request(write));
    expect((error as AyonError).detail).toBe('Down for maintenance');
  });
});

test('a 404 tells a missing thing from an unknown address', async () => {
  const missing = json(404, { code: 404, detail: 'Project x not found' });
  const route = json(404, { code: 404, detail: 'API endpoint /api/x not found', path: '/api/x' });
  for (const [respond, expected] of [
    [missing, 'entity'],
    [route, 'route'],
    [page(404, '<html></html>'), 'route'],
  ] as const) {
    await using server = await TestServer.start(respond);
    expect(await rejection(server.transport().request(read))).toMatchObject({ missing: expected });
  }
});

test('an address nobody listens on', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  await new Promise((resolve) => server.close(resolve));
  const transport = new AyonTransport({
    url: `http://127.0.0.1:${port}`,
    apiKey: TEST_KEY,
    sender: 'tester',
    senderType: 'ftrack',
  });
  const error = await rejection(transport.request(write));
  expect(error).toMatchObject({ code: 'ayon_unreachable', detail: 'ECONNREFUSED', outcomeUnknown: false });
  expect((error as AyonError).message).toContain('AYON_SERVER_URL');
});

test('a server that does not answer in time', async () => {
  await using server = await TestServer.start(never);
  const error = await rejection(server.transport({ timeoutMs: 30 }).request(write));
  expect(error).toMatchObject({ code: 'ayon_timeout', retryable: true, outcomeUnknown: true });
});

test('the caller can abort, and gets the reason back', async () => {
  const reason = new Error('lease lost');
  const stop = new AbortController();
  await using server = await TestServer.start(() => stop.abort(reason));
  expect(await rejection(server.transport().request({ ...write, signal: stop.signal }))).toBe(reason);
});

test('a redirect is told, never followed', async () => {
  await using server = await TestServer.start((_request, response) => {
    response.writeHead(301, { location: 'https://ayon.example.com/api/thing?x=1' }).end();
  });
  const error = await rejection(server.transport().request(write));
  expect(error).toMatchObject({ code: 'ayon_server', status: 301, retryable: false });
  expect((error as AyonError).message).toContain('https://ayon.example.com.');
  expect(server.received).toHaveLength(1);
});

describe('repetition', () => {
  const busy = json(503, { code: 503, detail: 'busy' });

  test('reads are repeated through busy servers and cut connections', async () => {
    await using server = await TestServer.start(inTurn(busy, cut, json(200, { ok: true })));
    const answer = await server.transport().request(read);
    expect(answer.body).toEqual({ ok: true });
    expect(server.received).toHaveLength(3);
  });

  test('and end with the last error', async () => {
    await using server = await TestServer.start(busy);
    expect(await rejection(server.transport().request(read))).toMatchObject({ code: 'ayon_busy' });
    expect(server.received).toHaveLength(3);
  });

  test('a refusal and a 500 are not repeated', async () => {
    await using server = await TestServer.start(json(500, { status: 500, detail: 'x' }));
    await rejection(server.transport().request(read));
    expect(server.received).toHaveLength(1);
  });

  test('writes are never repeated', async () => {
    await using server = await TestServer.start(busy);
    await rejection(server.transport().request(write));
    expect(server.received).toHaveLength(1);
  });
});

test('tells of every attempt, without query', async () => {
  const seen: RequestInfo[] = [];
  await using server = await TestServer.start(inTurn(cut, json(200, { ok: true })));
  const transport = server.transport({ onRequest: (info) => seen.push(info) });
  await transport.request({ ...read, query: { token: 'x' } });
  expect(seen).toMatchObject([
    { method: 'GET', path: '/api/thing', status: null, bytes: 0 },
    { method: 'GET', path: '/api/thing', status: 200, bytes: 11 },
  ]);
});

test('NUL and lone surrogates do not reach the server', async () => {
  await using server = await TestServer.start(json(200, null));
  const body = { 'a\0': ['b\0c', { d: '\ud800x', e: '😀' }], f: 'g\\u0000' };
  await server.transport().request({ ...write, body });
  expect(JSON.parse(server.received[0]?.text ?? '')).toEqual({
    a: ['bc', { d: '\ufffdx', e: '😀' }],
    f: 'g\\u0000',
  });
});

describe('the API key', () => {
  test('is taken out of what the server says', async () => {
    await using server = await TestServer.start(json(401, { code: 401, detail: `Invalid key ${TEST_KEY}` }));
    const error = await rejection(server.transport().request(read));
    expect(JSON.stringify([(error as AyonError).message, (error as AyonError).detail])).not.toContain(
      TEST_KEY,
    );
  });

  test('is not quoted when it cannot be sent', async () => {
    await using server = await TestServer.start(json(200, null));
    for (const apiKey of ['', 'secret\nkey', 'sécret']) {
      const error = await rejection(Promise.resolve().then(() => server.transport({ apiKey })));
      expect(error).toMatchObject({ code: 'ayon_unauthorized' });
      expect((error as AyonError).message).not.toContain('cret');
    }
  });

  test('is not shown when the transport or the client is printed', async () => {
    const { inspect } = await import('node:util');
    await using server = await TestServer.start(json(200, null));
    expect(inspect([server.transport(), server.client()], { depth: 9, showHidden: true })).not.toContain(
      TEST_KEY,
    );
  });
});

test.each(['ayon.example.com', 'ftp://x', 'http://user:pass@x', '', 'http://'])(
  'refuses the address %j',
  (url) => {
    const options = { url, apiKey: TEST_KEY, sender: 'a', senderType: 'b' };
    expect(() => new AyonTransport(options)).toThrow(/AYON_SERVER_URL/);
  },
);

test('takes addresses with a path and trailing slashes', () => {
  const options = { url: ' https://example.com/ayon// ', apiKey: TEST_KEY, sender: 'a', senderType: 'b' };
  expect(new AyonTransport(options).url).toBe('https://example.com/ayon');
});

test('a name can never turn a path into another one', () => {
  expect(path`/api/projects/${'a/b?c \ud800'}/x`).toBe('/api/projects/a%2Fb%3Fc%20%EF%BF%BD/x');
  for (const name of ['', '.', '..']) expect(() => path`/api/projects/${name}`).toThrow(AyonError);
});
