import { EventEmitter } from 'node:events';
import WebSocket from 'ws';
import * as z from 'zod';
import { type Backoff, backoffMs, sleep } from './clock.ts';
import { AyonError } from './errors.ts';
import type { AyonTransport } from './transport.ts';

export interface AyonSocketOptions {
  /** Topic prefixes, or `*` for all. `server.started` and `server.restart_requested` come in any case. */
  subscribe: readonly string[];
  /** Only events of this project, and those of none. */
  project?: string;
  /** Silence after which the connection counts as dead; the server speaks at least every 5 s. Default 15,000. */
  silenceLimitMs?: number;
  /** Pauses between attempts to connect. Default 500 ms to 30 s. */
  backoff?: Backoff;
}

/** An event as the server tells it when it is created or updated. The payload never comes this way: read it by id. */
export interface AyonSocketMessage {
  id: string;
  topic: string;
  project: string | null;
  user: string | null;
  dependsOn: string | null;
  description: string;
  summary: Record<string, unknown>;
  status: string;
  sender: string | null;
  senderType: string | null;
  /** False: the event is nowhere to be read. Absent in messages about updates. */
  store: boolean | null;
}

export interface AyonSocketEvents {
  /** The server accepted the key and speaks. Nothing sent while the socket was away comes again: read what may be missing. */
  connected: [];
  /** The connection ended, with the reason in words; the next attempt is on its way. */
  disconnected: [reason: string];
  message: [message: AyonSocketMessage];
  /** An attempt to connect failed. */
  problem: [error: AyonError];
}

const nullableText = z
  .string()
  .nullish()
  .transform((text) => text ?? null);

const messageSchema = z.object({
  id: z.string(),
  topic: z.string(),
  project: nullableText,
  user: nullableText,
  dependsOn: nullableText,
  description: z
    .string()
    .nullish()
    .transform((text) => text ?? ''),
  summary: z
    .record(z.string(), z.unknown())
    .nullish()
    .transform((summary) => summary ?? {}),
  status: z.string(),
  sender: nullableText,
  senderType: nullableText,
  store: z
    .boolean()
    .nullish()
    .transform((store) => store ?? null),
});

const DEFAULT_SILENCE_LIMIT_MS = 15_000;
/** A connection that lasted this long was a good one. */
const STABLE_MS = 60_000;
const DEFAULT_BACKOFF: Backoff = { minMs: 500, maxMs: 30_000 };

/**
 * AYON's event socket, kept open for ever: reconnects with growing pauses until it is closed.
 *
 * It is a wake-up signal, not a source of truth: events told while it is away are lost. Made by `AyonClient.socket`.
 */
export class AyonSocket extends EventEmitter<AyonSocketEvents> {
  readonly #transport: AyonTransport;
  readonly #options: AyonSocketOptions;
  #stop: AbortController | null = null;
  #running: Promise<void> = Promise.resolve();
  #connected = false;

  constructor(transport: AyonTransport, options: AyonSocketOptions) {
    super();
    this.#transport = transport;
    this.#options = options;
  }

  get connected(): boolean {
    return this.#connected;
  }

  /** Begins to connect; a second call does nothing. */
  start(): void {
    if (this.#stop !== null) return;
    this.#stop = new AbortController();
    this.#running = this.#run(this.#stop.signal);
  }

  /** Ends the connection and all attempts. */
  async close(): Promise<void> {
    this.#stop?.abort();
    await this.#running;
    this.#stop = null;
  }

  async #run(stop: AbortSignal): Promise<void> {
    const { clock, random } = this.#transport;
    const backoff = this.#options.backoff ?? DEFAULT_BACKOFF;
    let attempt = 0;
    while (!stop.aborted) {
      try {
        // The socket takes an API key only while a session of it lives, and only a request over HTTP makes one.
        await this.#transport.request({ method: 'GET', path: '/api/users/me', signal: stop });
        const started = clock.now();
        await this.#converse(stop);
        // A server that takes us and drops us at once is not to be asked faster than one that is away.
        attempt = clock.now() - started > STABLE_MS ? 1 : attempt + 1;
      } catch (error) {
        if (stop.aborted) return;
        attempt += 1;
        this.emit(
          'problem',
          error instanceof AyonError ? error : connectionProblem(this.#transport.url, error),
        );
      }
      await sleep(clock, backoffMs(backoff, attempt, random), stop).catch(() => undefined);
    }
  }

  /** One connection from opening to end. Rejects when it ends before the server spoke. */
  #converse(stop: AbortSignal): Promise<void> {
    const { clock, url } = this.#transport;
    const { subscribe, project, silenceLimitMs = DEFAULT_SILENCE_LIMIT_MS } = this.#options;
    const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ws`);
    let reason: string | null = null;
    const end = (why: string): void => {
      reason ??= why;
      socket.terminate();
    };
    let timer: unknown = null;
    const watch = (): void => {
      clock.clearTimeout(timer);
      timer = clock.setTimeout(() => end(`the server was silent for ${silenceLimitMs} ms`), silenceLimitMs);
    };
    const abort = (): void => end('closed here');
    stop.addEventListener('abort', abort, { once: true });
    watch();

    return new Promise((resolve, reject) => {
      socket.on('open', () => {
        const subscription = project === undefined ? { subscribe } : { subscribe, project };
        socket.send(this.#transport.socketAuthentication(subscription));
      });
      socket.on('message', (data: Buffer) => {
        watch();
        if (!this.#connected) {
          this.#connected = true;
          this.emit('connected');
        }
        const message = parseMessage(data.toString());
        if (message !== null) this.emit('message', message);
      });
      socket.on('error', (error) => {
        reason ??= error.message;
      });
      socket.on('close', () => {
        clock.clearTimeout(timer);
        stop.removeEventListener('abort', abort);
        const heard = this.#connected;
        this.#connected = false;
        const why = reason ?? 'the server closed the connection';
        if (heard) this.emit('disconnected', why);
        if (heard || stop.aborted) resolve();
        else reject(new Error(why));
      });
    });
  }
}

/** null for heartbeats and for anything that is no event. */
function parseMessage(text: string): AyonSocketMessage | null {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return null;
  }
  const result = messageSchema.safeParse(body);
  return result.success ? result.data : null;
}

function connectionProblem(url: string, error: unknown): AyonError {
  const reason = error instanceof Error ? error.message : 'connection failed';
  return new AyonError({
    code: 'ayon_unreachable',
    message: `The websocket ${url}/ws cannot be used (${reason}). If a proxy stands in front of AYON, it must pass websockets on.`,
    detail: reason,
    retryable: true,
  });
}
