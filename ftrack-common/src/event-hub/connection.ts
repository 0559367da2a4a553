import type { Clock } from '../clock/index.ts';
import { readHandshake, type HubAddress } from './handshake.ts';
import { watchSilence, type SilenceWatch } from './heartbeat.ts';
import { acknowledge, decodePacket, encodePacket, type Packet } from './packet.ts';
import type { HandshakeAnswer, HubSocket, HubTransport } from './transport.ts';
import type { LossReason, RefusalReason } from './types.ts';

export interface ConnectionOptions {
  readonly address: HubAddress;
  readonly user: string;
  readonly apiKey: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly transport: HubTransport;
  readonly clock: Clock;
  readonly handshakeTimeoutMs: number;
  readonly silenceLimitMs: number | null;
}

/** What a connection tells. `onRefused` or `onLost` is the last call, and comes exactly once unless `close` was called. */
export interface ConnectionListener {
  onConnected(connectionId: string, silenceLimitMs: number): void;
  /** A packet that is not about the connection itself: event, ack, message or json. */
  onPacket(packet: Packet): void;
  onMalformed(reason: string, text: string): void;
  onRefused(refusal: Refusal): void;
  onLost(reason: LossReason, detail: string): void;
}

export interface Refusal {
  readonly reason: RefusalReason;
  readonly status: number | null;
  readonly message: string;
}

const LONGEST_SILENCE_MS = 20_000;

/**
 * One connection, from the handshake to its end. It is never used again.
 *
 * - *shaking hands*: the handshake was sent. A usable answer leads to *opening*; a refusal, an error or the deadline to *ended*.
 * - *opening*: the socket was asked for. The server's connect packet leads to *connected*; a close, a goodbye, an error packet or the
 *   deadline to *ended*. Both are refusals: nothing was ever received.
 * - *connected*: the silence watch runs; heartbeats are answered, packets with an id acknowledged. A close, a goodbye, an error packet
 *   or silence lead to *ended*, as a loss.
 * - *ended*: nothing is told any more, whatever still arrives.
 */
export class Connection {
  #state: 'shaking hands' | 'opening' | 'connected' | 'ended' = 'shaking hands';
  #socket: HubSocket | null = null;
  #watch: SilenceWatch | null = null;
  #deadline: unknown;
  #status: number | null = null;
  #lastHeardAt: number | null = null;
  readonly #abort = new AbortController();
  readonly #options: ConnectionOptions;
  readonly #listener: ConnectionListener;

  constructor(options: ConnectionOptions, listener: ConnectionListener) {
    this.#options = options;
    this.#listener = listener;
  }

  /** Begins. To be called once. */
  open(): void {
    this.#startDeadline('no answer to the handshake');
    void this.#shakeHands();
  }

  /** When a frame was received last, milliseconds since 1970; null before the first. */
  get lastHeardAt(): number | null {
    return this.#watch?.lastHeardAt ?? this.#lastHeardAt;
  }

