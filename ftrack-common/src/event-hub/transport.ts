/**
 * The two network calls that a connection to the event hub is made of. Nothing here knows packets, retries or credentials.
 * Implemented by the adapter on `fetch` and `ws`, and in memory for tests.
 */
export interface HubTransport {
  /** Sends a GET without following redirects. Rejects when no answer came or the signal ended it. */
  handshake(request: HandshakeRequest): Promise<HandshakeAnswer>;
  /** Opens a WebSocket. What happens to it is told to the listener, never thrown. */
  open(request: OpenRequest, listener: SocketListener): HubSocket;
}

export interface HandshakeRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

export interface HandshakeAnswer {
  readonly status: number;
  /** The start of the body, at most 64 kB. */
  readonly body: string;
  /** Cookies set by the server, ready for a `cookie` header; load balancers route by them. */
  readonly cookie: string | null;
  /** Where a redirect points. */
  readonly location: string | null;
}

export interface OpenRequest {
  /** `ws:` or `wss:`. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface SocketListener {
  /** A text frame. */
  onText(text: string): void;
  /** A frame that is no text: binary or not UTF-8. The connection stays. */
  onUnreadable(reason: string, sample: string): void;
  /** The socket is closed, or was never opened. Called once, nothing follows. */
  onClosed(detail: string): void;
}

export interface HubSocket {
  /** Sends a text frame; ignored once the socket is closing. */
  send(text: string): void;
  /** Closes politely and resolves when closed, within a second. */
  close(): Promise<void>;
  /** Drops the connection at once. */
  destroy(): void;
}
