import type { AttributeFacts, Bucket, QuerySource } from './source.ts';
import { fold, toText } from './values.ts';

export interface MemoryRow {
  readonly type: string;
  readonly [attribute: string]: unknown;
}

export interface MemoryType {
  /** Concrete types of a base type; a concrete type leaves it out. */
  readonly subtypes?: readonly string[];
  readonly primaryKey?: readonly string[];
  readonly attributes: Readonly<Record<string, MemoryAttribute>>;
  /** Attributes with an index. */
  readonly indexed?: readonly string[];
}

/** Collections name the attribute of their rows that holds the owner's id, or say how to find them. */
export type MemoryAttribute = AttributeFacts & {
  readonly owner?: string;
  readonly find?: (row: MemoryRow, source: MemorySource) => Iterable<MemoryRow>;
};

/** A source over plain objects, in the order they were given. */
export class MemorySource implements QuerySource<MemoryRow> {
  readonly #types: Readonly<Record<string, MemoryType>>;
  readonly #rows: readonly MemoryRow[];
  readonly #byId = new Map<unknown, MemoryRow>();
  readonly #indexes = new Map<string, Map<string, MemoryRow[]>>();
  /** How many rows were read by `rows`, to see whether a query scanned. */
  scanned = 0;

  constructor(types: Readonly<Record<string, MemoryType>>, rows: readonly MemoryRow[]) {
    this.#types = types;
    this.#rows = rows;
    for (const row of rows) if ('id' in row) this.#byId.set(row['id'], row);
  }

  concreteTypes(type: string): readonly string[] | null {
    const known = this.#types[type];
    return known === undefined ? null : (known.subtypes ?? [type]);
  }

  primaryKey(type: string): readonly string[] {
    return this.#types[type]?.primaryKey ?? ['id'];
  }

  attribute(type: string, name: string): MemoryAttribute | null {
    return this.#types[type]?.attributes[name] ?? null;
  }

  *rows(type: string): Iterable<MemoryRow> {
    const concrete = this.concreteTypes(type) ?? [];
    for (const row of this.#rows) {
      if (!concrete.includes(row.type)) continue;
      this.scanned += 1;
      yield row;
    }
  }

  lookup(type: string, attribute: string, value: string): Bucket<MemoryRow> | null {
    if (!(this.#types[type]?.indexed ?? []).includes(attribute)) return null;
    return this.#index(attribute).get(value) ?? [];
  }

  typeOf(row: MemoryRow): string {
    return row.type;
  }

  get(row: MemoryRow, attribute: string): unknown {
    return row[attribute] ?? null;
  }

  follow(row: MemoryRow, attribute: string): MemoryRow | null {
    const facts = this.attribute(row.type, attribute);
    if (facts?.kind !== 'reference') return null;
    return this.#byId.get(row[facts.foreignKey ?? `${attribute}_id`]) ?? null;
  }

  collect(row: MemoryRow, attribute: string): Iterable<MemoryRow> {
    const facts = this.attribute(row.type, attribute);
    if (facts === null || facts.kind === 'scalar' || facts.kind === 'reference') return [];
    if (facts.find !== undefined) return facts.find(row, this);
    const concrete = this.concreteTypes(facts.target) ?? [];
    const owned = this.#index(facts.owner ?? 'parent_id').get(fold(toText(row['id']))) ?? [];
    return owned.filter(({ type }) => concrete.includes(type));
  }

  #index(attribute: string): Map<string, MemoryRow[]> {
    const known = this.#indexes.get(attribute);
    if (known !== undefined) return known;
    const index = new Map<string, MemoryRow[]>();
    for (const row of this.#rows) {
      const value = row[attribute];
      if (value === null || value === undefined) continue;
      const key = fold(toText(value));
      const bucket = index.get(key);
      if (bucket === undefined) index.set(key, [row]);
      else bucket.push(row);
    }
    this.#indexes.set(attribute, index);
    return index;
  }
}
