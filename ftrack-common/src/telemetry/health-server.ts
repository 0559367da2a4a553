import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Clock, systemClock } from '../clock/index.ts';
import { type HealthRegistry, isReady } from './health.ts';
import { renderHealthPage } from './health-page.ts';
import type { Metrics } from './metrics.ts';

export interface HealthServerOptions {
  /** Default `127.0.0.1`. The pages need no login, so another address must be asked for. */
  readonly host?: string;
  /** 0 takes a free one. */
  readonly port: number;
  /** e.g. `leecher`. */
  readonly service: string;
  readonly version: string;
  readonly health: HealthRegistry;
  readonly metrics: Metrics;
  readonly clock?: Clock;
}

export interface HealthServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** e.g. `http://127.0.0.1:8080`. */
  readonly url: string;
  close(): Promise<void>;
}

/** The health server cannot listen at its address. */
export class HealthServerError extends Error {
  readonly code = 'HEALTH_SERVER_FAILED';

  constructor(host: string, port: number, cause: unknown) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    super(`The health pages cannot be served at ${host}:${port} (${reason}): choose another port or host`, {
      cause,
    });
    this.name = 'HealthServerError';
  }
}

interface Answer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/**
 * Serves how a service is:
 *
 * - `/health` the whole report as JSON; 200 while the process is live, else 503
 * - `/ready` `{ ready, waitingFor: [{ name, state, message }] }`; 200 or 503
 * - `/metrics` Prometheus text
 * - `/` a page for people
 *
 * @throws HealthServerError
 */
export async function startHealthServer(options: HealthServerOptions): Promise<HealthServer> {
  const host = options.host ?? '127.0.0.1';
  const server = createServer((request, response) => {
    handle(request, options)
      .catch((error: unknown) => failure(500, error instanceof Error ? error.message : String(error)))
      .then((answer) => send(request, response, answer))
      .catch(() => response.destroy());
  });
  try {
    server.listen(options.port, host);
    await once(server, 'listening');
  } catch (error) {
    throw new HealthServerError(host, options.port, error);
  }
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  const shownHost = host.includes(':') ? `[${host}]` : host;
  return { host, port, url: `http://${shownHost}:${port}`, close, [Symbol.asyncDispose]: close };
}

async function handle(request: IncomingMessage, options: HealthServerOptions): Promise<Answer> {
  if (request.method !== 'GET' && request.method !== 'HEAD')
    return failure(405, 'Only GET and HEAD are answered');
  const { health, metrics, service, version } = options;
  const report = health.report();
  switch (request.url?.split('?')[0]) {
    case '/':
      return {
        status: 200,
        type: 'text/html; charset=utf-8',
        body: renderHealthPage(report, {
          service,
          version,
          now: (options.clock ?? systemClock).now(),
          process: {
            pid: process.pid,
            uptimeSeconds: process.uptime(),
            memoryBytes: process.memoryUsage.rss(),
          },
        }),
      };
    case '/health':
      return json(report.live ? 200 : 503, { service, version, ...report });
    case '/ready': {
      const waitingFor = report.components
        .filter((component) => !isReady(component))
        .map(({ name, state, message }) => ({ name, state, message }));
      return json(report.ready ? 200 : 503, { ready: report.ready, waitingFor });
    }
    case '/metrics':
      return { status: 200, type: metrics.contentType, body: await metrics.text() };
    default:
      return failure(404, 'There are /, /health, /ready and /metrics');
  }
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, {
    'content-type': answer.type,
    'content-length': Buffer.byteLength(answer.body),
    'cache-control': 'no-store',
    'content-security-policy':
      "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
  });
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}

function json(status: number, body: unknown): Answer {
  return { status, type: 'application/json; charset=utf-8', body: `${JSON.stringify(body, undefined, 2)}\n` };
}

function failure(status: number, error: string): Answer {
  return json(status, { error });
}
