import { isUtf8 } from 'node:buffer';
import { WebSocket, type RawData } from 'ws';
import type {
  HandshakeAnswer,
  HandshakeRequest,
  HubSocket,
  HubTransport,
  OpenRequest,
  SocketListener,
} from './transport.ts';

const BODY_LIMIT = 64 * 1024;
/** Larger frames end the connection. Update events of large transactions reach some megabytes. */
const FRAME_LIMIT = 64 * 1024 * 1024;
const CLOSE_LIMIT_MS = 500;

/** The transport over the network. */
export const wsTransport: HubTransport = { handshake, open };

async function handshake({ url, headers, signal }: HandshakeRequest): Promise<HandshakeAnswer> {
  // Redirects are not followed: the credentials in the headers would go to another host.
  const response = await fetch(url, { headers, signal, redirect: 'manual' });
  const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';', 1)[0] ?? '');
  return {
    status: response.status,
    body: await readStart(response),
    cookie: cookies.length === 0 ? null : cookies.join('; '),
    location: response.headers.get('location'),
  };
}

async function readStart(response: Response): Promise<string> {
  if (response.body === null) return '';
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of response.body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length >= BODY_LIMIT) break;
  }
  return text.slice(0, BODY_LIMIT);
}

function open({ url, headers }: OpenRequest, listener: SocketListener): HubSocket {
  const socket = new WebSocket(url, {
    headers: { ...headers },
    perMessageDeflate: false,
    maxPayload: FRAME_LIMIT,
    // An invalid frame is reported instead of ending the connection.
    skipUTF8Validation: true,
  });
  let problem: string | null = null;
  socket.on('message', (data, isBinary) => {
    const bytes = toBuffer(data);
    if (isBinary) listener.onUnreadable('binary frame', sampleOf(bytes));
    else if (!isUtf8(bytes)) listener.onUnreadable('text frame is not valid UTF-8', sampleOf(bytes));
    else listener.onText(bytes.toString('utf8'));
  });
  socket.on('error', (error) => {
    problem ??= error.message;
  });
  const closed = new Promise<void>((resolve) => {
    socket.on('close', (code, reason) => {
      resolve();
      listener.onClosed(problem ?? describeClose(code, reason.toString()));
    });
  });
  return {
    send(text) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    },
    async close() {
      const deadline = setTimeout(() => socket.terminate(), CLOSE_LIMIT_MS);
      socket.close(1000);
      await closed;
      clearTimeout(deadline);
    },
    destroy() {
      socket.terminate();
    },
  };
}

function toBuffer(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

function sampleOf(bytes: Buffer): string {
  return bytes.subarray(0, 100).toString('latin1');
}

function describeClose(code: number, reason: string): string {
  return reason === '' ? `closed with code ${code}` : `closed with code ${code}: ${reason}`;
}
