import type { JsonObject } from '../json.ts';
import type { AyonSimulator } from '../launcher.ts';

/** What a call was answered. */
export interface Answer {
  status: number;
  body: unknown;
}

/** Calls `METHOD /path` with the service's key; for the simulator's own tests. */
export async function callApi(ayon: AyonSimulator, route: string, body?: unknown): Promise<Answer> {
  const [method = 'GET', path = '/'] = route.split(' ');
  const response = await fetch(ayon.url + path, {
    method,
    headers: { 'x-api-key': ayon.apiKey, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : JSON.parse(text) };
}

/** Runs a GraphQL query with the service's key. */
export async function query(
  ayon: AyonSimulator,
  text: string,
  variables: JsonObject = {},
): Promise<{ data: unknown; errors?: unknown }> {
  const { body } = await callApi(ayon, 'POST /graphql', { query: text, variables });
  return body as { data: unknown; errors?: unknown };
}
