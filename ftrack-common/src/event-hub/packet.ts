/**
 * Packets of Socket.IO 0.9: `kind:id:endpoint:data`, where later parts may be missing.
 *
 *     2::                        heartbeat
 *     5:::{"name":…,"args":[…]}  event
 *     5:7+::{…}                  event with id 7; `+` asks the receiver to acknowledge with data of its own
 *     6:::7+[…]                  acknowledgement of packet 7 with data
 */
const KINDS = [
  'disconnect',
  'connect',
  'heartbeat',
  'message',
  'json',
  'event',
  'ack',
  'error',
  'noop',
] as const;

export type PacketKind = (typeof KINDS)[number];

export interface Packet {
  readonly kind: PacketKind;
  /** Decimal digits as sent, or null. A packet with an id wants an acknowledgement. */
  readonly id: string | null;
  /** The acknowledgement is to carry data. */
  readonly acknowledgeWithData: boolean;
  /** Empty, or the name of a namespace such as `/chat`. */
  readonly endpoint: string;
  /** The rest, not interpreted. */
  readonly data: string;
}

export type DecodeResult =
  | { readonly ok: true; readonly packet: Packet }
  | { readonly ok: false; readonly reason: string };

export function encodePacket(packet: Partial<Packet> & Pick<Packet, 'kind'>): string {
  const { kind, id = null, acknowledgeWithData = false, endpoint = '', data = '' } = packet;
  const head = `${KINDS.indexOf(kind)}:${id ?? ''}${id !== null && acknowledgeWithData ? '+' : ''}:${endpoint}`;
  return data === '' ? head : `${head}:${data}`;
}

/**
 * Reads one text frame. Beside the grammar one form is accepted that clients of ftrack accept too: data right after the second
 * colon, `5::{…}`.
 */
export function decodePacket(text: string): DecodeResult {
  const kind = KINDS[text.charCodeAt(0) - 48];
  const firstColon = text.indexOf(':');
  if (kind === undefined || (firstColon === -1 ? text.length !== 1 : firstColon !== 1)) {
    return { ok: false, reason: 'unknown packet kind' };
  }
  if (firstColon === -1) return decoded(kind, {});

  const secondColon = text.indexOf(':', 2);
  const idPart = secondColon === -1 ? text.slice(2) : text.slice(2, secondColon);
  const acknowledgeWithData = idPart.endsWith('+');
  const id = acknowledgeWithData ? idPart.slice(0, -1) : idPart;
  if (!/^\d*$/.test(id) || (acknowledgeWithData && id === '')) {
    return { ok: false, reason: 'packet id is not a number' };
  }
  const head = { id: id === '' ? null : id, acknowledgeWithData };
  if (secondColon === -1) return decoded(kind, head);

  const rest = secondColon + 1;
  const first = text[rest];
  if (first === '{' || first === '[') return decoded(kind, { ...head, data: text.slice(rest) });
  const thirdColon = text.indexOf(':', rest);
  if (thirdColon === -1) return decoded(kind, { ...head, endpoint: text.slice(rest) });
  return decoded(kind, {
    ...head,
    endpoint: text.slice(rest, thirdColon),
    data: text.slice(thirdColon + 1),
  });
}

function decoded(kind: PacketKind, parts: Partial<Packet>): DecodeResult {
  const { id = null, acknowledgeWithData = false, endpoint = '', data = '' } = parts;
  return { ok: true, packet: { kind, id, acknowledgeWithData, endpoint, data } };
}

/** What an acknowledgement says: the id of the packet and the arguments for its sender. */
export interface Acknowledgement {
  readonly id: string;
  readonly args: readonly unknown[];
}

/** Reads the data of an `ack` packet, `7` or `7+[…]`; null when it is neither. */
export function readAcknowledgement(data: string): Acknowledgement | null {
  const plus = data.indexOf('+');
  const id = plus === -1 ? data : data.slice(0, plus);
  if (!/^\d+$/.test(id)) return null;
  if (plus === -1 || plus === data.length - 1) return { id, args: [] };
  try {
    const args: unknown = JSON.parse(data.slice(plus + 1));
    return Array.isArray(args) ? { id, args } : null;
  } catch {
    return null;
  }
}

/** The packet that acknowledges another one, or null when that one did not ask. */
export function acknowledge(packet: Packet): string | null {
  if (packet.id === null) return null;
  const data = packet.acknowledgeWithData ? `${packet.id}+[]` : packet.id;
  return encodePacket({ kind: 'ack', endpoint: packet.endpoint, data });
}
