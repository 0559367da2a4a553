import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { AyonClient } from '../client.ts';
import { type AyonClientOptions, AyonTransport } from '../transport.ts';

export interface ReceivedRequest {
  method: string;
  url: string;
  headers: IncomingMessage['headers'];
  text: string;
}

export type Responder = (request: ReceivedRequest, response: ServerResponse) => void;

/** A disposable HTTP server on a free port that answers as told and remembers what it got. */
export class TestServer {
  readonly received: ReceivedRequest[] = [];
  readonly http: Server;
  respond: Responder;

  constructor(respond: Responder) {
    this.respond = respond;
    this.http = createServer((incoming, response) => {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part));
      incoming.on('end', () => {
        const request = {
          method: incoming.method ?? '',
          url: incoming.url ?? '',
          headers: incoming.headers,
          text: Buffer.concat(parts).toString(),
        };
        this.received.push(request);
        this.respond(request, response);
      });
    });
  }

  static async start(respond: Responder): Promise<TestServer> {
    const server = new TestServer(respond);
    await new Promise<void>((resolve) => server.http.listen(0, '127.0.0.1', resolve));
    return server;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.http.address() as AddressInfo).port}`;
  }

  options(changes: Partial<AyonClientOptions> = {}): AyonClientOptions {
    return {
      url: this.url,
      apiKey: TEST_KEY,
      sender: 'tester',
      senderType: 'ftrack',
      retry: { attempts: 3, minMs: 1, maxMs: 2 },
      ...changes,
    };
  }

  client(changes: Partial<AyonClientOptions> = {}): AyonClient {
    return new AyonClient(this.options(changes));
  }

  transport(changes: Partial<AyonClientOptions> = {}): AyonTransport {
    return new AyonTransport(this.options(changes));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.http.closeAllConnections();
    await new Promise((resolve) => this.http.close(resolve));
  }
}

export const TEST_KEY = 'k0123456789abcdef0123456789abcdef';

/** Answers with JSON. */
export function json(status: number, body: unknown): Responder {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(body === undefined ? '' : JSON.stringify(body));
  };
}

/** Answers with the first responder at the first request, and so on; the last one stays. */
export function inTurn(...responders: [Responder, ...Responder[]]): Responder {
  let turn = 0;
  return (request, response) => {
    const respond = responders[Math.min(turn++, responders.length - 1)] ?? responders[0];
    respond(request, response);
  };
}

/** The error a promise rejects with. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => new Error('did not reject'),
    (error: unknown) => error,
  );
}
