import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One request that a test server received. */
export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly operations: readonly Record<string, unknown>[];
}

export interface TestServer extends AsyncDisposable {
  readonly url: string;
  readonly requests: ReceivedRequest[];
  /** Answers all but the first request of a session: with a JSON value, or by itself. */
  onOperations: (operations: readonly Record<string, unknown>[], response: ServerResponse) => unknown;
  /** Answers everything when set. */
  onRequest: ((response: ServerResponse, request: IncomingMessage) => void) | null;
}

const START = [
  { version: '4.13.8', schema_hash: 'x', is_timezone_support_enabled: true },
  ['Task', 'Project', 'Event'].map((id) => ({ id, type: 'object', primary_key: ['id'], properties: {} })),
];

/** An HTTP server with just enough of ftrack's API to test the session: it answers what a test says. */
export async function startTestServer(): Promise<TestServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      if (testServer.onRequest !== null) {
        testServer.onRequest(response, request);
        return;
      }
      const operations = JSON.parse(Buffer.concat(chunks).toString());
      requests.push({ path: request.url ?? '', headers: request.headers, operations });
      const isStart = operations.length === 2 && operations[1].action === 'query_schemas';
      const answer = isStart ? START : testServer.onOperations(operations, response);
      if (answer !== undefined) response.end(JSON.stringify(answer));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const testServer: TestServer = {
    url: `http://127.0.0.1:${port}`,
    requests,
    onOperations: () => [],
    onRequest: null,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return testServer;
}
