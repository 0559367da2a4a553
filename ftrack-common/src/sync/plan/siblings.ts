import type { AyonEntity } from '../ayon-project.port.ts';

export interface Place {
  readonly kind: 'folder' | 'task';
  readonly parentId: string | null;
  readonly name: string;
}

/** Names are unique among the active entities of one kind below one parent, in any case. */
export function placeKey({ kind, parentId, name }: Place): string {
  return `${kind}|${parentId ?? ''}|${name.toLowerCase()}`;
}

/** AYON entities by the place they hold. */
export class Siblings {
  readonly #byPlace = new Map<string, AyonEntity[]>();

  add(entity: AyonEntity): void {
    const key = placeKey(entity);
    const list = this.#byPlace.get(key);
    if (list) list.push(entity);
    else this.#byPlace.set(key, [entity]);
  }

  /** All entities at a place, the active one first. */
  find(place: Place): readonly AyonEntity[] {
    const found = this.#byPlace.get(placeKey(place)) ?? [];
    if (found.length < 2) return found;
    return [...found].sort(
      (left, right) => Number(right.active) - Number(left.active) || (left.id < right.id ? -1 : 1),
    );
  }
}
