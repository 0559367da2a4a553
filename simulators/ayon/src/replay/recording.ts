import type { Json } from '../json.ts';

/** One call of a recording with the answer it got. */
export interface Exchange {
  name: string;
  as: string;
  request: { method: string; path: string; headers?: Record<string, string>; body?: Json };
  answer: { status: number; headers?: Record<string, string>; body?: Json };
  compare?: { unordered?: string[]; ignore?: string[] };
  until?: { path: string; equals: Json; timeout: number };
  note?: string;
}

/** A step on a websocket. Times in seconds. */
export interface SocketStep {
  ws: 'open' | 'send' | 'receive' | 'heartbeat' | 'closed' | 'close';
  socket: string;
  message?: Json;
  messages?: Json[];
  within?: number;
  code?: number;
  unordered?: boolean;
}

export type Step =
  | Exchange
  | SocketStep
  | { parallel: Exchange[]; delay?: number; name?: string }
  | { wait: number }
  | { restart: string };

/** A recorded file. */
export interface Recording {
  server: string;
  exchanges: Step[];
}

/** A difference between what was recorded and what the simulator answered. */
export interface Difference {
  /** Position of the step in the file. */
  step: number;
  name: string;
  differences: string[];
}
