import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { AyonError } from './errors.ts';
import type { AyonOperation } from './operations.ts';
import { json, rejection, TestServer } from './testing/test-server.ts';

/** Answers of a real AYON server, kept outside the repository. */
const folder = fileURLToPath(new URL('../../../shared/data/ayon/', import.meta.url));
const present = existsSync(folder);

interface Exchange {
  name: string;
  request: { method: string; path: string; body?: unknown };
  answer: { status: number; headers?: Record<string, string>; body?: unknown };
  compare?: { ignore?: string[] };
}

/** What else stands in a file (pauses, sockets) has no request. */
type Entry = Partial<Exchange> & { parallel?: Exchange[] };

function exchangesOf(file: string): Exchange[] {
  const text = readFileSync(folder + file, 'utf8').replaceAll('"<number>"', '1');
  const { exchanges } = JSON.parse(text) as { exchanges?: Entry[] };
  const all = (exchanges ?? []).flatMap((entry): Entry[] => entry.parallel ?? [entry]);
  return all.filter((entry): entry is Exchange => entry.request !== undefined && entry.answer !== undefined);
}

function allExchanges(): Exchange[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .flatMap(exchangesOf);
}

/** Without those whose body was not kept or only in part. */
function completeExchanges(): Exchange[] {
  return allExchanges().filter(({ compare }) => compare?.ignore?.includes('/body') !== true);
}

function answering(answer: Exchange['answer']): Promise<TestServer> {
  const text = (answer.body as { $text?: string } | null)?.$text;
  if (text === undefined) return TestServer.start(json(answer.status, answer.body));
  return TestServer.start((_request, response) => {
    response.writeHead(answer.status, answer.headers).end(text);
  });
}

const CODES: Record<number, string> = {
  400: 'ayon_validation',
  401: 'ayon_unauthorized',
  403: 'ayon_forbidden',
  404: 'ayon_not_found',
  405: 'ayon_not_found',
  409: 'ayon_conflict',
  410: 'ayon_validation',
  413: 'ayon_validation',
  415: 'ayon_validation',
  416: 'ayon_validation',
  422: 'ayon_validation',
  501: 'ayon_server',
  503: 'ayon_busy',
};

/** The server inserts a row under an upper-case id and then fails to tell of it. */
const UPPER_CASE_ID = 'pattern=^[0-9a-f]{{32}}$)';

function expectedCode({ status, body }: Exchange['answer']): string | undefined {
  const { code, detail = '' } = (body ?? {}) as { code?: number; detail?: string };
  if (status !== 500) return CODES[status];
  if (code === 409 || detail.includes('current transaction is aborted')) return 'ayon_conflict';
  if (detail.endsWith(UPPER_CASE_ID)) return 'ayon_server';
  if (/^(pydantic|asyncpg\.exceptions\.(DataError|Chara|Untrans))/.test(detail)) return 'ayon_validation';
  return 'ayon_server';
}

describe.skipIf(!present)('recorded answers (../shared/data/ayon)', () => {
  test('every refusal becomes an error with the code of its kind', async () => {
    const refusals = allExchanges().filter(({ answer }) => answer.status >= 400);
    expect(refusals.length).toBeGreaterThan(300);
    let current: Exchange['answer'] = { status: 200 };
    await using server = await TestServer.start((request, response) => {
      const text = (current.body as { $text?: string } | null)?.$text;
      if (text === undefined) json(current.status, current.body)(request, response);
      else response.writeHead(current.status, current.headers).end(text);
    });
    const transport = server.transport();
    for (const { name, request, answer } of refusals) {
      current = answer;
      const error = (await rejection(
        transport.request({ method: 'POST', path: encodeURI(request.path), body: null }),
      )) as AyonError;
      expect([name, error.code, error.status]).toEqual([name, expectedCode(answer), answer.status]);
      expect(error.message).not.toMatch(/traceback|\bundefined\b|\[object/);
      if (answer.status < 500) expect([name, error.outcomeUnknown]).toEqual([name, false]);
    }
  });

  test('every GraphQL answer with errors becomes an error', async () => {
    const refused = allExchanges().filter(({ request, answer }) => {
      const errors = (answer.body as { errors?: unknown } | null)?.errors;
      return request.path.startsWith('/graphql') && answer.status === 200 && Array.isArray(errors);
    });
    expect(refused.length).toBeGreaterThan(15);
    for (const { name, answer } of refused) {
      await using server = await answering(answer);
      const error = (await rejection(server.client().graphql('{ me { name } }'))) as AyonError;
      const [first] = (answer.body as { errors: { message: string; extensions?: { status: number } }[] })
        .errors;
      const status = first?.extensions?.status;
      expect([name, error.code]).toEqual([name, status === undefined ? 'ayon_graphql' : CODES[status]]);
    }
  });

  test('a batch tells what was really saved', async () => {
    const exchanges = exchangesOf('operations.json');
    const saved = async (name: string): Promise<unknown> => {
      const exchange = exchanges.find((entry) => entry.name === name);
      if (exchange === undefined) throw new Error(`no exchange named ${name}`);
      await using server = await answering(exchange.answer);
      const { operations } = exchange.request.body as { operations: AyonOperation[] };
      const result = await server.client().operations('demo', operations, { raiseOnError: false });
      return { saved: result.outcomes.map((outcome) => outcome.saved), untried: result.untried };
    };
    expect(await saved('rollback: the third of four fails')).toEqual({
      saved: [true, true, false],
      untried: 1,
    });
    expect(await saved('refused by the database: second of two')).toEqual({
      saved: [false, false],
      untried: 0,
    });
    expect(await saved('refused by validation: second of two')).toEqual({ saved: [true, false], untried: 0 });
    expect(await saved('refused by a rule: second of two')).toEqual({ saved: [true, false], untried: 0 });
  });

  const readers: [string, RegExp, (server: TestServer) => Promise<unknown>][] = [
    ['projects', /^\/api\/projects$/, (server) => server.client().listProjects()],
    ['a project', /^\/api\/projects\/\w+$/, (server) => server.client().getProject('demo')],
    ['info', /^\/api\/info$/, (server) => server.client().getInfo()],
    ['the own account', /^\/api\/users\/me$/, (server) => server.client().getMe()],
    ['services', /^\/api\/services$/, (server) => server.client().listServices()],
    ['bundles', /^\/api\/bundles$/, (server) => server.client().getBundles()],
    ['attributes', /^\/api\/attributes$/, (server) => server.client().getAttributes()],
    ['an event', /^\/api\/events\/[^/]+$/, (server) => server.client().events.get('x')],
    ['a secret', /^\/api\/secrets\/[^/]+$/, (server) => server.client().getSecret('x')],
    [
      'settings',
      /^\/api\/addons\/\w+\/[\d.]+\/settings$/,
      (server) => server.client().getAddonSettings({ addon: 'a', version: '1', variant: 'production' }),
    ],
  ];

  test.each(readers)('%s: every recorded answer can be read', async (_name, path, call) => {
    const answers = completeExchanges().filter(({ request, answer }) => {
      const [address = ''] = request.path.split('?');
      return request.method === 'GET' && answer.status === 200 && path.test(address);
    });
    expect(answers.length).toBeGreaterThan(0);
    for (const { answer } of answers) {
      await using server = await answering(answer);
      expect(await call(server)).not.toBeNull();
    }
  });
});
