/** Milliseconds since the epoch, as `Date.now` gives them. */
export type Clock = () => number;

let lastMs = -1;
let lastText = '';

/** ISO 8601 with microseconds and zone, the form of the server's REST answers. */
export function toServerTime(ms: number): string {
  if (ms !== lastMs) {
    lastMs = ms;
    lastText = `${new Date(ms).toISOString().slice(0, 23)}000+00:00`;
  }
  return lastText;
}

/** The same without the zone, the form of messages about new events on the websocket. */
export function toNaiveTime(time: string): string {
  return time.slice(0, 26);
}

/** Milliseconds since the epoch of a time made by {@link toServerTime} or sent by a client; NaN if it is none. */
export function fromServerTime(text: string): number {
  return Date.parse(text.replace(/(\.\d{3})\d+/, '$1'));
}