  send(text: string): void {
    if (this.#state === 'connected') this.#socket?.send(text);
  }

  /** Says goodbye and closes. The listener is not told. */
  async close(): Promise<void> {
    if (this.#state === 'ended') return;
    this.send(encodePacket({ kind: 'disconnect' }));
    const socket = this.#state === 'connected' ? this.#socket : null;
    if (socket !== null) this.#socket = null;
    this.#end(() => {});
    await socket?.close();
  }

  async #shakeHands(): Promise<void> {
    const { transport, address, user, apiKey, headers } = this.#options;
    let answer: HandshakeAnswer;
    try {
      answer = await transport.handshake({
        url: address.handshakeUrl,
        headers: { ...headers, 'ftrack-user': user, 'ftrack-api-key': apiKey },
        signal: this.#abort.signal,
      });
    } catch (error) {
      this.#refuse('unreachable', `no connection to ${address.origin}: ${describe(error)}`);
      return;
    }
    if (this.#state !== 'shaking hands') return;
    this.#status = answer.status;
    const result = readHandshake(answer);
    if (!result.ok) {
      this.#refuse(result.reason, result.message);
      return;
    }
    const silenceLimitMs =
      this.#options.silenceLimitMs ??
      Math.min(result.session.closeMs ?? LONGEST_SILENCE_MS, LONGEST_SILENCE_MS);
    this.#openSocket({ id: result.session.id, silenceLimitMs, cookie: answer.cookie });
  }

  #openSocket(session: { id: string; silenceLimitMs: number; cookie: string | null }): void {
    const { transport, address, clock, headers } = this.#options;
    this.#state = 'opening';
    this.#startDeadline('the WebSocket was not confirmed in time');
    const cookie = session.cookie === null ? {} : { cookie: session.cookie };
    this.#socket = transport.open(
      {
        url: `${address.socketUrl}${session.id}`,
        headers: { ...headers, ...cookie, origin: address.origin },
      },
      {
        onText: (text) => {
          if (this.#state === 'ended') return;
          this.#hear();
          this.#receive(text, () => {
            this.#state = 'connected';
            clock.clearTimeout(this.#deadline);
            this.#watch = watchSilence({
              clock,
              limitMs: session.silenceLimitMs,
              onSilence: () => this.#lose('silent', `nothing was received for ${session.silenceLimitMs} ms`),
            });
            this.#listener.onConnected(session.id, session.silenceLimitMs);
          });
        },
        onUnreadable: (reason, sample) => {
          if (this.#state === 'ended') return;
          this.#hear();
          this.#listener.onMalformed(reason, sample);
        },
        onClosed: (detail) => this.#endByServer('closed', detail),
      },
    );
  }

  #receive(text: string, connect: () => void): void {
    const result = decodePacket(text);
    if (!result.ok) {
      this.#listener.onMalformed(result.reason, text);
      return;
    }
    const { packet } = result;
    switch (packet.kind) {
      case 'connect':
        if (this.#state === 'opening' && packet.endpoint === '') connect();
        return;
      case 'heartbeat':
        this.#socket?.send(encodePacket({ kind: 'heartbeat' }));
        return;
      case 'disconnect':
        if (packet.endpoint === '') this.#endByServer('disconnected', 'the server said goodbye');
        return;
      case 'error':
        this.#endByServer('error', `the server reported: ${packet.data.slice(0, 200)}`);
        return;
      case 'noop':
        return;
      case 'ack':
      case 'event':
      case 'json':
      case 'message': {
        const acknowledgement = packet.kind === 'ack' ? null : acknowledge(packet);
        if (acknowledgement !== null) this.#socket?.send(acknowledgement);
        this.#listener.onPacket(packet);
      }
    }
  }

  #hear(): void {
    if (this.#watch === null) this.#lastHeardAt = this.#options.clock.now();
    else this.#watch.heard();
  }

  #endByServer(reason: LossReason, detail: string): void {
    if (this.#state === 'connected') this.#lose(reason, detail);
    else this.#refuse('no_socket', `the WebSocket did not open: ${detail}`);
  }

  #lose(reason: LossReason, detail: string): void {
    this.#end(() => this.#listener.onLost(reason, detail));
  }

  #refuse(reason: RefusalReason, message: string): void {
    const scrubbed = message.replaceAll(this.#options.apiKey, '***');
    this.#end(() => this.#listener.onRefused({ reason, status: this.#status, message: scrubbed }));
  }

  #startDeadline(message: string): void {
    const { clock, handshakeTimeoutMs, address } = this.#options;
    clock.clearTimeout(this.#deadline);
    this.#deadline = clock.setTimeout(
      () => this.#refuse('timeout', `${address.origin}: ${message} (${handshakeTimeoutMs} ms)`),
      handshakeTimeoutMs,
    );
  }

  #end(tell: () => void): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    this.#options.clock.clearTimeout(this.#deadline);
    this.#lastHeardAt = this.lastHeardAt;
    this.#watch?.stop();
    this.#watch = null;
    this.#abort.abort();
    this.#socket?.destroy();
    tell();
  }
}

/** `fetch` hides the reason in the cause. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== '' ? error.cause.message : error.message;
}
