import type { Entity } from './entity.ts';

/** Numbers from `from` to `to`, both included, rising or falling. */
export interface NumberRange {
  readonly from: number;
  readonly to: number;
  readonly descending: boolean;
}

/** Entities in the order of a number that each of them has and never changes. Made for numbers that mostly grow. */
export class NumberedRows {
  readonly #attribute: string;
  readonly #rows: Entity[] = [];

  constructor(attribute: string) {
    this.#attribute = attribute;
  }

  add(entity: Entity): void {
    const number = this.#numberOf(entity);
    const last = this.#rows.at(-1);
    if (last === undefined || this.#numberOf(last) < number) this.#rows.push(entity);
    else this.#rows.splice(this.#firstFrom(number), 0, entity);
  }

  remove(entity: Entity): void {
    const at = this.#firstFrom(this.#numberOf(entity));
    if (this.#rows[at] === entity) this.#rows.splice(at, 1);
  }

  *within({ from, to, descending }: NumberRange): Iterable<Entity> {
    const start = this.#firstFrom(from);
    const end = this.#firstAfter(to);
    for (let step = 0; step < end - start; step += 1) {
      const entity = this.#rows[descending ? end - 1 - step : start + step];
      if (entity !== undefined) yield entity;
    }
  }

  #numberOf(entity: Entity): number {
    return Number(entity.row[this.#attribute]);
  }

  /** Index of the first entity whose number is not smaller. */
  #firstFrom(number: number): number {
    return this.#search((other) => other >= number);
  }

  /** Index of the first entity whose number is greater. */
  #firstAfter(number: number): number {
    return this.#search((other) => other > number);
  }

  #search(isBehind: (number: number) => boolean): number {
    let low = 0;
    let high = this.#rows.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const entity = this.#rows[middle];
      if (entity !== undefined && isBehind(this.#numberOf(entity))) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}
