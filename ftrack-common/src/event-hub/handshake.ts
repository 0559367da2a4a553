import { EventHubError } from './errors.ts';
import type { HandshakeAnswer } from './transport.ts';
import type { RefusalReason } from './types.ts';

/** Where an event hub is reached, from the URL of its ftrack server. */
export interface HubAddress {
  /** Of the first request. */
  readonly handshakeUrl: string;
  /** `scheme://host:port` of the server. */
  readonly origin: string;
  /** Of the WebSocket, to be followed by the session id. */
  readonly socketUrl: string;
}

/** Reads a server URL; throws `hub_server_url`. */
export function readServerUrl(serverUrl: string): HubAddress {
  let url: URL;
  try {
    url = new URL(serverUrl);
  } catch {
    throw new EventHubError(
      'hub_server_url',
      `"${serverUrl}" is not a URL; expected https://<studio>.ftrackapp.com`,
    );
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new EventHubError(
      'hub_server_url',
      `the server URL must begin with http: or https:, not ${url.protocol}`,
    );
  }
  const base = `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
  return {
    handshakeUrl: `${base}/socket.io/1/`,
    origin: url.origin,
    socketUrl: `${base.replace(/^http/, 'ws')}/socket.io/1/websocket/`,
  };
}

export interface HubSession {
  readonly id: string;
  /** The connection counts as closed after this much silence, milliseconds; null when the server does not say. */
  readonly closeMs: number | null;
}

export type HandshakeResult =
  | { readonly ok: true; readonly session: HubSession }
  | { readonly ok: false; readonly reason: RefusalReason; readonly message: string };

/** Reads the answer to a handshake: `SID:HEARTBEAT:CLOSE:TRANSPORTS`, times in seconds. Of a refusal it tells what is to be done. */
export function readHandshake({ status, body, location }: HandshakeAnswer): HandshakeResult {
  if (status === 401 || status === 403 || isCredentialsError(body)) {
    return refuse(
      'credentials',
      `the server does not accept the user name and API key (status ${status}); check both in the settings`,
    );
  }
  if (status >= 300 && status < 400) {
    return refuse(
      'redirected',
      `the server redirects to ${location ?? 'nowhere'}; set that address as the server URL`,
    );
  }
  if (status === 429 || status >= 500)
    return refuse('unavailable', `the server answered ${status}; it is tried again`);
  const [id = '', , close = '', transports] = body.trim().split(':');
  if (status !== 200 || !/^[\w.~-]+$/.test(id) || transports === undefined) {
    return refuse(
      'not_ftrack',
      `the answer (status ${status}) is not that of a ftrack event hub; check the server URL`,
    );
  }
  if (!transports.split(',').includes('websocket')) {
    return refuse(
      'not_ftrack',
      `the event hub offers no WebSocket, only "${transports}"; check proxies before it`,
    );
  }
  const seconds = Number(close);
  return { ok: true, session: { id, closeMs: seconds > 0 ? seconds * 1000 : null } };
}

/** ftrack may answer wrong credentials with status 200 and the error object of its API. */
function isCredentialsError(body: string): boolean {
  return body.trimStart().startsWith('{') && /InvalidCredentialsError|api_credentials_invalid/.test(body);
}

function refuse(reason: RefusalReason, message: string): HandshakeResult {
  return { ok: false, reason, message };
}
