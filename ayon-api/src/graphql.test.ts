import { expect, test } from 'vitest';
import type { Connection } from './graphql.ts';
import { inTurn, json, rejection, TestServer } from './testing/test-server.ts';

interface Data {
  project: { folders: Connection<string> } | null;
}

function page(
  nodes: string[],
  endCursor: string | null,
  hasNextPage: boolean | null = true,
): ReturnType<typeof json> {
  const edges = nodes.map((node) => ({ node }));
  return json(200, { data: { project: { folders: { edges, pageInfo: { endCursor, hasNextPage } } } } });
}

async function collect(server: TestServer, pageSize?: number): Promise<string[][]> {
  const pages: string[][] = [];
  const options = {
    connection: (data: Data) => data.project?.folders,
    variables: { name: 'demo' },
    ...(pageSize === undefined ? {} : { pageSize }),
  };
  for await (const nodes of server.client().pages('query', options)) pages.push(nodes);
  return pages;
}

function variables(server: TestServer): unknown[] {
  return server.received.map((request) => (JSON.parse(request.text) as { variables: unknown }).variables);
}

test('follows the cursors to the end', async () => {
  await using server = await TestServer.start(inTurn(page(['a', 'b'], 'c1'), page(['c'], 'c2', false)));
  expect(await collect(server, 2)).toEqual([['a', 'b'], ['c']]);
  expect(variables(server)).toEqual([
    { name: 'demo', first: 2 },
    { name: 'demo', first: 2, after: 'c1' },
  ]);
});

test('an announced page may be empty', async () => {
  await using server = await TestServer.start(inTurn(page(['a'], 'c1'), page([], null, false)));
  expect(await collect(server)).toEqual([['a']]);
});

test('a page without a cursor is the last one', async () => {
  await using server = await TestServer.start(page(['a'], null, null));
  expect(await collect(server)).toEqual([['a']]);
});

test('a cursor that does not move ends in an error, not in a loop', async () => {
  await using server = await TestServer.start(page(['a'], 'c1'));
  expect(await rejection(collect(server))).toMatchObject({ code: 'ayon_graphql' });
  expect(server.received).toHaveLength(2);
});

test('the page size may follow the time of the last page', async () => {
  await using server = await TestServer.start(inTurn(page(['a', 'b', 'c'], 'c1'), page(['d'], 'c2', false)));
  const sizes: (number | undefined)[] = [];
  const pages = server.client().pages('query', {
    connection: (data: Data) => data.project?.folders,
    pageSize: (last) => {
      sizes.push(last?.nodes);
      return last === null ? 3 : 1;
    },
  });
  for await (const _page of pages);
  expect(sizes).toEqual([undefined, 3]);
});

test('part of the data beside an error is refused', async () => {
  const errors = [{ message: 'Project not found', extensions: { status: 404 } }, { message: 'more' }];
  await using server = await TestServer.start(json(200, { data: { a: 1, b: null }, errors }));
  const error = await rejection(server.client().graphql('query'));
  expect(error).toMatchObject({ code: 'ayon_not_found', missing: 'entity', status: 404 });
  expect((error as Error).message).toBe('AYON refused a GraphQL query: Project not found (and 1 more).');
});

test('a query is repeated when the server is busy, for it changes nothing', async () => {
  const busy = json(503, { code: 503, detail: 'busy' });
  await using server = await TestServer.start(inTurn(busy, json(200, { data: { ok: true } })));
  expect(await server.client().graphql('query')).toEqual({ ok: true });
});
