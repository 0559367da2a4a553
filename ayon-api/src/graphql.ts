import { AyonError } from './errors.ts';
import { errorFromGraphql } from './server-errors.ts';
import type { AyonTransport, CallOptions } from './transport.ts';

/** A GraphQL cursor connection as AYON answers it. */
export interface Connection<Node> {
  edges: { node: Node }[];
  pageInfo: { endCursor: string | null; hasNextPage: boolean | null };
}

export interface PagesOptions<Data, Node> extends CallOptions {
  variables?: Record<string, unknown>;
  /** Picks the connection out of an answer; null ends without pages. */
  connection: (data: Data) => Connection<Node> | null | undefined;
  /** Rows per page, or a function asked before each page with what the last one took. Default 500. */
  pageSize?: number | ((last: PageTiming | null) => number);
}

export interface PageTiming {
  nodes: number;
  ms: number;
}

export interface GraphqlQuery extends CallOptions {
  query: string;
  variables?: Record<string, unknown>;
}

const DEFAULT_PAGE_SIZE = 500;
const GRAPHQL_PATH = '/graphql';

/**
 * Runs a query; the caller vouches for the shape of the answer. An answer with `errors` is refused as a whole, also
 * when it holds part of the data.
 */
export async function queryGraphql<Data>(transport: AyonTransport, query: GraphqlQuery): Promise<Data> {
  const { query: text, variables, ...call } = query;
  const answer = await transport.request({
    ...call,
    method: 'POST',
    path: GRAPHQL_PATH,
    body: { query: text, variables: variables ?? {} },
    idempotent: true,
  });
  const body = answer.body as { data?: Data | null; errors?: unknown } | null;
  if (Array.isArray(body?.errors) && body.errors.length > 0) {
    throw errorFromGraphql(body.errors, transport.scrub);
  }
  if (body?.data === undefined || body.data === null) {
    throw new AyonError({
      code: 'ayon_graphql',
      message: 'AYON answered a GraphQL query without data and without an error.',
      retryable: true,
    });
  }
  return body.data;
}

/**
 * The pages of a cursor connection, in the server's order; the query declares `$first: Int` and `$after: String`.
 * The server may announce a page that turns out empty; empty pages are not given out.
 */
export async function* queryPages<Data, Node>(
  transport: AyonTransport,
  query: string,
  options: PagesOptions<Data, Node>,
): AsyncGenerator<Node[], void, undefined> {
  const { variables, connection: pick, pageSize = DEFAULT_PAGE_SIZE, ...call } = options;
  let after: string | null = null;
  let last: PageTiming | null = null;
  for (;;) {
    const first = typeof pageSize === 'number' ? pageSize : pageSize(last);
    const started = transport.clock.now();
    const page: Record<string, unknown> = after === null ? { first } : { first, after };
    const data: Data = await queryGraphql(transport, {
      ...call,
      query,
      variables: { ...variables, ...page },
    });
    const connection = pick(data);
    if (connection === null || connection === undefined) return;
    const nodes = connection.edges.map((edge) => edge.node);
    last = { nodes: nodes.length, ms: transport.clock.now() - started };
    if (nodes.length === 0) return;
    yield nodes;
    const { hasNextPage, endCursor } = connection.pageInfo;
    if (!hasNextPage || endCursor === null) return;
    if (endCursor === after) {
      throw new AyonError({
        code: 'ayon_graphql',
        message: 'AYON gave the same page of a GraphQL query twice; the listing was ended.',
        retryable: true,
      });
    }
    after = endCursor;
  }
}
