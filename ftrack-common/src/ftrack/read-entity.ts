import type { FtrackEntity } from './types.ts';

/**
 * Finishes what the official client has decoded: plain dates, `{__type__: 'date', value}`, which it leaves as they are, become
 * their text. Changes the value in place, since entities of one answer refer to each other, and in circles.
 */
export function readEntity(value: object): FtrackEntity {
  replaceDates(value, new Set());
  return value as FtrackEntity;
}

function replaceDates(value: object, seen: Set<object>): void {
  if (seen.has(value)) return;
  seen.add(value);
  for (const [name, member] of Object.entries(value)) {
    if (typeof member !== 'object' || member === null) continue;
    if ('__type__' in member && member.__type__ === 'date' && 'value' in member) {
      Reflect.set(value, name, member.value);
    } else {
      replaceDates(member, seen);
    }
  }
}
