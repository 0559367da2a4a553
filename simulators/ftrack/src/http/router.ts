import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type FilesRouteParts, handleFiles, isFilesPath } from '../files/index.ts';
import type { EventHubServer } from '../hub/index.ts';
import type { Widgets } from '../widgets.ts';
import { type AdminRouteParts, handleAdmin } from './admin-route.ts';
import { type ApiRouteParts, handleApi } from './api-route.ts';
import { answerCors } from './cors.ts';
import { sendJson } from './respond.ts';

type ServerParts = Omit<ApiRouteParts & AdminRouteParts & FilesRouteParts, 'url'> & {
  readonly hub: EventHubServer;
  readonly widgets: Widgets;
  readonly clock: () => Date;
};

/** Answers all that comes to a server. @param url its address */
export function serve(server: Server, url: string, parts: ServerParts): void {
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    route(request, response, { url, parts }).catch((error: unknown) => {
      const content = error instanceof Error ? (error.stack ?? error.message) : String(error);
      if (response.headersSent) response.destroy();
      else sendJson(response, 500, { exception: 'ServerError', content, error_code: null });
    });
  });
  server.on('upgrade', (request, socket, head) => parts.hub.handleUpgrade(request, socket, head));
}

async function route(
  request: IncomingMessage,
  response: ServerResponse,
  { url: base, parts }: { readonly url: string; readonly parts: ServerParts },
): Promise<void> {
  const url = new URL(`${base}${request.url ?? '/'}`);
  const { pathname } = url;
  if (answerCors(request, response)) return;
  if (pathname === '/api' && request.method === 'POST') await handleApi(request, response, parts);
  else if (/^\/socket\.io\/1\/?$/.test(pathname)) parts.hub.handleHandshake(request, response);
  else if (isFilesPath(pathname)) await handleFiles(request, response, { ...parts, url });
  else if (pathname.startsWith('/widget/')) sendWidget(response, url, parts);
  else if (pathname.startsWith('/simulator/')) await handleAdmin(request, response, { ...parts, url });
  else sendJson(response, 404, { error: `There is no ${request.method} ${pathname}.` });
}

function sendWidget(response: ServerResponse, url: URL, { widgets, clock }: ServerParts): void {
  const page = widgets.page(url.searchParams.get('token') ?? '', clock());
  if (page !== null) response.writeHead(200, { 'content-type': 'text/plain' }).end(page);
  else
    sendJson(response, 403, {
      error: 'The token of this widget is unknown or too old; ask for another address.',
    });
}
