import { ok } from '../http/answer.ts';
import type { Call } from '../http/call.ts';
import type { Reply, Router } from '../http/router.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { ServerState } from '../state.ts';
import { GraphqlEngine, type QueryRequest } from './execute.ts';

/** `POST /graphql`, and `GET` with the query in the URL. */
export function addGraphqlRoutes(router: Router, state: ServerState): void {
  const engine = new GraphqlEngine(state);

  router.add('POST', '/graphql', (call) => {
    const { identity } = call;
    const request = readRequest(call);
    return 'status' in request ? request : ok(engine.run({ state, identity }, request));
  });

  router.add('GET', '/graphql', (call) => {
    const { identity } = call;
    const query = call.query.get('query');
    if (query === null) return complaint('No GraphQL query found in the request');
    const variables = call.query.get('variables');
    const request: QueryRequest = {
      query,
      variables: variables === null ? undefined : (JSON.parse(variables) as JsonObject),
      operationName: call.query.get('operationName') ?? undefined,
    };
    return ok(engine.run({ state, identity }, request));
  });
}

function readRequest(call: Call): QueryRequest | Reply {
  let body: unknown;
  try {
    body = JSON.parse(call.body.toString('utf8'));
  } catch {
    return complaint('Unable to parse request body as JSON');
  }
  if (Array.isArray(body)) return complaint('Batching is not enabled');
  if (!isObject(body) || typeof body['query'] !== 'string' || body['query'] === '') {
    return complaint('No GraphQL query found in the request');
  }
  const { query, variables, operationName } = body;
  return {
    query,
    variables: isObject(variables) ? variables : undefined,
    operationName: typeof operationName === 'string' ? operationName : undefined,
  };
}

function complaint(text: string): Reply {
  return { status: 400, text };
}
