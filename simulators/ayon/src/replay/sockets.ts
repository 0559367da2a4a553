import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import type { Json } from '../json.ts';
import { type Bindings, compareValues, fillIn } from './compare.ts';
import type { SocketStep } from './recording.ts';

interface RecordedSocket {
  socket: WebSocket;
  messages: unknown[];
  heartbeats: number;
  closeCode: number | undefined;
}

const POLL_MS = 5;

/** The websockets of one recording, by name. */
export class ReplaySockets {
  readonly #url: string;
  readonly #sockets = new Map<string, RecordedSocket>();

  constructor(url: string) {
    this.#url = `${url.replace('http', 'ws')}/ws`;
  }

  /** Takes a step; the differences. */
  async run(step: SocketStep, bindings: Bindings): Promise<string[]> {
    if (step.ws === 'open') {
      await this.#open(step.socket);
      return [];
    }
    const found = this.#sockets.get(step.socket);
    if (!found) return [`socket ${step.socket} is not open`];
    const withinMs = (step.within ?? 5) * 1000;
    switch (step.ws) {
      case 'send': {
        const message = fillIn(step.message ?? null, bindings);
        found.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
        return [];
      }
      case 'close':
        found.socket.close();
        return [];
      case 'heartbeat':
        return (await until(() => found.heartbeats > 0, withinMs)) ? [] : ['no heartbeat'];
      case 'closed':
        await until(() => found.closeCode !== undefined, withinMs);
        return found.closeCode === step.code ? [] : [`close code ${found.closeCode}, recorded ${step.code}`];
      case 'receive':
        return receive(found, step, { bindings, withinMs });
      default:
        return [`unknown step ${String(step.ws)}`];
    }
  }

  closeAll(): void {
    for (const { socket } of this.#sockets.values()) socket.terminate();
  }

  async #open(name: string): Promise<void> {
    const socket = new WebSocket(this.#url);
    const opened: RecordedSocket = { socket, messages: [], heartbeats: 0, closeCode: undefined };
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as { topic?: string };
      if (message.topic === 'heartbeat') opened.heartbeats += 1;
      else opened.messages.push(message);
    });
    socket.on('close', (code) => {
      opened.closeCode = code;
    });
    await new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('error', reject);
    });
    this.#sockets.set(name, opened);
  }
}

async function receive(
  found: RecordedSocket,
  step: SocketStep,
  { bindings, withinMs }: { bindings: Bindings; withinMs: number },
): Promise<string[]> {
  const recorded = step.messages ?? [];
  if (recorded.length === 0) await sleep(Math.min(withinMs, 100));
  else await until(() => found.messages.length >= recorded.length, withinMs);
  const actual = found.messages.splice(0);
  found.heartbeats = 0;
  const rules = step.unordered ? { unordered: ['/messages'] } : {};
  return compareValues(recorded as Json, actual, { rules, bindings, path: '/messages' });
}

async function until(holds: () => boolean, withinMs: number): Promise<boolean> {
  const end = performance.now() + withinMs;
  while (!holds()) {
    if (performance.now() > end) return false;
    await sleep(POLL_MS);
  }
  return true;
}
