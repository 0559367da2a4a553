import type { IncomingMessage, ServerResponse } from 'node:http';
import { headerOf } from './respond.ts';

/**
 * Lets pages of any origin read the answer, with cookies, as browsers demand it: the JavaScript client sends its requests
 * `credentials: include`. True when the request was only the question beforehand, which is answered by this.
 */
export function answerCors(request: IncomingMessage, response: ServerResponse): boolean {
  const origin = headerOf(request, 'origin');
  response.setHeader('access-control-allow-origin', origin ?? '*');
  response.setHeader('access-control-expose-headers', 'ETag, Retry-After');
  if (origin !== null) {
    response.setHeader('access-control-allow-credentials', 'true');
    response.setHeader('vary', 'Origin');
  }
  if (request.method !== 'OPTIONS') return false;
  response
    .writeHead(204, {
      'access-control-allow-methods': 'GET, POST, PUT, OPTIONS',
      'access-control-allow-headers': headerOf(request, 'access-control-request-headers') ?? '*',
      'access-control-max-age': '600',
    })
    .end();
  return true;
}
