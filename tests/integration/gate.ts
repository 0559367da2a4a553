import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * What stands before a server: `open` lets everything through, `refusing` cuts what is open and every new connection,
 * `hanging` takes connections and never answers.
 */
export type GateState = 'open' | 'refusing' | 'hanging';

/** A way to a server that can be closed and opened again, while the server keeps what it has. */
export interface Gate extends AsyncDisposable {
  /** The server's address through the gate. */
  readonly url: string;
  /** Connections that were tried while the gate was not open. */
  readonly refused: number;
  /** What is open now is cut, so that nothing of before goes on. */
  set(state: GateState): void;
}

/** `await using gate = await openGate(server.url)`. */
export async function openGate(target: string): Promise<Gate> {
  const port = Number(new URL(target).port);
  const sockets = new Set<Socket>();
  let state: GateState = 'open';
  let refused = 0;
  const keep = (socket: Socket): void => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sockets.delete(socket));
  };
  const server = createServer((socket) => {
    keep(socket);
    if (state !== 'open') refused += 1;
    if (state === 'refusing') socket.resetAndDestroy();
    if (state !== 'open') return;
    const onward = connect(port, '127.0.0.1');
    keep(onward);
    socket.pipe(onward).pipe(socket);
    socket.on('close', () => onward.destroy());
    onward.on('close', () => socket.destroy());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    get refused() {
      return refused;
    },
    set: (next) => {
      state = next;
      cut();
    },
    async [Symbol.asyncDispose]() {
      cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
