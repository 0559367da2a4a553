import type { FtrackEvent } from '../events/index.ts';

/** The name under which ftrack sends every event. */
const EVENT_NAME = 'ftrack.event';

export type EventFrame =
  | { readonly ok: true; readonly value: unknown; readonly json: string }
  | { readonly ok: false; readonly reason: string };

/** The ways senders are known to write `{"name":"ftrack.event","args":[EVENT]}`: what stands before and after EVENT. */
const SHAPES: readonly (readonly [head: string, tail: string])[] = [
  ['{"name":"ftrack.event","args":[', ']}'],
  ['{"name": "ftrack.event", "args": [', ']}'],
  ['{"args":[', '],"name":"ftrack.event"}'],
  ['{"args": [', '], "name": "ftrack.event"}'],
];

/**
 * Reads the data of an `event` packet.
 *
 * `json` is the text of the event exactly as received. In the known shapes it is cut out of the frame: text that is one valid
 * JSON value between such a head and tail can only be the one argument. A frame in another shape is decoded as a whole and its
 * event written anew, which may change the spelling of numbers.
 */
export function readEventFrame(data: string): EventFrame {
  for (const [head, tail] of SHAPES) {
    if (!data.startsWith(head) || !data.endsWith(tail)) continue;
    const json = data.slice(head.length, -tail.length);
    try {
      return { ok: true, value: JSON.parse(json), json };
    } catch {
      break;
    }
  }
  return readUnusualFrame(data);
}

function readUnusualFrame(data: string): EventFrame {
  let frame: unknown;
  try {
    frame = JSON.parse(data);
  } catch {
    return { ok: false, reason: 'the event is not valid JSON' };
  }
  if (typeof frame !== 'object' || frame === null || !('name' in frame) || frame.name !== EVENT_NAME) {
    return { ok: false, reason: `the packet is not a ${EVENT_NAME}` };
  }
  const args: unknown = 'args' in frame ? frame.args : undefined;
  if (!Array.isArray(args) || args.length === 0) return { ok: false, reason: 'the packet holds no event' };
  const value: unknown = args[0];
  return { ok: true, value, json: JSON.stringify(value) };
}

/** The data of an `event` packet. */
export function writeEventFrame(event: FtrackEvent): string {
  return JSON.stringify({ name: EVENT_NAME, args: [event] });
}
