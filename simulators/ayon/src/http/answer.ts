import type { IncomingMessage, ServerResponse } from 'node:http';
import { AyonError, Crash, DatabaseRefusal, FailedAssertion, InvalidData, PlainCrash } from '../errors.ts';
import type { Call } from './call.ts';
import type { Reply } from './router.ts';

/** 200 with a JSON body. */
export function ok(body: unknown): Reply {
  return { status: 200, body };
}

/** 201 with a JSON body. */
export function created(body: unknown): Reply {
  return { status: 201, body };
}

/** 204 without a body. */
export function noContent(): Reply {
  return { status: 204 };
}

/** 204 with the content type of JSON, as some of the server's routes answer. */
export function noContentJson(): Reply {
  return { status: 204, headers: { 'content-type': 'application/json' } };
}

/** Reads the whole body of a request. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

/** Writes the reply. A body that is not there is an empty answer; `null` is the JSON null. */
export function sendReply(response: ServerResponse, reply: Reply): void {
  if (reply.text !== undefined) {
    const type = reply.headers?.['content-type'] ?? 'text/plain; charset=utf-8';
    response.writeHead(reply.status, { ...reply.headers, 'content-type': type });
    response.end(reply.text);
  } else if (reply.bytes !== undefined) {
    response.writeHead(reply.status, { ...reply.headers, 'content-length': reply.bytes.length });
    response.end(reply.bytes);
  } else if (reply.body !== undefined) {
    const text = JSON.stringify(reply.body);
    response.writeHead(reply.status, {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(text),
      ...reply.headers,
    });
    response.end(text);
  } else {
    response.writeHead(reply.status, reply.headers);
    response.end();
  }
}

/** The server's answer to an error thrown by a route. */
export function errorReply(call: Call, error: unknown): Reply {
  if (error instanceof AyonError) {
    return { status: error.status, body: { code: error.status, detail: error.detail, ...error.extras } };
  }
  if (error instanceof InvalidData) {
    const detail = `Request validation error in [${call.method}] ${call.shownPath}`;
    return {
      status: 400,
      body: { code: 400, detail, path: call.shownPath, traceback: '', errors: error.errors },
    };
  }
  if (error instanceof DatabaseRefusal) {
    return {
      status: 500,
      body: {
        ...place(call),
        detail: error.detail,
        error: error.kind,
        code: error.kind === 'not-null-violation' ? 400 : 409,
      },
    };
  }
  if (error instanceof FailedAssertion) {
    const user = call.identityIfAny?.user.name ?? null;
    return { status: 500, body: { ...place(call), user, detail: error.message, status: 500 } };
  }
  if (error instanceof PlainCrash) return { status: 500, text: 'Internal Server Error' };
  const detail = error instanceof Crash ? error.message : `SimulatorError: ${String(error)}`;
  const traceback = error instanceof Crash ? 'Traceback' : error instanceof Error ? (error.stack ?? '') : '';
  return { status: 500, body: { status: 500, detail, traceback } };
}

function place(call: Call): { path: string; file: string; function: string; line: number } {
  return {
    path: `[${call.method}] ${call.shownPath.replace(/^\/api/, '')}`,
    file: 'server',
    function: 'endpoint',
    line: 0,
  };
}
