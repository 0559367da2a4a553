import type { FtrackEntity } from './types.ts';

/**
 * Finishes what the official client has decoded: plain dates, `{__type__: 'date', value}`, which it leaves as they are, become
 * their text. Changes the values in place: the entities of one answer refer to each other, also in circles, and each is visited once.
 */
export function readEntities(values: readonly unknown[]): FtrackEntity[] {
  const entities = values.filter(isEntity);
  const seen = new Set<object>(entities);
  // A set is iterated in the order of insertion, with what is added meanwhile.
  for (const object of seen) {
    for (const [name, member] of Object.entries(object)) {
      if (typeof member !== 'object' || member === null) continue;
      if ('__type__' in member && member.__type__ === 'date' && 'value' in member) {
        Reflect.set(object, name, member.value);
      } else {
        seen.add(member);
      }
    }
  }
  return entities;
}

function isEntity(value: unknown): value is FtrackEntity {
  return typeof value === 'object' && value !== null;
}
