import { type Entity, joinKey } from './entity.ts';
import { FtrackServerError } from './errors.ts';
import { NumberedRows, type NumberRange } from './numbered-rows.ts';
import type { Row } from './transaction.ts';

interface MutableEntity extends Entity {
  row: Row;
}

type IndexEntry = Entity | Set<Entity>;

/** Text that may stand only once in the table for an entity, or null when the entity is free of the rule. */
export interface UniqueRule {
  readonly describe: (entity: Entity) => string;
  readonly keyOf: (type: string, row: Row) => string | null;
}

interface KeptRule {
  readonly rule: UniqueRule;
  readonly taken: Map<string, Entity>;
}

const NONE: readonly Entity[] = [];

/**
 * All entities of one family (Project, Shot and Task share one table), by primary key and by the value of any
 * attribute. Indexes fold case, are built at their first use and kept from then on.
 */
export class Table {
  readonly #byKey = new Map<string, MutableEntity>();
  readonly #byType = new Map<string, Map<string, MutableEntity>>();
  readonly #indexes = new Map<string, Map<string, IndexEntry>>();
  readonly #numbered = new Map<string, NumberedRows>();
  readonly #unique: readonly KeptRule[];

  constructor(unique: readonly UniqueRule[] = []) {
    this.#unique = unique.map((rule) => ({ rule, taken: new Map() }));
  }

  get(joinedKey: string): Entity | undefined {
    return this.#byKey.get(joinedKey);
  }

  /** The entities of one concrete type, in the order they were made. */
  ofType(type: string): Iterable<Entity> {
    return this.#byType.get(type)?.values() ?? NONE;
  }

  countOf(type: string): number {
    return this.#byType.get(type)?.size ?? 0;
  }

  /** Entities whose attribute has this value, ignoring case; null when the value is null. */
  find(attribute: string, value: string): readonly Entity[] | ReadonlySet<Entity> {
    let index = this.#indexes.get(attribute);
    if (index === undefined) {
      index = new Map();
      for (const entity of this.#byKey.values()) addToIndex(index, entity.row[attribute], entity);
      this.#indexes.set(attribute, index);
    }
    const entry = index.get(value.toLowerCase());
    if (entry === undefined) return NONE;
    return entry instanceof Set ? entry : [entry];
  }

  /** Entities by the number an attribute holds, as many as the range asks for; the attribute never changes. */
  ordered(attribute: string, range: NumberRange): Iterable<Entity> {
    let numbered = this.#numbered.get(attribute);
    if (numbered === undefined) {
      numbered = new NumberedRows(attribute);
      for (const entity of this.#byKey.values()) numbered.add(entity);
      this.#numbered.set(attribute, numbered);
    }
    return numbered.within(range);
  }

  insert(entity: Entity): void {
    const key = joinKey(entity.key);
    if (this.#byKey.has(key)) throw duplicate(`${entity.type} ${entity.key.join(', ')}`);
    for (const unique of this.#unique) claim(unique, entity, entity.row);
    this.#byKey.set(key, entity);
    let sameType = this.#byType.get(entity.type);
    if (sameType === undefined) this.#byType.set(entity.type, (sameType = new Map()));
    sameType.set(key, entity);
    for (const [attribute, index] of this.#indexes) addToIndex(index, entity.row[attribute], entity);
    for (const numbered of this.#numbered.values()) numbered.add(entity);
  }

  replace(entity: Entity, row: Row): void {
    for (const unique of this.#unique) {
      const { rule, taken } = unique;
      const before = rule.keyOf(entity.type, entity.row);
      if (before === rule.keyOf(entity.type, row)) continue;
      claim(unique, entity, row);
      if (before !== null) taken.delete(before);
    }
    for (const [attribute, index] of this.#indexes) {
      if (entity.row[attribute] === row[attribute]) continue;
      removeFromIndex(index, entity.row[attribute], entity);
      addToIndex(index, row[attribute], entity);
    }
    (entity as MutableEntity).row = row;
  }

  remove(entity: Entity): void {
    const key = joinKey(entity.key);
    this.#byKey.delete(key);
    this.#byType.get(entity.type)?.delete(key);
    for (const { rule, taken } of this.#unique) {
      const claimed = rule.keyOf(entity.type, entity.row);
      if (claimed !== null) taken.delete(claimed);
    }
    for (const [attribute, index] of this.#indexes) removeFromIndex(index, entity.row[attribute], entity);
    for (const numbered of this.#numbered.values()) numbered.remove(entity);
  }
}

function claim({ rule, taken }: KeptRule, entity: Entity, row: Row): void {
  const key = rule.keyOf(entity.type, row);
  if (key === null) return;
  const holder = taken.get(key);
  if (holder !== undefined && holder !== entity) throw duplicate(rule.describe({ ...entity, row }));
  taken.set(key, entity);
}

function duplicate(what: string): FtrackServerError {
  return new FtrackServerError('IntegrityError', `(DuplicateEntryError) Duplicate entry: ${what}.`);
}

function indexKey(value: unknown): string | null {
  if (typeof value === 'string') return value.toLowerCase();
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

function addToIndex(index: Map<string, IndexEntry>, value: unknown, entity: Entity): void {
  const key = indexKey(value);
  if (key === null) return;
  const entry = index.get(key);
  if (entry === undefined) index.set(key, entity);
  else if (entry instanceof Set) entry.add(entity);
  else index.set(key, new Set([entry, entity]));
}

function removeFromIndex(index: Map<string, IndexEntry>, value: unknown, entity: Entity): void {
  const key = indexKey(value);
  if (key === null) return;
  const entry = index.get(key);
  if (entry === entity) index.delete(key);
  else if (entry instanceof Set) {
    entry.delete(entity);
    if (entry.size === 0) index.delete(key);
  }
}
