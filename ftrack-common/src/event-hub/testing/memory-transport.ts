import { decodePacket, encodePacket, type Packet } from '../packet.ts';
import type {
  HandshakeAnswer,
  HandshakeRequest,
  HubTransport,
  OpenRequest,
  SocketListener,
} from '../transport.ts';

/** The server's end of one socket. */
export interface MemorySocket {
  readonly request: OpenRequest;
  /** Texts received from the client. */
  readonly received: string[];
  readonly closed: boolean;
  send(text: string): void;
  unreadable(reason: string, sample: string): void;
  close(detail: string): void;
}

export interface MemoryTransport extends HubTransport {
  readonly handshakes: HandshakeRequest[];
  readonly sockets: MemorySocket[];
  /** How the next handshakes are answered. A function may throw, or never answer. */
  onHandshake: () => HandshakeAnswer | Promise<HandshakeAnswer>;
  /** What the server does when a socket opens. Default: confirm it. */
  onOpen: (socket: MemorySocket) => void;
  /** What the server does with a packet. Default: acknowledge what asks for it. */
  onPacket: (packet: Packet, socket: MemorySocket) => void;
  /** The newest socket. */
  readonly socket: MemorySocket;
}

export function accepted(sessionId: string, times = '10:60'): HandshakeAnswer {
  return { status: 200, body: `${sessionId}:${times}:websocket`, cookie: null, location: null };
}

/** A transport without a network. Everything happens at once, in the calling turn. */
export function createMemoryTransport(): MemoryTransport {
  const handshakes: HandshakeRequest[] = [];
  const sockets: MemorySocket[] = [];
  const transport: MemoryTransport = {
    handshakes,
    sockets,
    onHandshake: () => accepted(`session-${handshakes.length}`),
    onOpen: (socket) => socket.send('1::'),
    onPacket: (packet, socket) => {
      if (packet.id !== null)
        socket.send(encodePacket({ kind: 'ack', data: `${packet.id}+[{"success":true}]` }));
    },
    get socket() {
      const last = sockets.at(-1);
      if (last === undefined) throw new Error('no socket was opened');
      return last;
    },
    async handshake(request) {
      handshakes.push(request);
      return await transport.onHandshake();
    },
    open(request, listener) {
      const socket = createSocket(request, listener);
      sockets.push(socket);
      queueMicrotask(() => transport.onOpen(socket));
      return {
        send(text) {
          socket.received.push(text);
          const result = decodePacket(text);
          if (result.ok) transport.onPacket(result.packet, socket);
        },
        async close() {
          socket.close('closed by the client');
        },
        destroy() {
          socket.close('destroyed by the client');
        },
      };
    },
  };
  return transport;
}

function createSocket(request: OpenRequest, listener: SocketListener): MemorySocket {
  let closed = false;
  return {
    request,
    received: [],
    get closed() {
      return closed;
    },
    send(text) {
      if (!closed) listener.onText(text);
    },
    unreadable(reason, sample) {
      if (!closed) listener.onUnreadable(reason, sample);
    },
    close(detail) {
      if (closed) return;
      closed = true;
      listener.onClosed(detail);
    },
  };
}
