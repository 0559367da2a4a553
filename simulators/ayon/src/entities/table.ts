import { type Json, type JsonObject, textOf } from '../json.ts';
import { type EntityFacts, FACTS, type EntityType } from './facts.ts';
import type { Transaction } from './transaction.ts';

/** An entity as stored: its fields by name, and the attribute values of its own. */
export interface EntityRow {
  readonly type: EntityType;
  readonly id: string;
  /** Grows with every new row; rows are listed in this order. */
  readonly order: number;
  values: Record<string, Json>;
  attrib: JsonObject;
  createdAt: string;
  updatedAt: string;
  createdBy: string | null;
  updatedBy: string | null;
  /** What was computed from the row and its parents, and the generation it belongs to. */
  cache: { path?: string; pathGeneration?: number; attrib?: JsonObject; attribGeneration?: number };
}

/** The fields of a row that may change. */
export type RowChange = Partial<Pick<EntityRow, 'values' | 'attrib' | 'updatedAt' | 'updatedBy'>>;

/** The rows of one entity type with the indexes the rules need: by id, by reference, by unique key. */
export class EntityTable {
  readonly facts: EntityFacts;
  readonly #rows = new Map<string, EntityRow>();
  readonly #unique = new Map<string, string>();
  readonly #references: string[];
  readonly #byReference = new Map<string, Map<string, Set<EntityRow>>>();
  #ordered: EntityRow[] = [];
  #orderedIsValid = true;
  #lastOrder = 0;

  constructor(type: EntityType) {
    this.facts = FACTS[type];
    this.#references = Object.entries(this.facts.fields)
      .filter(([, { references }]) => references !== undefined && references in FACTS)
      .map(([field]) => field);
    for (const field of this.#references) this.#byReference.set(field, new Map());
  }

  get size(): number {
    return this.#rows.size;
  }

  /** The order number of the next row. */
  nextOrder(): number {
    this.#lastOrder += 1;
    return this.#lastOrder;
  }

  get(id: string): EntityRow | undefined {
    return this.#rows.get(id);
  }

  /** All rows in the order they were made. */
  ordered(): readonly EntityRow[] {
    if (!this.#orderedIsValid) {
      this.#ordered = [...this.#rows.values()].sort((left, right) => left.order - right.order);
      this.#orderedIsValid = true;
    }
    return this.#ordered;
  }

  /** The rows whose field has this id; null for those without one. */
  having(field: string, id: string | null): ReadonlySet<EntityRow> {
    return this.#byReference.get(field)?.get(id ?? '') ?? EMPTY;
  }

  /** The id of the active row with the same unique fields, if any. */
  conflict(values: Readonly<Record<string, Json>>): string | undefined {
    return this.#unique.get(this.uniqueKey(values));
  }

  /** The unique fields as one text. */
  uniqueKey(values: Readonly<Record<string, Json>>): string {
    const { fields, caseless } = this.facts.unique;
    return fields
      .map((field) =>
        field === caseless ? textOf(values[field]).toLowerCase() : textOf(values[field] ?? ''),
      )
      .join('\n');
  }

  insert(row: EntityRow, transaction: Transaction): void {
    this.#add(row);
    transaction.note(() => this.#remove(row));
  }

  delete(row: EntityRow, transaction: Transaction): void {
    this.#remove(row);
    transaction.note(() => this.#add(row));
  }

  update(row: EntityRow, change: RowChange, transaction: Transaction): void {
    const { values, attrib, updatedAt, updatedBy } = row;
    this.#unindex(row);
    Object.assign(row, change);
    this.#index(row);
    transaction.note(() => {
      this.#unindex(row);
      Object.assign(row, { values, attrib, updatedAt, updatedBy });
      this.#index(row);
    });
  }

  #add(row: EntityRow): void {
    this.#rows.set(row.id, row);
    const last = this.#ordered.at(-1);
    if (this.#orderedIsValid && (!last || last.order < row.order)) this.#ordered.push(row);
    else this.#orderedIsValid = false;
    this.#index(row);
  }

  #remove(row: EntityRow): void {
    this.#rows.delete(row.id);
    if (this.#orderedIsValid && this.#ordered.at(-1) === row) this.#ordered.pop();
    else this.#orderedIsValid = false;
    this.#unindex(row);
  }

  #index(row: EntityRow): void {
    if (isActive(row)) this.#unique.set(this.uniqueKey(row.values), row.id);
    for (const field of this.#references) {
      const index = this.#byReference.get(field);
      const key = textOf(row.values[field] ?? '');
      const rows = index?.get(key);
      if (rows) rows.add(row);
      else index?.set(key, new Set([row]));
    }
  }

  #unindex(row: EntityRow): void {
    const key = this.uniqueKey(row.values);
    if (this.#unique.get(key) === row.id) this.#unique.delete(key);
    for (const field of this.#references) {
      this.#byReference
        .get(field)
        ?.get(textOf(row.values[field] ?? ''))
        ?.delete(row);
    }
  }
}

/** Whether the row takes part in uniqueness. A workfile's path is unique whether active or not. */
export function isActive(row: Pick<EntityRow, 'type' | 'values'>): boolean {
  return row.type === 'workfile' || row.values['active'] !== false;
}

const EMPTY: ReadonlySet<EntityRow> = new Set();
