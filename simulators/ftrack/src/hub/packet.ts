import { type HubEvent, pickEventKeys } from './hub-event.ts';

/** Packet codes of Socket.IO 0.9. */
export const PACKET_CODES = {
  disconnect: 0,
  connect: 1,
  heartbeat: 2,
  message: 3,
  json: 4,
  event: 5,
  ack: 6,
  error: 7,
  noop: 8,
} as const;

export type PacketCode = (typeof PACKET_CODES)[keyof typeof PACKET_CODES];

/** A packet `code:id:path:data`; later parts may be missing. */
export interface Packet {
  readonly code: PacketCode;
  /** Digits, without the `+`; null when the sender asked for no acknowledgement. */
  readonly id: string | null;
  /** True when the id was followed by `+`: the receiver acknowledges with arguments, not only with the id. */
  readonly wantsAckData: boolean;
  readonly path: string;
  /** Everything behind the third colon, colons included; null when there was no third colon. */
  readonly data: string | null;
}

const PACKET = /^([0-8])(?::(?:(\d+)(\+)?)?(?::([^:]*)(?::([\s\S]*))?)?)?$/;

/** Reads a frame; null when it is no packet. Data is not looked into. */
export function parsePacket(frame: string): Packet | null {
  const match = PACKET.exec(frame);
  if (match === null) return null;
  return {
    code: Number(match[1]) as PacketCode,
    id: match[2] ?? null,
    wantsAckData: match[3] !== undefined,
    path: match[4] ?? '',
    data: match[5] ?? null,
  };
}

export const CONNECT_FRAME = '1::';
export const HEARTBEAT_FRAME = '2::';

/** The frame that carries an event to a client. It has no id and no path: the JavaScript client breaks on either. */
export function formatEventFrame(event: HubEvent): string {
  return `5:::${JSON.stringify({ name: 'ftrack.event', args: [pickEventKeys(event)] })}`;
}

/** Outcome of a published event, told to a publisher that asked for it. */
export type AckResult = { readonly success: true } | { readonly success: false; readonly message: string };

export const ACCEPTED: AckResult = { success: true };

export function refuse(message: string): AckResult {
  return { success: false, message };
}

/** The answer to a packet with an id: `6:::N+[{...}]` to `N+`, `6:::N` to a bare `N`. */
export function formatAckFrame(packet: Packet & { readonly id: string }, result: AckResult): string {
  return packet.wantsAckData ? `6:::${packet.id}+${JSON.stringify([result])}` : `6:::${packet.id}`;
}

/**
 * Reads the data of an event packet, `{"name": ..., "args": [...]}`.
 *
 * @returns null when it is not valid JSON of that shape.
 */
export function parseEventData(data: string | null): { name: string; argument: unknown } | null {
  if (data === null) return null;
  try {
    const parsed: unknown = JSON.parse(data);
    if (typeof parsed !== 'object' || parsed === null || !('name' in parsed)) return null;
    if (typeof parsed.name !== 'string') return null;
    const args: unknown = 'args' in parsed ? parsed.args : [];
    return { name: parsed.name, argument: Array.isArray(args) ? args[0] : undefined };
  } catch {
    return null;
  }
}
